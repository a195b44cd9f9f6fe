import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { GrantLine } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { keys } from '../../client/keys/index.ts';
import { recordChanged } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';

interface RevokeProps {
  readonly person: string;
  readonly grant: GrantLine;
  /** The keys were not changed with it: they are not open on this device, or it failed. */
  readonly onKeysLeft: (grant: string) => void;
}

/** Takes access back at once; and changes the keys, where this device has them open, for what somebody may have kept. */
export function Revoke({ person, grant, onKeysLeft }: RevokeProps) {
  const { t } = useLingui();
  const revoke = useMutation({
    mutationFn: async () => {
      await call('DELETE', ofRecord(person, `grants/${grant.grant}`));
      if (!(await keys('isOpen'))) return false;
      return keys('renewKeys', person, [grant.grant]).then(
        () => true,
        () => false,
      );
    },
    onSuccess: (renewed) => {
      say(t`Taken back. From now on ${grant.label} cannot read this record.`);
      if (!renewed) onKeysLeft(grant.grant);
    },
    onSettled: () => recordChanged(person),
  });
  return (
    <>
      <Button isDisabled={revoke.isPending} onPress={() => revoke.mutate()} aria-label={t`Take back access: ${grant.label}`}>
        <Trans>Take back</Trans>
      </Button>
      {revoke.error && <TroubleNotice trouble={revoke.error} />}
    </>
  );
}
