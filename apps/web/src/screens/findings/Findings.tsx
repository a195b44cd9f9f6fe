import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Findings as Told } from '../../../../server/src/http/api.ts';
import { findingsQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { NavRow } from '../../parts/NavRow.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { FindingCard } from './FindingCard.tsx';
import { byWeight, decisionOn, type Finding, isOpen, useSaid } from './finding.ts';
import './findings.css';

/** What follows from the record: what was found, what is due, and, as plainly, what could not be checked. */
export function Findings() {
  const { t } = useLingui();
  const person = usePerson();
  const told = useQuery(findingsQuery(person));
  return (
    <Page
      title={t`Checks`}
      lead={t`What your record says about itself, by published rules. It is not medical advice: talk with your clinician before you change anything.`}
      back={{ to: '/today', label: t`Today` }}
    >
      {told.error && <TroubleNotice trouble={told.error} />}
      {told.isPending && <Waiting lines={8} />}
      {told.data && <Answers person={person} told={told.data} />}
    </Page>
  );
}

function Answers({ person, told }: { readonly person: string; readonly told: Told }) {
  const { t } = useLingui();
  const found = told.findings.filter(isOpen).toSorted(byWeight);
  const [aside, open] = [found.filter((each) => decisionOn(told, each)), found.filter((each) => !decisionOn(told, each))];
  const done = told.findings.filter(({ answer, due }) => answer === 'found' && due?.status === 'done');
  const unsure = distinct(told.findings.filter(({ answer }) => answer === 'could-not-check'));
  const silent = told.findings.filter(({ answer }) => answer === 'not-found');
  return (
    <>
      {open.length === 0 && (
        <Notice title={t`Nothing stands out in what could be checked`}>
          <p>
            <Trans>This is not the same as all clear. Below is what was looked at, and what could not be.</Trans>
          </p>
        </Notice>
      )}
      {open.map((finding) => (
        <FindingCard key={finding.rule.id + finding.about} person={person} finding={finding} canDecide={told.canDecide} />
      ))}
      <HowFar told={told} />
      {unsure.length > 0 && (
        <>
          <Lines title={t`Could not be checked`} lines={unsure.slice(0, SHOWN)} />
          {unsure.length > SHOWN && (
            <details className="more-findings">
              <summary>
                <Plural value={unsure.length - SHOWN} one="One more could not be checked" other="# more could not be checked" />
              </summary>
              <Lines lines={unsure.slice(SHOWN)} />
            </details>
          )}
        </>
      )}
      {aside.length > 0 && (
        <details className="more-findings">
          <summary>
            <Plural value={aside.length} one="One that you left aside" other="# that you left aside" />
          </summary>
          {aside.map((finding) => (
            <FindingCard
              key={finding.rule.id + finding.about}
              person={person}
              finding={finding}
              canDecide={told.canDecide}
              reason={decisionOn(told, finding)?.reason}
            />
          ))}
        </details>
      )}
      {done.length > 0 && (
        <details className="more-findings">
          <summary>
            <Plural value={done.length} one="One thing is done" other="# things are done" />
          </summary>
          <Lines lines={done} />
        </details>
      )}
      {silent.length > 0 && (
        <details className="more-findings">
          <summary>
            <Plural value={silent.length} one="One rule looked and found nothing" other="# rules looked and found nothing" />
          </summary>
          <Lines lines={silent} />
        </details>
      )}
    </>
  );
}

/** So many of those that could not be checked stand open. */
const SHOWN = 6;

/** Rules about the same thing often fail for the same reason: said once. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [`${each.title.en} ${each.reason?.en ?? ''}`, each])).values()];
}

/** How much of what there is the rules could look at. */
function HowFar({ told }: { readonly told: Told }) {
  const { t } = useLingui();
  const said = useSaid();
  if (told.coverage.length === 0)
    return (
      <Empty icon="info" title={t`There is nothing to check yet`}>
        <p>
          <Trans>Add medicines, results or vaccinations, and this page tells what follows from them.</Trans>
        </p>
        <ButtonLink to="/add">
          <Trans>Add something</Trans>
        </ButtonLink>
      </Empty>
    );
  return (
    <Card title={t`How far the checks could see`}>
      <ul className="findings-list">
        {told.coverage.map((each, at) => (
          <li key={at}>
            <strong>{said(each.of)}</strong>
            <span className="quiet">
              {' · '}
              <Trans>
                {each.checked} of {each.total} could be checked
              </Trans>
              {each.newest && (
                <>
                  {' · '}
                  <Trans>newest from {each.newest.slice(0, 10)}</Trans>
                </>
              )}
              {' · '}
              <Trans>rules of {each.rules}</Trans>
            </span>
            {each.unchecked.length > 0 && (
              <ul className="small quiet">
                {each.unchecked.slice(0, 8).map(({ fact, reason }) => (
                  <li key={fact}>{said(reason)}</li>
                ))}
                {each.unchecked.length > 8 && (
                  <li>
                    <Plural value={each.unchecked.length - 8} one="and one more" other="and # more" />
                  </li>
                )}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Lines({ title, lines }: { readonly title?: string; readonly lines: readonly Finding[] }) {
  const said = useSaid();
  return (
    <Card {...(title !== undefined && { title })}>
      <ul className="findings-list">
        {lines.map((finding) => (
          <li key={finding.rule.id + finding.about}>
            {said(finding.title)}
            {finding.reason && <span className="quiet"> {said(finding.reason)}</span>}
            {finding.due?.last && <span className="quiet"> {finding.due.last}</span>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** On Today: what stands in the way at once, the rest as one line. */
export function FindingsToday({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const said = useSaid();
  const told = useQuery(findingsQuery(person));
  if (!told.data) return null;
  const open = told.data.findings.filter((each) => isOpen(each) && !decisionOn(told.data, each)).toSorted(byWeight);
  const [first] = open;
  const unsure = told.data.findings.filter(({ answer }) => answer === 'could-not-check').length;
  return (
    <Card title={t`Checks`} flush>
      {first && (first.urgency === 'interrupt' || first.urgency === 'act') && (
        <div className="padded">
          <Notice tone={first.urgency === 'interrupt' ? 'trouble' : 'note'} title={said(first.title)} />
        </div>
      )}
      <NavRow
        icon={open.length > 0 ? 'alert' : 'info'}
        to="/today/checks"
        label={open.length > 0 ? t`Things worth talking about: ${open.length}` : t`Nothing stands out in what could be checked`}
        now={unsure > 0 ? t`Could not be checked: ${unsure}` : undefined}
      />
    </Card>
  );
}
