import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useRecords } from '../../client/session.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { deleteRecord } from './delete-record.ts';

/** The one thing that cannot be undone: the keys go first, then what they opened. */
export function DeleteRecord() {
  const { t } = useLingui();
  const { record } = useRecords();
  const name = record?.name ?? '';
  return (
    <Page
      title={t`Delete this record`}
      lead={
        <Trans>
          The record of {name}, with every original and its whole history. Nobody can bring it back, also not from a backup of this server.
        </Trans>
      }
      back={{ to: '/more', label: t`More` }}
    >
      <Card title={t`Before you do`}>
        <p>
          <Trans>Take everything with you first, if there is any chance that you may want it.</Trans>
        </p>
        <div>
          <ButtonLink icon="save" to="/more/export">
            <Trans>Take everything with you</Trans>
          </ButtonLink>
        </div>
      </Card>
      <Card title={t`Delete it`}>
        <NeedKeys>
          <TypeName key={name} name={name} />
        </NeedKeys>
      </Card>
    </Page>
  );
}

function TypeName({ name }: { readonly name: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { records, record } = useRecords();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  const isLast = records.length === 1;
  const remove = async (withAccount: boolean) => {
    if (!record || typed.trim() !== name) return;
    setBusy(true);
    try {
      await deleteRecord(record.person, name, withAccount ? 'with-account' : isLast ? 'last' : 'one-of-several');
      await navigate({ to: isLast ? '/' : '/today' });
      say(withAccount ? t`The record of ${name} and your account are deleted.` : t`The record of ${name} is deleted.`);
    } catch (problem) {
      setTrouble(problem);
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void remove(false);
      }}
      noValidate
    >
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
      <Field label={t`Type the name of the record: ${name}`} value={typed} onChange={setTyped} autoComplete="off" />
      <div className="row">
        <Button look="grave" type="submit" isDisabled={busy || typed.trim() !== name}>
          <Trans>Delete for ever</Trans>
        </Button>
        {isLast && (
          <Button look="grave" isDisabled={busy || typed.trim() !== name} onPress={() => void remove(true)}>
            <Trans>Delete it and my account</Trans>
          </Button>
        )}
      </div>
      {isLast && (
        <p className="quiet small measure">
          <Trans>This is the only record of your account. Without the account, nobody can sign in with your name any more.</Trans>
        </p>
      )}
    </form>
  );
}
