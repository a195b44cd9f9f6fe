import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { Fact } from '../../../../server/src/http/api.ts';
import { factQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Empty } from '../../parts/Empty.tsx';
import { OpenOriginal } from '../../parts/OpenOriginal.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import type { Pages, Spot } from './pages.ts';
import { Proposals } from './Proposals.tsx';
import { fileIn, type ShownFile } from './shown-file.ts';
import { Viewer } from './Viewer.tsx';
import './document.css';

/** A document opened in place, with the values that it seems to hold. */
export function DocumentPage() {
  const { t } = useLingui();
  const person = usePerson();
  const { id } = useParams({ from: '/inside/record/documents/$id' });
  const fact = useQuery(factQuery(person, 'DocumentReference', id));
  const file = fact.data && fileIn(fact.data.text);
  if (fact.data && file) return <DocumentView person={person} fact={fact.data} file={file} />;
  return (
    <Page title={t`Document`} back={{ to: '/record/documents', label: t`Documents` }}>
      {fact.error && <TroubleNotice trouble={fact.error} />}
      {fact.isPending && <Waiting />}
      {fact.data && <Empty icon="file" title={t`The document itself is not here`} />}
    </Page>
  );
}

function DocumentView({ person, fact, file }: { readonly person: string; readonly fact: Fact; readonly file: ShownFile }) {
  const { t } = useLingui();
  const words = useWords();
  const { card } = fact.listed;
  const [pages, setPages] = useState<Pages>();
  const [spot, setSpot] = useState<Spot>();
  const onPages = useCallback((opened: Pages | undefined) => setPages(opened), []);
  return (
    <Page
      title={card.title ?? file.name}
      lead={[words.when(card), card.who, file.name === card.title ? undefined : file.name].filter(Boolean).join(' · ')}
      back={{ to: '/record/documents', label: t`Documents` }}
    >
      <Viewer person={person} file={file} spot={spot} onPages={onPages} />
      {file.original !== undefined && (
        <div className="row no-print">
          <OpenOriginal person={person} address={file.original} name={file.member === undefined ? file.name : t`the file it came in`} />
        </div>
      )}
      {file.original !== undefined && file.member === undefined && (
        <Proposals person={person} address={file.original} pages={pages} onLook={setSpot} />
      )}
    </Page>
  );
}
