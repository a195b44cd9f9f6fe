import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Listed } from '@satchel/record';
import { wordsQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Page } from '../../parts/Page.tsx';
import { SearchBox } from '../../parts/SearchBox.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { KINDS, type Kind, kindOf } from '../../words/kinds.ts';
import { useWords } from '../../words/useWords.ts';
import { RecordTabs } from './RecordTabs.tsx';

/** What was last looked for, in memory only: words typed here may be health facts and never enter an address. */
let last = '';

/** Search over everything in the record, while typing, grouped by kind. */
export function Search() {
  const { t } = useLingui();
  const words = useWords();
  const person = usePerson();
  const [text, setText] = useState(last);
  last = text;
  const asked = useDeferredValue(text.trim());
  const found = useQuery(wordsQuery(person, asked));
  const groups = useMemo(() => groupByKind(found.data?.entries ?? []), [found.data]);
  const isAsked = asked.length > 1;
  const count = found.data?.entries.length ?? 0;
  return (
    <Page title={t`Search`}>
      <RecordTabs />
      <SearchBox label={t`Search your whole record`} value={text} onChange={setText} />
      <p role="status" className="quiet">
        {isAsked && found.data && <Plural value={count} _0="Nothing found" one="One entry found" other="# entries found" />}
      </p>
      {found.error && <TroubleNotice trouble={found.error} />}
      {!isAsked && (
        <Empty icon="search" title={t`What are you looking for?`}>
          <p>
            <Trans>A medicine, a diagnosis, a doctor, a place, a word from a letter: everything is searched.</Trans>
          </p>
        </Empty>
      )}
      {isAsked &&
        groups.map(([kind, facts]) => (
          <Card key={kind} title={words.kind(kind)} flush>
            <FactList facts={facts} />
          </Card>
        ))}
    </Page>
  );
}

function groupByKind(entries: readonly Listed[]): readonly (readonly [Kind, readonly Listed[]])[] {
  return KINDS.map((kind) => [kind, entries.filter(({ card }) => kindOf(card) === kind)] as const).filter(([, facts]) => facts.length > 0);
}
