import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Trouble } from '../client/api.ts';
import { keys } from '../client/keys/index.ts';
import { Button } from './Button.tsx';
import { Field, PassphraseField } from './Field.tsx';
import { Page } from './Page.tsx';
import { Progress } from './Progress.tsx';
import { TroubleNotice } from './TroubleNotice.tsx';
import { Waiting } from './Waiting.tsx';

/**
 * Shows its children once the account's keys are open on this device; a reload closes them, the passphrase opens them.
 * With a title, the question is a page of its own.
 */
export function NeedKeys({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<boolean>();
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  useEffect(() => void keys('isOpen').then(setOpen), []);
  if (open === undefined) return <Waiting lines={2} />;
  if (open) return children;
  const wrong = trouble instanceof Trouble && trouble.kind === 'refused';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    keys('reopen', name.trim(), passphrase)
      .then(() => setOpen(true), setTrouble)
      .finally(() => setBusy(false));
  };
  const form = (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="measure">
        <Trans>This needs the keys themselves, so please give your passphrase once more.</Trans>
      </p>
      {trouble !== undefined && !wrong && <TroubleNotice trouble={trouble} />}
      <Field label={t`Your name`} value={name} onChange={setName} autoComplete="username" />
      <PassphraseField
        label={t`Passphrase`}
        value={passphrase}
        onChange={setPassphrase}
        autoComplete="current-password"
        error={wrong ? t`That name and passphrase do not fit together. Please try again.` : undefined}
      />
      {busy ? (
        <div role="status">
          <Progress label={t`Opening on this device`} />
        </div>
      ) : (
        <div>
          <Button look="main" type="submit" isDisabled={!name.trim() || !passphrase}>
            <Trans>Continue</Trans>
          </Button>
        </div>
      )}
    </form>
  );
  return title === undefined ? (
    form
  ) : (
    <Page title={title} back={{ to: '/more', label: t`More` }}>
      {form}
    </Page>
  );
}
