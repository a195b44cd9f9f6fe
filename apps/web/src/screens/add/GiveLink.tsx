import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { Job } from '../../../../server/src/http/api.ts';
import { call, ofRecord, Trouble } from '../../client/api.ts';
import { addFiles, addJobs } from '../../client/imports.ts';
import { readQr } from '../../client/qr.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { FilePick } from '../../parts/FilePick.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';

/** A health link is followed; the text of a health card is a file like any other. */
const isLink = (text: string): boolean => /(^|#)\s*shlink:\//i.test(text);
const isCard = (text: string): boolean => /^(shc:\/|eyJ|https:\/\/\S+#(\{|%7B))/i.test(text.trim());

/** What is said where a passcode is missing, or is not the right one. */
const ASKS: ReadonlySet<string> = new Set(['required', 'forbidden']);

type State =
  | { readonly at: 'ready' }
  | { readonly at: 'asking' }
  | { readonly at: 'no-code' }
  | { readonly at: 'not-health' }
  | { readonly at: 'trouble'; readonly trouble: unknown };

/** Health links and cards: paste one, or show its QR code to the camera. */
export function GiveLink({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const [given, setGiven] = useState('');
  const [passcode, setPasscode] = useState('');
  const [asksPasscode, setAsksPasscode] = useState(false);
  const [state, setState] = useState<State>({ at: 'ready' });

  const done = () => {
    setGiven('');
    setPasscode('');
    setAsksPasscode(false);
    setState({ at: 'ready' });
  };

  const take = async (text: string) => {
    if (isCard(text)) {
      void addFiles(person, [new File([text.trim()], 'card.smart-health-card', { type: 'application/smart-health-card' })]);
      return done();
    }
    if (!isLink(text)) return setState({ at: 'not-health' });
    setState({ at: 'asking' });
    try {
      const link = text.trim();
      const jobs = await call<readonly Job[]>('POST', ofRecord(person, 'links'), { link, ...(passcode && { passcode }) });
      addJobs(person, jobs, t`From a health link`);
      done();
    } catch (trouble) {
      setAsksPasscode((asked) => asked || (trouble instanceof Trouble && ASKS.has(trouble.issues[0]?.code ?? '')));
      setState({ at: 'trouble', trouble });
    }
    return undefined;
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void take(given);
  };

  const scan = async ([picture]: readonly File[]) => {
    const text = picture && (await readQr(picture));
    if (text === undefined) return setState({ at: 'no-code' });
    setGiven(text);
    return take(text);
  };

  return (
    <Card title={t`A health link or card`}>
      <form className="stack" onSubmit={submit}>
        <Field
          label={t`Paste the link, or the text of the code`}
          hint={t`It begins with shlink:/ or shc:/. Your server asks only the address in the link.`}
          value={given}
          onChange={setGiven}
          autoComplete="off"
          autoCapitalize="none"
          mono
        />
        {asksPasscode && <Field label={t`Passcode that came with it`} value={passcode} onChange={setPasscode} autoComplete="off" />}
        {state.at === 'trouble' && <TroubleNotice trouble={state.trouble} />}
        {state.at === 'no-code' && (
          <Notice tone="trouble" live title={t`There is no readable QR code in this picture`}>
            <p>
              <Trans>Take it from closer by, straight on, in good light.</Trans>
            </p>
          </Notice>
        )}
        {state.at === 'not-health' && (
          <Notice tone="trouble" live title={t`This is not a health link or a health card`}>
            <p>
              <Trans>Copy the whole link again. Other web pages can be saved and added as a file.</Trans>
            </p>
          </Notice>
        )}
        <div className="row">
          <Button type="submit" isDisabled={given.trim() === '' || state.at === 'asking'}>
            {state.at === 'asking' ? <Trans>Asking…</Trans> : <Trans>Fetch it</Trans>}
          </Button>
          <FilePick icon="camera" accept="image/*" camera onFiles={(files) => void scan(files)}>
            <Trans>Scan a QR code</Trans>
          </FilePick>
        </div>
      </form>
    </Card>
  );
}
