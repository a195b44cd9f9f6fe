import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { ofRecord } from '../../client/api.ts';
import { keys } from '../../client/keys/index.ts';
import { give, saveFile } from '../../client/save.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { PassphraseField } from '../../parts/Field.tsx';
import { say } from '../../parts/Said.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { strengthOf } from '../../words/passphrase.ts';
import { useSaving } from './useSaving.ts';

/** All of it in one file: open, or sealed with a passphrase that only this device hears. */
export function Everything() {
  const { t } = useLingui();
  const person = usePerson();
  const { busy, save } = useSaving();
  const [isSealed, setSealed] = useState(true);
  const [passphrase, setPassphrase] = useState('');
  const [asked, setAsked] = useState(false);
  const strength = strengthOf(passphrase);
  const isUsable = strength !== 'empty' && strength !== 'short' && strength !== 'common';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSealed) {
      give(ofRecord(person, 'archive'), 'health-record.zip');
      say(t`The archive is on its way to this device. It is not sealed there.`);
      return;
    }
    setAsked(true);
    if (!isUsable) return;
    save(
      async () => saveFile(ofRecord(person, 'archive/sealed'), 'health-record.html', await keys('sealArchive', passphrase)),
      t`The sealed archive was saved. Keep its passphrase apart from it: without it nobody can open the file.`,
    );
  };
  return (
    <Card title={t`Everything, in one file`}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="measure">
          <Trans>
            Every entry, every original, the summary and who looked. It opens with a double click in any browser, without a network, and
            Satchel can take it in again.
          </Trans>
        </p>
        <Tick isSelected={isSealed} onChange={setSealed} hint={t`Whoever finds the file cannot read it.`}>
          <Trans>Seal it with a passphrase</Trans>
        </Tick>
        {isSealed && (
          <PassphraseField
            label={t`Passphrase of the archive`}
            value={passphrase}
            onChange={setPassphrase}
            autoComplete="new-password"
            error={asked && !isUsable ? t`Please use a longer or less common passphrase.` : undefined}
          />
        )}
        <div>
          <Button icon="save" type="submit" isDisabled={busy}>
            {isSealed ? <Trans>Save everything, sealed</Trans> : <Trans>Save everything</Trans>}
          </Button>
        </div>
        {busy && isSealed && (
          <p className="quiet" role="status">
            <Trans>Making the archive. This takes a few seconds.</Trans>
          </p>
        )}
      </form>
    </Card>
  );
}
