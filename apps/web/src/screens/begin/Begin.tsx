import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Trouble } from '../../client/api.ts';
import { deviceLabel } from '../../client/device.ts';
import { forgetKeys, keys } from '../../client/keys/index.ts';
import { unlocked } from '../../client/session.ts';
import { ChoosePassphrase } from './ChoosePassphrase.tsx';
import { GiveName } from './GiveName.tsx';
import { KeepKit } from './KeepKit.tsx';
import { MakingKeys } from './MakingKeys.tsx';
import { ProveKit } from './ProveKit.tsx';

type Step = 'name' | 'passphrase' | 'keys' | 'kit' | 'prove' | 'making';

/** First run. Nothing leaves the device until the recovery kit is proved to be in the person's hands. */
export function Begin() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>('name');
  const [name, setName] = useState('');
  const [kit, setKit] = useState('');
  const [taken, setTaken] = useState<string>();
  const [trouble, setTrouble] = useState<unknown>();

  const makeKeys = async (passphrase: string) => {
    setStep('keys');
    try {
      setKit((await keys('prepare', passphrase)).kit);
      setStep('kit');
    } catch (problem) {
      setTrouble(problem);
      setStep('passphrase');
    }
  };
  const makeRecord = async (as: string) => {
    setStep('making');
    try {
      await keys('create', as, as, deviceLabel(navigator.userAgent));
      await unlocked();
      await navigate({ to: '/add' });
    } catch (problem) {
      const isTaken = problem instanceof Trouble && problem.kind === 'conflict';
      setTaken(isTaken ? as : undefined);
      setTrouble(isTaken ? undefined : problem);
      setStep(isTaken ? 'name' : 'prove');
    }
  };
  const give = (given: string) => {
    setName(given);
    // With the kit in hand already, only the name was in the way.
    if (kit) void makeRecord(given);
    else setStep('passphrase');
  };

  switch (step) {
    case 'name':
      return <GiveName name={name} taken={taken} onGiven={give} />;
    case 'passphrase':
      return (
        <ChoosePassphrase
          at={2}
          of={4}
          trouble={trouble}
          onBack={() => setStep('name')}
          onChosen={(passphrase) => void makeKeys(passphrase)}
        />
      );
    case 'keys':
      return <MakingKeys title={t`Making your keys`} />;
    case 'kit':
      return <KeepKit at={3} of={4} name={name} kit={kit} onKept={() => setStep('prove')} />;
    case 'prove':
      return (
        <ProveKit
          at={4}
          of={4}
          kit={kit}
          trouble={trouble}
          onBack={() => setStep('kit')}
          onProved={() => void makeRecord(name)}
          onLeave={() => {
            forgetKeys();
            void navigate({ to: '/' });
          }}
        />
      );
    case 'making':
      return <MakingKeys title={t`Making your record`} />;
  }
}
