import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { GrantLine } from '../../../../server/src/http/api.ts';
import { grantsQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { NavRow } from '../../parts/NavRow.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { HandOn } from './HandOn.tsx';
import { NewKeys } from './NewKeys.tsx';
import { Revoke } from './Revoke.tsx';
import './share.css';

/** Everybody and everything with a key to this record, and the way to take it back. */
export function Share() {
  const { t } = useLingui();
  const person = usePerson();
  return (
    <Page title={t`Share`} lead={<Trans>Whoever can read this record has a key from you. All of them are here.</Trans>}>
      <HandOn key={`hand-on ${person}`} person={person} />
      <Access key={person} person={person} />
      <Card title={t`Apps`} flush>
        <NavRow icon="share" to="/apps" label={t`Connected apps`} />
      </Card>
    </Page>
  );
}

function Access({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const grants = useQuery(grantsQuery(person));
  const [revoked, setRevoked] = useState<readonly string[]>([]);
  if (grants.error) return <TroubleNotice trouble={grants.error} />;
  if (!grants.data) return <Waiting />;
  return (
    <>
      <Card title={t`Who can open this record`} flush>
        <ul>
          {grants.data.map((grant) => (
            <li key={grant.grant} className="grant">
              <GrantView grant={grant}>
                {grant.kind !== 'account' && !grant.current && (
                  <Revoke person={person} grant={grant} onKeysLeft={(id) => setRevoked((before) => [...before, id])} />
                )}
              </GrantView>
            </li>
          ))}
        </ul>
      </Card>
      <NewKeys person={person} revoked={revoked} onDone={() => setRevoked([])} />
    </>
  );
}

function GrantView({ grant, children }: { readonly grant: GrantLine; readonly children: ReactNode }) {
  const { t } = useLingui();
  const words = useWords();
  const kinds: Readonly<Record<string, string>> = {
    account: t`Your account`,
    session: t`An open browser`,
    token: t`A key for a script`,
    app: t`An app`,
    watch: t`This server, at any time`,
    job: t`A job of this server`,
    proxy: t`Somebody who acts for you`,
  };
  const can: Readonly<Record<string, string>> = {
    read: t`read`,
    write: t`add and change`,
    manage: t`give others access`,
    drain: t`receive`,
    audit: t`see who looked`,
  };
  const since = words.ago(Date.parse(grant.createdAt));
  const until = grant.expiresAt && words.date(grant.expiresAt);
  return (
    <>
      <span className="stack-none">
        <span className="fact-title">
          {grant.label}{' '}
          {grant.current && (
            <span className="grant-here">
              <Trans>this one</Trans>
            </span>
          )}
        </span>
        <span className="fact-second">
          {[kinds[grant.kind] ?? grant.kind, t`since ${since}`, until && t`until ${until}`].filter(Boolean).join(' · ')}
        </span>
        <span className="fact-second">
          <Trans>Can {grant.can.map((what) => can[what.split(':')[0] ?? ''] ?? what).join(', ')}</Trans> <Hold by="cryptography" />
        </span>
      </span>
      {children}
    </>
  );
}
