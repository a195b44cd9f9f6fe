import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { fetchBlob, ofRecord } from '../client/api.ts';
import { Button } from './Button.tsx';
import { say } from './Said.tsx';
import { useTroubleWords } from './TroubleNotice.tsx';

/** Saves the untouched file onto this device, as the person gave it. */
export function OpenOriginal({ person, address, name }: { readonly person: string; readonly address: string; readonly name: string }) {
  const { t } = useLingui();
  const troubleWords = useTroubleWords();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await fetchBlob(ofRecord(person, `originals/${address}`)));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      say(t`The original was saved to this device. It is not sealed there.`);
    } catch (trouble) {
      say(troubleWords(trouble));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="save" isDisabled={busy} onPress={() => void save()} aria-label={t`Save original: ${name}`}>
      <Trans>Save original</Trans>
    </Button>
  );
}
