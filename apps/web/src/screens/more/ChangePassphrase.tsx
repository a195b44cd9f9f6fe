import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../../client/keys/index.ts';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { say } from '../../parts/Said.tsx';
import { ChoosePassphrase } from '../begin/ChoosePassphrase.tsx';
import { MakingKeys } from '../begin/MakingKeys.tsx';

/** A new passphrase; the old one stops working at once. The recovery kit stays. */
export function ChangePassphrase() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  if (busy) return <MakingKeys title={t`Setting the new passphrase`} />;
  const change = async (passphrase: string) => {
    setBusy(true);
    try {
      await keys('changePassphrase', passphrase);
      await navigate({ to: '/more' });
      say(t`The new passphrase is set. The old one no longer works.`);
    } catch (problem) {
      setTrouble(problem);
      setBusy(false);
    }
  };
  return (
    <NeedKeys title={t`Change the passphrase`}>
      <ChoosePassphrase
        title={t`Your new passphrase`}
        trouble={trouble}
        onBack={() => void navigate({ to: '/more' })}
        onChosen={(passphrase) => void change(passphrase)}
      />
    </NeedKeys>
  );
}
