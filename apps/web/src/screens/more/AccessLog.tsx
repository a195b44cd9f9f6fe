import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AccessLine } from '../../../../server/src/http/api.ts';
import { accessLogQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { countsIn, foldLog } from './fold-log.ts';
import './access-log.css';

/** Every look at the record and every change, newest first. */
export function AccessLog() {
  const { t } = useLingui();
  const log = useInfiniteQuery(accessLogQuery(usePerson()));
  const lines = log.data?.pages.flat() ?? [];
  return (
    <Page
      title={t`Who looked, and when`}
      lead={
        <>
          <Trans>Each entry is written before an answer leaves the server, in a chain that shows gaps.</Trans> <Hold by="server" />
        </>
      }
      back={{ to: '/more', label: t`More` }}
    >
      {log.error && <TroubleNotice trouble={log.error} />}
      {log.isPending && <Waiting lines={8} />}
      {log.data && (
        <Log
          lines={lines}
          more={
            log.hasNextPage && (
              <div className="padded row">
                <Button look="bare" onPress={() => void log.fetchNextPage()}>
                  <Trans>Show earlier</Trans>
                </Button>
              </div>
            )
          }
        />
      )}
    </Page>
  );
}

function Log({ lines, more }: { readonly lines: readonly AccessLine[]; readonly more: ReactNode }) {
  const { t } = useLingui();
  const words = useWords();
  const actions: Readonly<Record<string, string>> = {
    open: t`Opened the record`,
    read: t`Read an entry`,
    history: t`Looked at a history`,
    search: t`Searched`,
    list: t`Looked at a list`,
    original: t`Opened an original`,
    export: t`Took a copy of everything`,
    commit: t`Changed the record`,
    erase: t`Erased`,
    log: t`Looked at this list`,
  };
  if (lines.length === 0)
    return (
      <p className="quiet">
        <Trans>Nothing is written here yet.</Trans>
      </p>
    );
  return (
    <Card flush>
      <ol className="log">
        {foldLog(lines).map(({ line, count }, at) => (
          <li key={at} className="log-line">
            <span className="fact-title">
              {actions[line.action] ?? line.action}
              {count > 1 && (
                <span className="quiet">
                  {' '}
                  <Trans>{count} times</Trans>
                </span>
              )}
            </span>
            <span className="fact-second">{[words.date(line.at), line.label].filter(Boolean).join(' · ')}</span>
            <What what={line.what} />
          </li>
        ))}
      </ol>
      {more}
    </Card>
  );
}

/** Which entry it was, as a way to it, or how many of what came in. */
function What({ what }: { readonly what: string }) {
  const words = useWords();
  const [, type, id] = /^([A-Za-z]+)\/([\w.-]+)$/.exec(what) ?? [];
  if (type && id)
    return (
      <Link className="small" to="/record/fact/$type/$id" params={{ type, id }}>
        {words.one(type)}
      </Link>
    );
  const counts = countsIn(what);
  return counts ? (
    <span className="fact-second">
      {counts.map(([count, type]) => `${words.count(count)} ${count === 1 ? words.one(type) : words.many(type)}`).join(', ')}
    </span>
  ) : null;
}
