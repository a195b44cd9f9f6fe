import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { Steps } from '../../parts/Steps.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { sameGroup } from './same-group.ts';

interface ProveProps {
  readonly at?: number;
  readonly of?: number;
  readonly kit: string;
  readonly trouble?: unknown;
  readonly onBack: () => void;
  readonly onProved: () => void;
  readonly onLeave?: () => void;
}

/** One group of the kit typed back from the paper, so that the kit is known to be there. */
export function ProveKit({ at, of, kit, trouble, onBack, onProved, onLeave }: ProveProps) {
  const { t } = useLingui();
  const groups = kit.split('-');
  const [asked] = useState(() => (crypto.getRandomValues(new Uint8Array(1))[0] as number) % groups.length);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const number = asked + 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sameGroup(typed, groups[asked] as string)) onProved();
    else setWrong(true);
  };
  return (
    <Page
      title={t`Is it in your hands?`}
      lead={<Trans>Please type one group from your recovery kit, so that we both know you have it.</Trans>}
    >
      <form className="stack-l" onSubmit={submit} noValidate>
        {trouble !== undefined && <TroubleNotice trouble={trouble} />}
        <Field
          mono
          label={t`Group ${number} of the kit`}
          value={typed}
          onChange={(text) => {
            setTyped(text);
            setWrong(false);
          }}
          maxLength={6}
          autoFocus
          autoComplete="off"
          spellCheck="false"
          autoCapitalize="characters"
          error={wrong ? t`That is not group ${number}. Please look at the kit again.` : undefined}
        />
        <div className="row">
          <Button look="main" type="submit">
            <Trans>That is it</Trans>
          </Button>
          <Button look="bare" onPress={onBack}>
            <Trans>Show the kit again</Trans>
          </Button>
          {onLeave && trouble !== undefined && (
            <Button look="bare" onPress={onLeave}>
              <Trans>Stop here</Trans>
            </Button>
          )}
        </div>
        {at !== undefined && of !== undefined && <Steps at={at} of={of} />}
      </form>
    </Page>
  );
}
