import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Proposed, ResultsKept } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { proposalsQuery, recordChanged } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { type Pages, pictureOf, type Spot } from './pages.ts';
import { ProposalItem } from './ProposalItem.tsx';
import { confirmed, consider, type Considered, isComplete } from './proposed.ts';

interface ProposalsProps {
  readonly person: string;
  readonly address: string;
  readonly pages: Pages | undefined;
  readonly onLook: (spot: Spot) => void;
}

/** Values that a report seems to hold, each beside its line. Nothing of them is kept until the person says so. */
export function Proposals({ person, address, pages, onLook }: ProposalsProps) {
  const proposals = useQuery(proposalsQuery(person, address));
  const [read, setRead] = useState<Proposed>();
  const found = read ?? proposals.data;
  if (proposals.error) return <TroubleNotice trouble={proposals.error} />;
  if (!found) return null;
  return (
    <>
      {!found.hasText && !read && pages && <ReadPictures person={person} address={address} pages={pages} onRead={setRead} />}
      {read?.proposals.length === 0 && (
        <p className="quiet" role="status">
          <Trans>No values were found in it. Its words can be searched now.</Trans>
        </p>
      )}
      {found.proposals.length > 0 && (
        <Choose key={read ? 'read' : 'text'} person={person} address={address} found={found} pages={pages} onLook={onLook} />
      )}
    </>
  );
}

/** Pages are drawn here, and their letters read on the person's own server. */
function ReadPictures({
  person,
  address,
  pages,
  onRead,
}: Omit<ProposalsProps, 'onLook' | 'pages'> & { readonly pages: Pages; readonly onRead: (read: Proposed) => void }) {
  const { t } = useLingui();
  const [page, setPage] = useState(0);
  const { count } = pages;
  const act = useMutation({
    mutationFn: async () => {
      const read: Proposed[] = [];
      for (let n = 1; n <= count; n++) {
        setPage(n);
        read.push(await call<Proposed>('POST', ofRecord(person, `originals/${address}/pages/${n}/text`), await pictureOf(pages, n)));
      }
      const text = read.map((each) => each.text ?? '').join('\f');
      if (text.trim() !== '') await call('POST', ofRecord(person, `originals/${address}/text`), { text: text.slice(0, 200_000) });
      return { hasText: false, text, proposals: read.flatMap((each) => each.proposals) };
    },
    onSuccess: async (read) => {
      await recordChanged(person);
      onRead(read);
    },
  });
  return (
    <Card title={t`Text in pictures`}>
      <p>
        <Trans>
          This document is a picture. Your own server can read the letters in it, so that you can search it and take values from it.
        </Trans>
      </p>
      {act.error && <TroubleNotice trouble={act.error} />}
      <div className="row">
        <Button icon="eye" isDisabled={act.isPending} onPress={() => act.mutate()}>
          <Trans>Read the text in this picture</Trans>
        </Button>
        <span role="status">{act.isPending && t`Reading page ${page} of ${count}`}</span>
      </div>
    </Card>
  );
}

function Choose({ person, address, found, pages, onLook }: ProposalsProps & { readonly found: Proposed }) {
  const { t } = useLingui();
  const [all, setAll] = useState<readonly Considered[]>(() => found.proposals.map(consider));
  const kept = all.filter(({ isKept }) => isKept);
  const act = useMutation({
    mutationFn: () => call<ResultsKept>('POST', ofRecord(person, `originals/${address}/results`), { results: kept.map(confirmed) }),
    onSuccess: async ({ kept: count }) => {
      await recordChanged(person);
      setAll(all.filter(({ isKept }) => !isKept));
      say(t`Kept: ${count}. You find them under Results.`);
    },
  });
  if (all.length === 0) return null;
  return (
    <Card title={t`Values in this report`} flush>
      <p className="quiet padded">
        <Trans>Compare each with its line. Only what you tick is kept, with its place in this document.</Trans>
      </p>
      <ul>
        {all.map((each, n) => (
          <li key={each.proposal.place} className="proposal">
            <ProposalItem
              considered={each}
              pages={pages}
              onLook={onLook}
              onChange={(change) => setAll(all.with(n, { ...each, ...change }))}
            />
          </li>
        ))}
      </ul>
      {act.error && <TroubleNotice trouble={act.error} />}
      <div className="padded row">
        <Button look="main" isDisabled={act.isPending || kept.length === 0 || !kept.every(isComplete)} onPress={() => act.mutate()}>
          <Plural value={kept.length} one="Keep one value" other="Keep # values" />
        </Button>
        <Button look="bare" onPress={() => setAll(all.map((each) => ({ ...each, isKept: kept.length < all.length })))}>
          {kept.length < all.length ? t`Tick all` : t`Tick none`}
        </Button>
      </div>
    </Card>
  );
}
