import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Summary as SummaryAnswer } from '../../../../server/src/http/api.ts';
import { summaryQuery } from '../../client/queries.ts';
import { usePerson, useRecords } from '../../client/session.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { ageAt } from '../../words/dates.ts';
import { useWords } from '../../words/useWords.ts';
import { Missing } from './Missing.tsx';
import { RecordTabs } from './RecordTabs.tsx';
import { SECTIONS } from './sections.ts';
import './summary.css';

const SHOWN = 5;
type Section = SummaryAnswer['sections'][number];

/** The record on one page, by what it is about. What nobody said is as visible as what is known. */
export function Summary() {
  const { t } = useLingui();
  const { record } = useRecords();
  const person = usePerson();
  const summary = useQuery(summaryQuery(person));
  const patient = summary.data?.patient;
  const shown = summary.data?.sections.filter(({ answer, ruledOut }) => answer !== 'unknown' || ruledOut.length > 0) ?? [];
  return (
    <Page
      title={record?.name ?? t`Summary`}
      lead={patient && <PatientLine patient={patient} name={record?.name ?? ''} />}
      beside={
        <span className="no-print">
          <Button icon="print" onPress={() => print()}>
            <Trans>Print</Trans>
          </Button>
        </span>
      }
    >
      <RecordTabs />
      {summary.error && <TroubleNotice trouble={summary.error} />}
      {summary.isPending && <Waiting lines={8} />}
      {summary.data && (
        <>
          <div className="summary">
            {shown.map((section) => (
              <SectionCard key={section.id} section={section} />
            ))}
            <Missing summary={summary.data} />
          </div>
        </>
      )}
    </Page>
  );
}

/** What the files say of the person; their name for them only where it is another than the account's. */
function PatientLine({ patient, name }: { readonly patient: NonNullable<SummaryAnswer['patient']>; readonly name: string }) {
  const { t } = useLingui();
  const words = useWords();
  const age = patient.birthDate === undefined ? undefined : ageAt(patient.birthDate, Date.now());
  const parts = [
    patient.name.toLowerCase() !== name.toLowerCase() && patient.name,
    words.gender(patient.gender),
    patient.birthDate && t`born ${words.day(patient.birthDate)}`,
    age !== undefined && t`${age} years`,
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}

function SectionCard({ section }: { readonly section: Section }) {
  const { i18n } = useLingui();
  const words = useWords();
  const [all, setAll] = useState(false);
  const { title, none } = SECTIONS[section.id];
  const entries = all ? section.entries : section.entries.slice(0, SHOWN);
  const more = section.entries.length - entries.length;
  const beyond = section.total - section.entries.length;
  return (
    <Card
      title={i18n._(title)}
      flush
      beside={section.answer === 'known' ? <span className="quiet figures">{words.count(section.total)}</span> : undefined}
    >
      {section.answer === 'none' && <p className="summary-none">{i18n._(none)}</p>}
      {section.answer === 'known' && <FactList facts={entries} showKind={false} />}
      {(more > 0 || (all && beyond > 0)) && (
        <div className="padded row no-print">
          {more > 0 && (
            <Button look="bare" onPress={() => setAll(true)}>
              <Plural value={more} one="Show one more" other="Show # more" />
            </Button>
          )}
          {more === 0 && beyond > 0 && (
            <ButtonLink look="bare" to="/record/timeline">
              <Plural value={beyond} one="One more is in the timeline" other="# more are in the timeline" />
            </ButtonLink>
          )}
        </div>
      )}
      {section.ruledOut.length > 0 && (
        <div className="summary-apart">
          <h3 className="summary-apart-title">
            <Trans>Said before, but found not to be so</Trans>
          </h3>
          <FactList facts={section.ruledOut} showKind={false} />
        </div>
      )}
    </Card>
  );
}
