import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';
import { Steps } from '../../parts/Steps.tsx';
import { useWords } from '../../words/useWords.ts';
import './begin.css';

interface KeepProps {
  readonly at?: number;
  readonly of?: number;
  readonly name: string;
  readonly kit: string;
  readonly onKept: () => void;
}

/** The recovery kit: the only other way in. Printed, saved or copied by hand. */
export function KeepKit({ at, of, name, kit, onKept }: KeepProps) {
  const { t } = useLingui();
  const words = useWords();
  const [saved, setSaved] = useState(false);
  const today = words.day(new Date().toISOString());
  const address = location.origin;
  const lines = [
    t`Satchel recovery kit`,
    '',
    t`For: ${name}`,
    t`Made on: ${today}`,
    t`Where: ${address}`,
    '',
    kit,
    '',
    t`Anybody who has this page can open the record. Keep it where you keep your passport.`,
    t`To use it: open the address above, choose "I already have one here", then "I forgot my passphrase". Using it replaces it by a new one.`,
  ];
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }));
    link.download = 'satchel-recovery-kit.txt';
    link.click();
    URL.revokeObjectURL(link.href);
    setSaved(true);
  };
  return (
    <Page
      title={t`Your recovery kit`}
      lead={<Trans>If you ever forget your passphrase, this code is the only way back in. Keep it on paper, away from this device.</Trans>}
    >
      <section className="kit" aria-label={t`Recovery kit`}>
        <p className="only-print">
          <Trans>Satchel recovery kit</Trans>
        </p>
        <ol className="kit-groups" data-testid="kit">
          {kit.split('-').map((group, n) => (
            <li key={n}>
              <span className="kit-number">{n + 1}</span>
              <span className="kit-code" translate="no">
                {group}
              </span>
            </li>
          ))}
        </ol>
        <p className="small">
          {t`For: ${name}`} · {t`Made on: ${today}`}
        </p>
        <div className="only-print">
          {lines.slice(8).map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p>{address}</p>
        </div>
      </section>
      <div className="row no-print">
        <Button icon="print" onPress={() => print()}>
          <Trans>Print it</Trans>
        </Button>
        <Button icon="save" onPress={save}>
          <Trans>Save as a text file</Trans>
        </Button>
        {saved && (
          <span role="status" className="quiet">
            <Trans>Saved. Move it off this device when you can.</Trans>
          </span>
        )}
      </div>
      <div className="row no-print">
        <Button look="main" onPress={onKept}>
          <Trans>I have kept it, continue</Trans>
        </Button>
      </div>
      {at !== undefined && of !== undefined && <Steps at={at} of={of} />}
    </Page>
  );
}
