import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Fact } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { recordChanged } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { Card } from '../../parts/Card.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';

/** Takes a fact out of the record, with a reason, for as long as the person wants. Nothing is destroyed. */
export function RetractCard({ person, fact }: { readonly person: string; readonly fact: Fact }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const act = useRetraction(person, fact);
  const restore = () => act.mutate({ verb: 'restore', version: fact.listed.version, reason: t`Restored by the account holder` });
  if (fact.listed.marks.withdrawn) {
    return (
      <Card title={t`Bring it back`}>
        <p className="quiet">
          <Trans>It is out of your summary, your timeline and everything you share. Its history is still here.</Trans>
        </p>
        {act.error && <TroubleNotice trouble={act.error} />}
        <div>
          <Button icon="undo" isDisabled={act.isPending} onPress={restore}>
            <Trans>Restore</Trans>
          </Button>
        </div>
      </Card>
    );
  }
  return (
    <Card title={t`Is this wrong?`}>
      <p className="quiet">
        <Trans>
          You can retract it. It leaves your summary and everything you share; its history stays, and you can restore it at any time.
        </Trans>
      </p>
      <div>
        <Button onPress={() => setOpen(true)}>
          <Trans>Retract this</Trans>
        </Button>
      </div>
      <Dialog title={t`Why is it wrong?`} open={open} onClose={() => setOpen(false)}>
        <Reason
          busy={act.isPending}
          trouble={act.error}
          onReason={(reason) => act.mutate({ verb: 'retract', version: fact.listed.version, reason }, { onSuccess: () => setOpen(false) })}
        />
      </Dialog>
    </Card>
  );
}

function Reason({
  busy,
  trouble,
  onReason,
}: {
  readonly busy: boolean;
  readonly trouble: unknown;
  readonly onReason: (reason: string) => void;
}) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState('mistake');
  const [other, setOther] = useState('');
  const reasons: Readonly<Record<string, string>> = {
    mistake: t`It is a mistake`,
    somebody: t`It is about somebody else`,
    twice: t`It is here twice`,
    other: t`Another reason`,
  };
  return (
    <>
      <Choice
        label={t`Reason`}
        value={chosen}
        onChange={setChosen}
        options={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
      />
      {chosen === 'other' && <Field label={t`In your words`} value={other} onChange={setOther} />}
      {trouble !== null && <TroubleNotice trouble={trouble} />}
      <div className="row">
        <Button
          look="main"
          isDisabled={busy || (chosen === 'other' && !other.trim())}
          onPress={() => onReason(chosen === 'other' ? other.trim() : (reasons[chosen] as string))}
        >
          <Trans>Retract</Trans>
        </Button>
      </div>
    </>
  );
}

interface Act {
  readonly verb: 'retract' | 'restore';
  readonly version: number;
  readonly reason: string;
}

/** Retracts or restores, then says so with a way back. */
function useRetraction(person: string, { listed: { type, id } }: Fact) {
  const { t } = useLingui();
  const mutation = useMutation({
    mutationFn: ({ verb, version, reason }: Act) =>
      call<{ version: number }>('POST', ofRecord(person, `facts/${verb}`), { type, id, version, reason }),
    onSuccess: async ({ version }, { verb }) => {
      await recordChanged(person);
      if (verb === 'retract')
        say(t`Retracted.`, { label: t`Undo`, act: () => mutation.mutate({ verb: 'restore', version, reason: t`Undone` }) });
      else say(t`Restored.`);
    },
  });
  return mutation;
}
