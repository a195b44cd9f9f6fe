import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Fact } from '../../../../server/src/http/api.ts';
import { factQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Flag } from '../../parts/Flag.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { fileIn } from '../document/shown-file.ts';
import { formByType } from '../enter/forms/index.ts';
import { AsideChoice } from './AsideChoice.tsx';
import { EvidenceCard } from './EvidenceCard.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import { RetractCard } from './RetractCard.tsx';
import { indent } from './indent.ts';
import { useFactLines } from './useFactLines.ts';
import './fact.css';

/** One fact: what it says, where it comes from, how it changed, what belongs to it, and the way to take it back. */
export function FactPage() {
  const { t } = useLingui();
  const person = usePerson();
  const { type, id } = useParams({ from: '/inside/record/fact/$type/$id' });
  const fact = useQuery(factQuery(person, type, id));
  const words = useWords();
  const back = { to: '/record/timeline', label: t`Timeline` } as const;
  if (fact.error)
    return (
      <Page title={words.one(type)} back={back}>
        <TroubleNotice trouble={fact.error} />
      </Page>
    );
  if (!fact.data)
    return (
      <Page title={words.one(type)} back={back}>
        <Waiting />
      </Page>
    );
  return <FactView person={person} fact={fact.data} />;
}

function FactView({ person, fact }: { readonly person: string; readonly fact: Fact }) {
  const { t } = useLingui();
  const words = useWords();
  const { card, marks } = fact.listed;
  const value = words.value(card);
  const range = words.range(card);
  const lines = useFactLines(fact.text);
  return (
    <Page
      title={words.title(card)}
      lead={[words.one(fact.listed.type), words.when(card), card.who].filter(Boolean).join(' · ')}
      back={{ to: '/record/timeline', label: t`Timeline` }}
    >
      {marks.withdrawn && (
        <Notice tone="trouble" title={t`This was retracted`}>
          <p>{fact.marks.withdrawn}</p>
        </Notice>
      )}
      {marks.aside && <AsideChoice person={person} fact={fact} />}
      {value && (
        <div className="fact-now">
          <p className="fact-big figures">{value}</p>
          <p className="row">
            <Flag flag={card.flag} />
            {range && <span className="quiet">{t`range ${range}`}</span>}
          </p>
          {fact.listed.type === 'Observation' && (
            <div>
              <ButtonLink look="bare" icon="results" to="/record/results/$type/$id" params={{ type: fact.listed.type, id: fact.listed.id }}>
                <Trans>See it over time</Trans>
              </ButtonLink>
            </div>
          )}
        </div>
      )}
      {fact.listed.type === 'DocumentReference' && fileIn(fact.text) && (
        <div className="no-print">
          <ButtonLink icon="eye" to="/record/documents/$id" params={{ id: fact.listed.id }}>
            <Trans>Look at the document</Trans>
          </ButtonLink>
        </div>
      )}
      <Card title={t`What it says`}>
        <Facts lines={lines.map(({ name, text }) => ({ name, value: text }))} />
      </Card>
      {(fact.marks.issues?.length ?? 0) > 0 && (
        <Card title={t`Found when it came in`}>
          <p className="quiet">
            <Trans>It was kept exactly as it is, unrepaired.</Trans>
          </p>
          <ul className="bullets">
            {fact.marks.issues?.map((issue, at) => (
              <li key={at}>
                {issue.diagnostics}
                {issue.expression && <span className="quiet small"> {issue.expression.join(', ')}</span>}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <EvidenceCard person={person} fact={fact} />
      {fact.related.length > 0 && (
        <Card title={t`Belongs together with`} flush>
          <FactList facts={fact.related.map(({ listed }) => listed)} />
        </Card>
      )}
      <HistoryCard fact={fact} />
      {!marks.withdrawn && formByType(fact.listed.type) && (
        <div className="no-print">
          <ButtonLink icon="record" to="/record/fact/$type/$id/edit" params={{ type: fact.listed.type, id: fact.listed.id }}>
            <Trans>Change it</Trans>
          </ButtonLink>
        </div>
      )}
      <RetractCard person={person} fact={fact} />
      <Card title={t`The code behind it`}>
        <details className="code-behind">
          <summary>
            <Trans>Show the FHIR resource as it is kept</Trans>
          </summary>
          <pre tabIndex={0}>{indent(fact.text)}</pre>
        </details>
      </Card>
    </Page>
  );
}
