import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { Steps } from '../../parts/Steps.tsx';

/** What the record is called. It is also what the person signs in with. */
export function GiveName({
  name,
  taken,
  onGiven,
}: {
  readonly name: string;
  readonly taken: string | undefined;
  readonly onGiven: (name: string) => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(name);
  const [asked, setAsked] = useState(false);
  const error =
    typed === taken && taken
      ? t`That name is in use here. Please choose another, for example with a middle initial.`
      : asked && !typed.trim()
        ? t`Please type a name.`
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (typed.trim() && typed !== taken) onGiven(typed.trim());
  };
  return (
    <Page
      title={t`What is your name?`}
      lead={<Trans>It stands above your record, and you use it to open the record again.</Trans>}
      back={{ to: '/', label: t`Back` }}
    >
      <form className="stack-l" onSubmit={submit} noValidate>
        <Field label={t`Your name`} value={typed} onChange={setTyped} error={error} autoFocus autoComplete="username" maxLength={80} />
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
