import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job, SourceLine } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { addJobs } from '../../client/imports.ts';
import { sourcesQuery, timelineQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { OpenOriginal } from '../../parts/OpenOriginal.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { TYPES_BY_KIND } from '../../words/kinds.ts';
import { useWords } from '../../words/useWords.ts';
import { RecordTabs } from './RecordTabs.tsx';
import './documents.css';

const SHOWN = 20;

/** The files that came in, byte for byte as they were, and the documents in them. */
export function Documents() {
  const { t } = useLingui();
  const person = usePerson();
  const sources = useQuery(sourcesQuery(person));
  const documents = useInfiniteQuery(timelineQuery(person, [...TYPES_BY_KIND.documents, 'DiagnosticReport'], undefined));
  const entries = (documents.data?.pages.flatMap((page) => page.entries) ?? []).filter(({ card }) => !card.category?.includes('original'));
  const [all, setAll] = useState(false);
  return (
    <Page title={t`Documents`}>
      <RecordTabs />
      {(sources.error ?? documents.error) && <TroubleNotice trouble={sources.error ?? documents.error} />}
      {sources.isPending && <Waiting />}
      {sources.data && sources.data.length === 0 && (
        <Empty icon="file" title={t`No files yet`}>
          <ButtonLink look="main" to="/add">
            <Trans>Add a first file</Trans>
          </ButtonLink>
        </Empty>
      )}
      {sources.data && sources.data.length > 0 && (
        <Card title={t`Files you added`} flush>
          <ul>
            {sources.data.map((source) => (
              <li key={source.original} className="source">
                <Source person={person} source={source} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {entries.length > 0 && (
        <Card title={t`Documents and reports`} flush>
          <FactList facts={all ? entries : entries.slice(0, SHOWN)} />
          {!all && entries.length > SHOWN && (
            <div className="padded row">
              <Button look="bare" onPress={() => setAll(true)}>
                <Trans>Show all</Trans>
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

/** What a newer version understands better comes in; what is the same changes nothing. */
function ReadAgain({ person, source }: { readonly person: string; readonly source: SourceLine }) {
  const { t } = useLingui();
  const act = useMutation({
    mutationFn: () => call<Job>('POST', ofRecord(person, `originals/${source.original}/read`)),
    onSuccess: (job) => {
      addJobs(person, [job], source.name);
      say(t`It is being read again. The report is under Add.`);
    },
  });
  return (
    <Button look="bare" icon="again" isDisabled={act.isPending} onPress={() => act.mutate()}>
      <Trans>Read it again</Trans>
    </Button>
  );
}

function Source({ person, source }: { readonly person: string; readonly source: SourceLine }) {
  const { t } = useLingui();
  const words = useWords();
  const reach = source.first && source.last ? words.period(source.first.slice(0, 10), source.last.slice(0, 10)) : t`no dates`;
  return (
    <>
      <span className="stack-none">
        <span className="fact-title">{source.title ?? source.name}</span>
        {source.title !== undefined && <span className="fact-second">{source.name}</span>}
        <span className="fact-second">
          <Plural value={source.resources} one="One entry" other="# entries" /> · {reach}
        </span>
        <span className="fact-second">
          <Trans>Added {words.ago(Date.parse(source.at))}</Trans> · {words.size(source.size)}
        </span>
      </span>
      <span className="row">
        <ButtonLink look="bare" icon="eye" to="/record/documents/$id" params={{ id: source.document.slice('DocumentReference/'.length) }}>
          <Trans>Look at it</Trans>
        </ButtonLink>
        <OpenOriginal person={person} address={source.original} name={source.name} />
        <ReadAgain person={person} source={source} />
      </span>
    </>
  );
}
