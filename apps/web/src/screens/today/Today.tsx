import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { device } from '../../client/device.ts';
import { resultsQuery, sourcesQuery, summaryQuery, timelineQuery } from '../../client/queries.ts';
import { usePerson, useRecords } from '../../client/session.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { NavRow } from '../../parts/NavRow.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { FindingsToday } from '../findings/Findings.tsx';
import { ReviewInvitation } from '../review/Review.tsx';
import { SampleNote } from './SampleNote.tsx';

const AN_HOUR = 3_600_000;

/** What is new since the last visit, what came in, what asks for a look. Two minutes a week are enough. */
export function Today() {
  const { t } = useLingui();
  const { record } = useRecords();
  const person = usePerson();
  const words = useWords();
  const since = useLastVisit(person);
  const summary = useQuery(summaryQuery(person));
  const sources = useQuery(sourcesQuery(person));
  const isEmpty =
    summary.data !== undefined && summary.data.sections.every(({ total }) => total === 0) && (sources.data?.length ?? 0) === 0;
  const fresh = (sources.data ?? []).filter(({ at }) => since !== undefined && Date.parse(at) > since);
  const entries = fresh.reduce((sum, { resources }) => sum + resources, 0);
  return (
    <Page title={t`Today`} lead={record?.name}>
      <SampleNote />
      {summary.error && <TroubleNotice trouble={summary.error} />}
      {summary.isPending && <Waiting />}
      {isEmpty && (
        <Empty icon="add" title={t`This record is still empty`}>
          <p>
            <Trans>
              Start with any file that a hospital, a doctor, a lab or another app gave you. You can look at it first and undo it later.
            </Trans>
          </p>
          <ButtonLink look="main" to="/add">
            <Trans>Add a first file</Trans>
          </ButtonLink>
        </Empty>
      )}
      {summary.data && !isEmpty && (
        <>
          {since !== undefined && (
            <Notice
              tone={fresh.length > 0 ? 'good' : 'note'}
              title={fresh.length > 0 ? t`New since ${words.ago(since)}` : t`Nothing new since ${words.ago(since)}`}
            >
              {fresh.length > 0 && (
                <p>
                  <Plural value={fresh.length} one="One file came in" other="# files came in" />{' '}
                  <Trans>with {words.count(entries)} entries.</Trans>
                </p>
              )}
            </Notice>
          )}
          <ReviewInvitation person={person} />
          <FindingsToday person={person} />
          <WorthALook person={person} />
          <Latest person={person} />
          <Card title={t`Last things added`} flush>
            {(sources.data ?? []).slice(0, 3).map((source) => (
              <NavRow
                key={source.original}
                icon="file"
                to="/record/documents"
                label={source.name}
                now={`${words.ago(Date.parse(source.at))} · ${t`${words.count(source.resources)} entries`}`}
              />
            ))}
            <div className="padded row">
              <ButtonLink icon="add" to="/add">
                <Trans>Add something</Trans>
              </ButtonLink>
            </div>
          </Card>
        </>
      )}
    </Page>
  );
}

/** The latest values that their lab flagged. Says how far it looked, so that silence is not taken for health. */
function WorthALook({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const words = useWords();
  const results = useQuery(resultsQuery(person));
  if (!results.data || results.data.length === 0) return null;
  const flagged = results.data.filter(({ latest }) => words.flag(latest.card.flag)?.attention).map(({ latest }) => latest);
  const checked = words.count(results.data.length);
  return (
    <Card title={t`Worth a look`} flush>
      {flagged.length > 0 ? (
        <FactList facts={flagged.slice(0, 5)} />
      ) : (
        <p className="quiet">
          <Trans>None of your {checked} kinds of results was marked unusual the last time it was measured.</Trans>
        </p>
      )}
      <p className="quiet small">
        <Trans>These are marks that the laboratory set. Results without a mark were not judged.</Trans>
      </p>
    </Card>
  );
}

function Latest({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const timeline = useInfiniteQuery(
    timelineQuery(person, ['Encounter', 'Condition', 'Procedure', 'Immunization', 'MedicationRequest', 'DiagnosticReport'], undefined),
  );
  const latest = timeline.data?.pages[0]?.entries.slice(0, 5) ?? [];
  if (latest.length === 0) return null;
  return (
    <Card
      title={t`Most recent in your record`}
      flush
      beside={
        <ButtonLink look="bare" to="/record/timeline">
          <Trans>Whole timeline</Trans>
        </ButtonLink>
      }
    >
      <FactList facts={latest} />
    </Card>
  );
}

/** When this record was looked at before this visit. A visit ends after an hour without one. */
function useLastVisit(person: string): number | undefined {
  const [before, setBefore] = useState<number>();
  useEffect(() => {
    const last = device.visit(person);
    const now = Date.now();
    const since = last && now - last.at > AN_HOUR ? last.at : last?.before;
    device.keepVisit(person, { at: now, ...(since !== undefined && { before: since }) });
    setBefore(since);
  }, [person]);
  return before;
}
