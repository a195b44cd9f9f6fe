import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Trouble } from '../../client/api.ts';
import { deviceLabel } from '../../client/device.ts';
import { keys } from '../../client/keys/index.ts';
import { unlocked } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { Steps } from '../../parts/Steps.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { ChoosePassphrase } from '../begin/ChoosePassphrase.tsx';
import { KeepKit } from '../begin/KeepKit.tsx';
import { MakingKeys } from '../begin/MakingKeys.tsx';
import { ProveKit } from '../begin/ProveKit.tsx';

type Step = 'kit' | 'opening' | 'passphrase' | 'new-kit' | 'prove' | 'finishing';

/** Forgotten passphrase: the kit opens the account, and both passphrase and kit become new ones. */
export function Recover() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>('kit');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [kit, setKit] = useState('');
  const [trouble, setTrouble] = useState<unknown>();

  const open = async () => {
    setStep('opening');
    try {
      setKit((await keys('recover', name.trim(), typed)).kit);
      setTrouble(undefined);
      setStep('passphrase');
    } catch (problem) {
      setTrouble(problem);
      setStep('kit');
    }
  };
  const finish = async () => {
    setStep('finishing');
    try {
      await unlocked(await keys('finishRecovery', passphrase, deviceLabel(navigator.userAgent)));
      await navigate({ to: '/today' });
    } catch (problem) {
      setTrouble(problem);
      setStep('prove');
    }
  };

  switch (step) {
    case 'kit':
      return <TypeKit name={name} onName={setName} typed={typed} onTyped={setTyped} trouble={trouble} onDone={() => void open()} />;
    case 'opening':
      return <MakingKeys title={t`Opening with your kit`} />;
    case 'passphrase':
      return (
        <ChoosePassphrase
          at={2}
          of={4}
          title={t`Your new passphrase`}
          onChosen={(chosen) => {
            setPassphrase(chosen);
            setStep('new-kit');
          }}
        />
      );
    case 'new-kit':
      return <KeepKit at={3} of={4} name={name} kit={kit} onKept={() => setStep('prove')} />;
    case 'prove':
      return <ProveKit at={4} of={4} kit={kit} trouble={trouble} onBack={() => setStep('new-kit')} onProved={() => void finish()} />;
    case 'finishing':
      return <MakingKeys title={t`Setting the new passphrase`} />;
  }
}

interface TypeProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly trouble: unknown;
  readonly onDone: () => void;
}

function TypeKit({ name, onName, typed, onTyped, trouble, onDone }: TypeProps) {
  const { t } = useLingui();
  const wrong = trouble instanceof Trouble && trouble.kind === 'refused';
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() && typed.trim()) onDone();
  };
  return (
    <Page
      title={t`Open with your recovery kit`}
      lead={<Trans>Type the code from your kit. You then get a new passphrase and a new kit; this kit stops working.</Trans>}
      back={{ to: '/sign-in', label: t`Back` }}
    >
      <form className="stack-l" onSubmit={submit} noValidate>
        {trouble !== undefined && !wrong && <TroubleNotice trouble={trouble} />}
        <div className="stack">
          <Field
            label={t`Your name`}
            value={name}
            onChange={onName}
            error={asked && !name.trim() ? t`Please type a name.` : undefined}
            autoComplete="username"
            autoFocus
          />
          <Field
            mono
            label={t`The seven groups of the kit`}
            value={typed}
            onChange={onTyped}
            autoComplete="off"
            spellCheck="false"
            autoCapitalize="characters"
            error={wrong ? t`That name and kit do not fit together. A letter may be misread; please look again.` : undefined}
            hint={<Trans>Dashes and small letters do not matter.</Trans>}
          />
        </div>
        <div className="row">
          <Button look="main" type="submit">
            <Trans>Continue</Trans>
          </Button>
        </div>
        <Steps at={1} of={4} />
      </form>
    </Page>
  );
}
