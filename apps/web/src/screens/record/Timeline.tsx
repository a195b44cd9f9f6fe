import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { sourcesQuery, timelineQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Chips } from '../../parts/Chips.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Page } from '../../parts/Page.tsx';
import { Pick } from '../../parts/Pick.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { KINDS, type Kind, TYPES_BY_KIND } from '../../words/kinds.ts';
import { useWords } from '../../words/useWords.ts';
import { type Line, foldTimeline } from './fold.ts';
import { RecordTabs } from './RecordTabs.tsx';
import { TimelineLine } from './TimelineLine.tsx';
import './timeline.css';

type Filter = 'all' | Exclude<Kind, 'other'>;
const FILTERS: readonly Filter[] = ['all', ...KINDS.filter((kind) => kind !== 'other')];
const HEIGHTS: Readonly<Record<Line['is'], number>> = { month: 72, fact: 66, fold: 66 };

/** Everything that happened, newest first, by month. Only what is in sight is drawn. */
export function Timeline() {
  const { t } = useLingui();
  const words = useWords();
  const person = usePerson();
  const [filter, setFilter] = useState<Filter>(remembered.filter);
  const [year, setYear] = useState(remembered.year);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [everyDay, setEveryDay] = useState(remembered.everyDay);
  remembered = { filter, year, everyDay };
  const before = year === 'now' ? undefined : Date.UTC(Number(year) + 1, 0, 1);
  const timeline = useInfiniteQuery(timelineQuery(person, filter === 'all' ? undefined : TYPES_BY_KIND[filter], before, everyDay));
  const entries = useMemo(() => timeline.data?.pages.flatMap((page) => page.entries) ?? [], [timeline.data]);
  const lines = useMemo(() => foldTimeline(entries, open), [entries, open]);
  const toggle = (key: string) =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return (
    <Page title={t`Timeline`}>
      <RecordTabs />
      <div className="timeline-filters no-print">
        <Chips
          label={t`Show`}
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: value === 'all' ? t`Everything` : words.kind(value) }))}
        />
        <YearPick person={person} year={year} onYear={setYear} />
        {(everyDay || entries.some(({ marks }) => marks.daily)) && (
          <Tick isSelected={everyDay} onChange={setEveryDay}>
            <Trans>Every day of device readings</Trans>
          </Tick>
        )}
      </div>
      {timeline.error && <TroubleNotice trouble={timeline.error} />}
      {timeline.isPending && <Waiting lines={8} />}
      {timeline.data && lines.length === 0 && (
        <Empty icon="today" title={t`Nothing here yet`}>
          <p>
            {filter === 'all' ? (
              <Trans>What you add appears here by date.</Trans>
            ) : (
              <Trans>There are no entries of this kind in your record.</Trans>
            )}
          </p>
        </Empty>
      )}
      {lines.length > 0 && (
        <Lines
          lines={lines}
          onToggle={toggle}
          more={timeline.hasNextPage}
          onMore={() => void (timeline.isFetchingNextPage || timeline.fetchNextPage())}
        />
      )}
    </Page>
  );
}

let remembered: { filter: Filter; year: string; everyDay: boolean } = { filter: 'all', year: 'now', everyDay: false };

function Lines({
  lines,
  onToggle,
  more,
  onMore,
}: {
  readonly lines: readonly Line[];
  readonly onToggle: (key: string) => void;
  readonly more: boolean;
  readonly onMore: () => void;
}) {
  const { t } = useLingui();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (at) => HEIGHTS[(lines[at] as Line).is],
    getItemKey: (at) => (lines[at] as Line).key,
    overscan: 12,
    scrollMargin: top,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last > lines.length - 80) onMore();
  }, [more, last, lines.length, onMore]);
  return (
    <div ref={list} className="timeline" role="list" aria-label={t`Timeline`} style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => (
        <div
          key={item.key}
          ref={virtualizer.measureElement}
          data-index={item.index}
          role="listitem"
          className="timeline-item"
          style={{ transform: `translateY(${item.start - top}px)` }}
        >
          <TimelineLine line={lines[item.index] as Line} onToggle={onToggle} />
        </div>
      ))}
    </div>
  );
}

/** Years from now back to the earliest that any file speaks of. */
function YearPick({ person, year, onYear }: { readonly person: string; readonly year: string; readonly onYear: (year: string) => void }) {
  const { t } = useLingui();
  const sources = useQuery(sourcesQuery(person));
  const now = new Date().getFullYear();
  const firsts = (sources.data ?? []).map(({ first }) => Number(first?.slice(0, 4))).filter((at) => at > 1880);
  const earliest = Math.min(now, ...firsts);
  const options = [
    { value: 'now', label: t`Newest first` },
    ...Array.from({ length: now - earliest + 1 }, (_, n) => ({ value: String(now - n), label: String(now - n) })),
  ];
  return <Pick label={t`Go to year`} value={year} onChange={onYear} options={options} />;
}
