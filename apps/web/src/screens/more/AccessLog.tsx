import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AccessLine } from '../../../../server/src/http/api.ts';
import { accessLogQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';

/** Every look at the record and every change, newest first. */
export function AccessLog() {
  const { t } = useLingui();
  const log = useInfiniteQuery(accessLogQuery(usePerson()));
  const lines = log.data?.pages.flat() ?? [];
  return (
    <Page title={t`Who looked, and when`} lead={<><Trans>Each entry is written before an answer leaves the server, in a chain that shows gaps.</Trans> <Hold by="server" /></>} back={{ to: '/more', label: t`More` }}>
      {log.error && <TroubleNotice trouble={log.error} />}
      {log.isPending && <Waiting lines={8} />}
      {log.data && <LogTable lines={lines} />}
    </Page>
  );
}

function LogTable({ lines }: { readonly lines: readonly AccessLine[] }) {
  const { t } = useLingui();
  const words = useWords();
  const actions: Readonly<Record<string, string>> = {
    open: t`Opened the record`, start: t`Opened the record`, read: t`Read`, search: t`Searched`, words: t`Searched by words`, timeline: t`Looked at the timeline`, list: t`Looked at a list`, counts: t`Counted entries`, history: t`Looked at the history`,
    evidence: t`Looked at where it comes from`, original: t`Opened an original`, everything: t`Read everything`, commit: t`Changed the record`, retract: t`Retracted`, restore: t`Restored`, import: t`Added a file`, deposit: t`Left something`,
    grant: t`Gave access`, revoke: t`Took access back`,
  };
  if (lines.length === 0) return <p className="quiet"><Trans>Nothing is written here yet.</Trans></p>;
  return (
    <Card>
      <div className="values-scroll" tabIndex={0} role="region" aria-label={t`Access log`}>
        <table className="report log">
          <thead><tr><th scope="col"><Trans>When</Trans></th><th scope="col"><Trans>Who</Trans></th><th scope="col"><Trans>What they did</Trans></th></tr></thead>
          <tbody>
            {lines.map((line, at) => (
              <tr key={at}>
                <th scope="row">{words.date(line.at)}</th>
                <td>{line.label}</td>
                <td>{actions[line.action] ?? line.action} <span className="quiet small">{line.what}</span></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
