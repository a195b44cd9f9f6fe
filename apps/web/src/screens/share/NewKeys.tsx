import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../client/keys/index.ts';
import { keysStateQuery, recordChanged } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Progress } from '../../parts/Progress.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';

interface NewKeysProps {
  readonly person: string;
  /** Access that was just taken back while the keys stayed. */
  readonly revoked: readonly string[];
  readonly onDone: () => void;
}

/** New keys for the record: what somebody kept of a key that was taken back opens nothing any more. */
export function NewKeys({ person, revoked, onDone }: NewKeysProps) {
  const { t } = useLingui();
  const [asked, setAsked] = useState(false);
  const state = useQuery(keysStateQuery(person));
  const done = () => {
    setAsked(false);
    onDone();
    say(t`The record has new keys.`);
  };
  return (
    <Card title={t`The keys of this record`}>
      {revoked.length > 0 && (
        <Notice title={t`Taken back, but the keys are still the same`}>
          <p>
            <Trans>Whoever copied the key and gets hold of the stored data could still open it. Change the keys to rule that out.</Trans>
          </p>
        </Notice>
      )}
      <p className="measure">
        <Trans>
          With new keys, a key that was taken back opens nothing, not even from a copy of the stored data. Everybody in the list above keeps
          their access. What somebody has read or copied before stays with them.
        </Trans>{' '}
        <Hold by="cryptography" />
      </p>
      {state.data?.rewrapping && (
        <div role="status">
          <Progress label={t`Older entries are being moved to the new keys`} />
        </div>
      )}
      {asked ? (
        <NeedKeys>
          <ChangeKeys person={person} revoked={revoked} onDone={done} />
        </NeedKeys>
      ) : (
        <div>
          <Button icon="lock" onPress={() => setAsked(true)}>
            <Trans>Change the keys</Trans>
          </Button>
        </div>
      )}
    </Card>
  );
}

function ChangeKeys({ person, revoked, onDone }: NewKeysProps) {
  const change = useMutation({
    mutationFn: () => keys('renewKeys', person, revoked),
    onSuccess: onDone,
    onSettled: () => recordChanged(person),
  });
  return (
    <>
      {change.error && <TroubleNotice trouble={change.error} />}
      <div>
        <Button look="main" icon="lock" isDisabled={change.isPending} onPress={() => change.mutate()}>
          <Trans>Change them now</Trans>
        </Button>
      </div>
    </>
  );
}
