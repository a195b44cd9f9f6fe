import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { switchTo, useRecords } from '../client/session.ts';
import { ButtonLink } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Icon } from './Icon.tsx';
import { say } from './Said.tsx';
import './switcher.css';

/** Whose record this is, always in sight; opens the choice of the others. */
export function Switcher() {
  const { t } = useLingui();
  const { records, record } = useRecords();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  if (!record) return null;
  const choose = (person: string, name: string) => {
    setOpen(false);
    if (person === record.person) return;
    switchTo(person);
    void navigate({ to: '/today' });
    say(t`You are now looking at the record of ${name}.`);
  };
  return (
    <>
      <AriaButton className="switcher" onPress={() => setOpen(true)} aria-label={t`Record of ${record.name}. Change person`}>
        <Avatar name={record.name} />
        <span className="switcher-name">{record.name}</span>
        <Icon name="down" size={18} />
      </AriaButton>
      <Dialog title={t`Whose record?`} open={open} onClose={() => setOpen(false)}>
        <ul className="stack-s">
          {records.map(({ person, name }) => (
            <li key={person}>
              <AriaButton
                className="switcher-choice"
                {...(person === record.person && { 'aria-current': 'true' })}
                onPress={() => choose(person, name)}
              >
                <Avatar name={name} />
                <span className="switcher-name">{name}</span>
                {person === record.person && (
                  <span className="row small">
                    <Icon name="check" size={20} />
                    <Trans>Shown now</Trans>
                  </span>
                )}
              </AriaButton>
            </li>
          ))}
        </ul>
        <span onClickCapture={() => setOpen(false)}>
          <ButtonLink look="bare" icon="add" to="/more/people">
            <Trans>Add a child or another person</Trans>
          </ButtonLink>
        </span>
      </Dialog>
    </>
  );
}

/** The first letters of a name in a circle. */
export function Avatar({ name }: { readonly name: string }) {
  const letters = name
    .trim()
    .split(/\s+/)
    .map((word) => Array.from(word)[0] ?? '')
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('');
  // Drawn by the style sheet: letters that are read aloud nowhere must not count as the label's visible text.
  return <span className="avatar" aria-hidden="true" data-letters={letters.toUpperCase()} />;
}
