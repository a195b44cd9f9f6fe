import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { call, ofRecord } from '../client/api.ts';
import { recordChanged } from '../client/queries.ts';
import { Button } from './Button.tsx';
import { say } from './Said.tsx';
import { TroubleNotice } from './TroubleNotice.tsx';

type Decision = 'mine' | 'remove';

/** The decision about a file that speaks of another person: it is about this one after all, or it goes. */
export function AsideButtons({
  person,
  original,
  onDecided,
}: {
  readonly person: string;
  readonly original: string;
  readonly onDecided?: (decision: Decision) => void;
}) {
  const { t } = useLingui();
  const decide = useMutation({
    mutationFn: (decision: Decision) => call('POST', ofRecord(person, 'aside'), { decision, original }),
    onSuccess: async (_, decision) => {
      await recordChanged(person);
      say(decision === 'mine' ? t`It is now part of this record.` : t`It was removed from this record.`);
      onDecided?.(decision);
    },
  });
  return (
    <>
      {decide.error && <TroubleNotice trouble={decide.error} />}
      <div className="row">
        <Button isDisabled={decide.isPending} onPress={() => decide.mutate('mine')}>
          <Trans>It is about this person</Trans>
        </Button>
        <Button isDisabled={decide.isPending} onPress={() => decide.mutate('remove')}>
          <Trans>Remove it</Trans>
        </Button>
      </div>
    </>
  );
}
