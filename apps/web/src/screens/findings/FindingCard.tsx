import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call, ofRecord } from '../../client/api.ts';
import { recordChanged } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { useWords } from '../../words/useWords.ts';
import { type Finding, useSaid } from './finding.ts';

/** One finding: what is so, what to do, what it rests on, whose rule it is; and the person's answer. */
export function FindingCard({
  person,
  finding,
  canDecide,
  reason,
}: {
  readonly person: string;
  readonly finding: Finding;
  readonly canDecide: boolean;
  /** Why the person left it aside. */
  readonly reason?: string | undefined;
}) {
  const { t } = useLingui();
  const said = useSaid();
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const decide = useMutation({
    mutationFn: (because: string) =>
      call<undefined>('POST', ofRecord(person, 'findings/decide'), { rule: finding.rule.id, about: finding.about, reason: because }),
    onSuccess: async (_, because) => {
      setAsking(false);
      await recordChanged(person);
      if (because) say(t`Left aside, with your reason.`, { label: t`Undo`, act: () => decide.mutate('') });
    },
  });
  const { due, rule, facts, urgency } = finding;
  return (
    <section className={`card finding finding-${urgency}`} aria-label={said(finding.title)}>
      <p className="finding-weight">
        <Weight finding={finding} />
      </p>
      <h2>{said(finding.title)}</h2>
      {finding.advice && <p>{said(finding.advice)}</p>}
      {due?.recommended && (
        <p>
          <Trans>Recommended: {words.date(due.recommended)}</Trans>
          {due.last && (
            <>
              {' · '}
              <Trans>Last time: {words.date(due.last)}</Trans>
            </>
          )}
        </p>
      )}
      {facts.length > 0 && (
        <p className="small">
          <Trans>It rests on:</Trans>{' '}
          {facts.slice(0, 6).map((reference, at) => {
            const [type = '', id = ''] = reference.split('/');
            return (
              <span key={reference}>
                {at > 0 && ', '}
                <Link to="/record/fact/$type/$id" params={{ type, id }}>
                  {words.one(type)} {at + 1}
                </Link>
              </span>
            );
          })}
        </p>
      )}
      <p className="quiet small">
        <Trans>
          Rule: {rule.source}, {rule.date}
        </Trans>
      </p>
      {reason !== undefined && (
        <p>
          <Trans>You left it aside: {reason}</Trans>
        </p>
      )}
      {decide.error && <TroubleNotice trouble={decide.error} />}
      {canDecide && (
        <div className="row">
          {reason === undefined ? (
            <Button onPress={() => setAsking(true)}>
              <Trans>Leave it aside</Trans>
            </Button>
          ) : (
            <Button isDisabled={decide.isPending} onPress={() => decide.mutate('')}>
              <Trans>Show it again</Trans>
            </Button>
          )}
        </div>
      )}
      <Dialog title={t`Why can it be left aside?`} open={asking} onClose={() => setAsking(false)}>
        <Reason isBusy={decide.isPending} onReason={(because) => decide.mutate(because)} />
      </Dialog>
    </section>
  );
}

/** In words, never by colour alone. */
function Weight({ finding: { urgency, due } }: { readonly finding: Finding }) {
  if (urgency === 'interrupt') return <Trans>Talk with your clinician or pharmacist before the next dose</Trans>;
  if (due?.status === 'overdue') return <Trans>Overdue</Trans>;
  if (due?.status === 'due') return <Trans>Due now</Trans>;
  return urgency === 'act' ? <Trans>Ask your clinician</Trans> : <Trans>Good to know</Trans>;
}

function Reason({ isBusy, onReason }: { readonly isBusy: boolean; readonly onReason: (reason: string) => void }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState('knows');
  const [other, setOther] = useState('');
  const reasons: Readonly<Record<string, string>> = {
    knows: t`My clinician knows and decided so`,
    'not-so': t`It is not true for me`,
    declined: t`I decided against it`,
    other: t`Another reason`,
  };
  return (
    <>
      <Choice
        label={t`The reason`}
        value={chosen}
        onChange={setChosen}
        options={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
      />
      {chosen === 'other' && <Field label={t`In your words`} value={other} onChange={setOther} maxLength={500} />}
      <div className="row">
        <Button
          look="main"
          isDisabled={isBusy || (chosen === 'other' && other.trim() === '')}
          onPress={() => onReason(chosen === 'other' ? other.trim() : (reasons[chosen] as string))}
        >
          <Trans>Leave it aside</Trans>
        </Button>
      </div>
    </>
  );
}
