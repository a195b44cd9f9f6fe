import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Trouble } from '../../client/api.ts';
import { deviceLabel } from '../../client/device.ts';
import { takeErrand } from '../../client/errand.ts';
import { keys } from '../../client/keys/index.ts';
import { aboutQuery, unlocked } from '../../client/session.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Field, PassphraseField } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { Progress } from '../../parts/Progress.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';

/** Opens a record: name and passphrase. The passphrase stays on the device. */
export function SignIn() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const router = useRouter();
  const about = useQuery(aboutQuery);
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!name.trim() || !passphrase || busy) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await unlocked(await keys('signIn', name.trim(), passphrase, deviceLabel(navigator.userAgent)));
      await router.invalidate();
      await navigate({ to: takeErrand() ?? '/today' });
    } catch (problem) {
      setTrouble(problem);
      setBusy(false);
    }
  };
  const wrong = trouble instanceof Trouble && trouble.kind === 'refused';
  return (
    <Page title={t`Open your record`} back={{ to: '/', label: t`Back` }}>
      <form className="stack-l" onSubmit={(event) => void submit(event)} noValidate>
        {trouble !== undefined && !wrong && <TroubleNotice trouble={trouble} />}
        {about.error && trouble === undefined && <TroubleNotice trouble={about.error} />}
        <div className="stack">
          <Field
            label={t`Your name`}
            value={name}
            onChange={setName}
            error={asked && !name.trim() ? t`Please type a name.` : undefined}
            autoComplete="username"
            autoFocus
          />
          <PassphraseField
            label={t`Passphrase`}
            value={passphrase}
            onChange={(text) => {
              setPassphrase(text);
              setTrouble(undefined);
            }}
            autoComplete="current-password"
            error={wrong ? t`That name and passphrase do not fit together. Please try again.` : undefined}
          />
        </div>
        {busy ? (
          <div role="status">
            <Progress label={t`Opening on this device`} />
          </div>
        ) : (
          <div className="row">
            <Button look="main" type="submit">
              <Trans>Open</Trans>
            </Button>
            <ButtonLink look="bare" to="/recover">
              <Trans>I forgot my passphrase</Trans>
            </ButtonLink>
          </div>
        )}
      </form>
    </Page>
  );
}
