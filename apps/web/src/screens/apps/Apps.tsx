import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { AppLine, ConsentBegun } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { appsQuery, recordChanged } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { SENSITIVE_WORDS } from '../../words/categories.ts';
import { useWords } from '../../words/useWords.ts';
import './apps.css';

/** Apps and services that can read this record: since when, what they looked at, and the way to end it. */
export function Apps() {
  const { t } = useLingui();
  const person = usePerson();
  const apps = useQuery(appsQuery(person));
  return (
    <Page
      title={t`Connected apps`}
      lead={<Trans>Each has a key of its own, for what you ticked. Taking it back holds from the next request.</Trans>}
      back={{ to: '/share', label: t`Share` }}
    >
      {apps.error && <TroubleNotice trouble={apps.error} />}
      {apps.isPending && <Waiting />}
      {apps.data?.length === 0 && (
        <p>
          <Trans>No app is connected. An app asks by itself: open it, and choose this server.</Trans>
        </p>
      )}
      {apps.data?.map((app) => (
        <Connected key={app.grant} person={person} app={app} />
      ))}
      <Service />
    </Page>
  );
}

function Connected({ person, app }: { readonly person: string; readonly app: AppLine }) {
  const { t } = useLingui();
  const words = useWords();
  const revoke = useMutation({
    mutationFn: () => call('DELETE', ofRecord(person, `apps/${app.grant}`)),
    onSuccess: async () => {
      await recordChanged(person);
      say(t`Taken back. From now on ${app.name} cannot read this record.`);
    },
  });
  const [since, until] = [words.date(app.approvedAt), words.date(app.expiresAt)];
  const used = app.lastUsedAt === undefined ? undefined : words.ago(Date.parse(app.lastUsedAt));
  return (
    <Card title={app.name}>
      <div className="stack-s">
        {app.isService && (
          <p>
            <strong>
              <Trans>This server can read for it, at any time.</Trans>
            </strong>
          </p>
        )}
        <p>
          <Trans>
            Allowed {since}, until {until}.
          </Trans>{' '}
          {used === undefined ? <Trans>It has not looked yet.</Trans> : <Trans>Last used {used}.</Trans>}
        </p>
        <MayRead app={app} />
        <Looked app={app} />
        {revoke.error && <TroubleNotice trouble={revoke.error} />}
        <div>
          <Button isDisabled={revoke.isPending} onPress={() => revoke.mutate()} aria-label={t`Take back access: ${app.name}`}>
            <Trans>Take back</Trans>
          </Button>
        </div>
      </div>
    </Card>
  );
}

function MayRead({ app: { scope, categories } }: { readonly app: AppLine }) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const types = [
    ...new Set([...scope.matchAll(/\/(\*|[A-Za-z]+)\./g)].map(([, type = '']) => (type === '*' ? t`everything` : words.many(type)))),
  ];
  const named = categories === 'all' ? undefined : Object.entries(SENSITIVE_WORDS).filter(([name]) => categories.includes(name));
  const kinds = types.join(', ');
  const parts = named?.map(([, each]) => i18n._(each)).join(', ');
  return (
    <p className="quiet">
      {kinds && <Trans>It may see: {kinds}.</Trans>} {named?.length === 0 && <Trans>Without the sensitive parts.</Trans>}
      {parts && <Trans>Of the sensitive parts: {parts}.</Trans>}
    </p>
  );
}

function Looked({ app: { reads } }: { readonly app: AppLine }) {
  const { t } = useLingui();
  const words = useWords();
  const entries = Object.entries(reads).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return null;
  return (
    <ul className="apps-reads" aria-label={t`What it looked at`}>
      {entries.map(([type, count]) => (
        <li key={type}>
          {type === 'other' ? t`Other` : words.many(type)}: {words.count(count)}
        </li>
      ))}
    </ul>
  );
}

/** A service cannot ask by itself: the holder names it. */
function Service() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [client, setClient] = useState('');
  const begin = useMutation({
    mutationFn: () => call<ConsentBegun>('POST', '/api/connect', { client: client.trim() }),
    onSuccess: ({ request }) => navigate({ to: '/connect/$request', params: { request } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (client.trim()) begin.mutate();
  };
  return (
    <Card title={t`Let a service read at any time`}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="measure">
          <Trans>A service that works while you are away has registered here and told you its client id. Only add one that you know.</Trans>
        </p>
        {begin.error && <TroubleNotice trouble={begin.error} />}
        <Field label={t`Its client id`} value={client} onChange={setClient} autoComplete="off" maxLength={100} />
        <div>
          <Button type="submit" isDisabled={!client.trim() || begin.isPending}>
            <Trans>Look at what it asks</Trans>
          </Button>
        </div>
      </form>
    </Card>
  );
}
