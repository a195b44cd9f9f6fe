import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { PassphraseField } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { Steps } from '../../parts/Steps.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { type Strength, strengthOf } from '../../words/passphrase.ts';
import { proposePassphrase } from './propose-passphrase.ts';
import './begin.css';

interface ChooseProps {
  readonly at?: number;
  readonly of?: number;
  readonly trouble?: unknown;
  readonly title?: string;
  readonly onBack?: () => void;
  readonly onChosen: (passphrase: string) => void;
}

/** Six words from the app, or the person's own; what is honest about it said in a sentence. */
export function ChoosePassphrase({ at, of, trouble, title, onBack, onChosen }: ChooseProps) {
  const { t, i18n } = useLingui();
  const [proposed, setProposed] = useState('');
  const [own, setOwn] = useState<string>();
  const [asked, setAsked] = useState(false);
  const propose = () => void proposePassphrase(i18n.locale).then(setProposed);
  useEffect(() => void proposePassphrase(i18n.locale).then(setProposed), [i18n.locale]);
  const chosen = own ?? proposed;
  const strength = strengthOf(chosen);
  const isUsable = strength !== 'empty' && strength !== 'short' && strength !== 'common';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isUsable) onChosen(chosen);
  };
  return (
    <Page
      title={title ?? t`Your passphrase`}
      lead={<Trans>It opens your record. It never leaves this device, so nobody can look it up or reset it for you.</Trans>}
    >
      <form className="stack-l" onSubmit={submit} noValidate>
        {trouble !== undefined && <TroubleNotice trouble={trouble} />}
        {own === undefined ? (
          <div className="stack">
            <p className="words" data-testid="passphrase" aria-live="polite">
              {proposed.split(' ').map((word, n) => (
                <span key={n}>{word} </span>
              ))}
            </p>
            <p className="quiet measure">
              <Trans>
                Write these six words on paper and keep it somewhere safe. A picture in your head helps: make a little story of them.
              </Trans>
            </p>
            <div className="row">
              <Button icon="again" onPress={propose}>
                <Trans>Make another</Trans>
              </Button>
              <Button look="bare" onPress={() => setOwn('')}>
                <Trans>Use my own</Trans>
              </Button>
            </div>
          </div>
        ) : (
          <div className="stack">
            <PassphraseField
              label={t`Your own passphrase`}
              shown
              value={own}
              onChange={setOwn}
              autoFocus
              autoComplete="new-password"
              hint={<StrengthWords strength={strength} />}
              error={asked && !isUsable ? t`Please choose something longer or less common.` : undefined}
            />
            <div className="row">
              <Button look="bare" onPress={() => setOwn(undefined)}>
                <Trans>Give me six words instead</Trans>
              </Button>
            </div>
          </div>
        )}
        <div className="row">
          <Button look="main" type="submit">
            <Trans>I have it, continue</Trans>
          </Button>
          {onBack && (
            <Button look="bare" onPress={onBack}>
              <Trans>Back</Trans>
            </Button>
          )}
        </div>
        {at !== undefined && of !== undefined && <Steps at={at} of={of} />}
      </form>
    </Page>
  );
}

/** No bars and no rules: what it would take to guess it. */
function StrengthWords({ strength }: { readonly strength: Strength }) {
  switch (strength) {
    case 'empty':
      return <Trans>A sentence only you would think of is good. Longer beats stranger.</Trans>;
    case 'short':
      return <Trans>This is short enough for a computer to try every possibility.</Trans>;
    case 'common':
      return <Trans>This is among the first that somebody would try.</Trans>;
    case 'guessable':
      return (
        <Trans>Somebody with a copy of your sealed record and a good computer might guess this. A few more words would help a lot.</Trans>
      );
    case 'fair':
      return <Trans>This would keep most people out. One or two more words would keep out those with many computers too.</Trans>;
    case 'strong':
      return <Trans>This would be very hard to guess, as long as you do not use it anywhere else.</Trans>;
  }
}
