import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { deviceLabel } from '../../client/device.ts';
import { keys } from '../../client/keys/index.ts';
import { switchTo, unlocked, useRecords } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { Page } from '../../parts/Page.tsx';
import { Progress } from '../../parts/Progress.tsx';
import { say } from '../../parts/Said.tsx';
import { Avatar } from '../../parts/Switcher.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import './people.css';

/** Whose records this account holds, and one more. */
export function People() {
  const { t } = useLingui();
  const { records, record } = useRecords();
  return (
    <Page
      title={t`People`}
      lead={<Trans>Each person has a record of their own, with keys of its own.</Trans>}
      back={{ to: '/more', label: t`More` }}
    >
      <Card title={t`In your account`} flush>
        <ul>
          {records.map(({ person, name }) => (
            <li key={person} className="person">
              <Avatar name={name} />
              <span className="fact-title">{name}</span>
              {person === record?.person ? (
                <span className="quiet">
                  <Trans>Shown now</Trans>
                </span>
              ) : (
                <Button
                  onPress={() => {
                    switchTo(person);
                    say(t`You are now looking at the record of ${name}.`);
                  }}
                  aria-label={t`Show the record of ${name}`}
                >
                  <Trans>Show</Trans>
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t`Add a child or another person`}>
        <NeedKeys>
          <AddPerson />
        </NeedKeys>
      </Card>
    </Page>
  );
}

function AddPerson() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    setBusy(true);
    try {
      const { person } = await keys('addRecord', name.trim(), deviceLabel(navigator.userAgent));
      switchTo(person);
      await unlocked();
      await navigate({ to: '/add' });
      say(t`The record of ${name} is ready.`);
    } catch (problem) {
      setTrouble(problem);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
      <Field label={t`Their name`} value={name} onChange={setName} autoComplete="off" maxLength={80} />
      {busy ? (
        <div role="status">
          <Progress label={t`Making the record`} />
        </div>
      ) : (
        <div>
          <Button type="submit" icon="add" isDisabled={!name.trim()}>
            <Trans>Make a record</Trans>
          </Button>
        </div>
      )}
    </form>
  );
}
