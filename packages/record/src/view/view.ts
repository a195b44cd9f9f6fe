import { type Outcome, success } from '@satchel/fhir';
import type { AccessEntry } from '../access-log.ts';
import type { CommitTools } from '../commit/commit.ts';
import type { Lens, Listed, ListOptions, RecordView } from '../doors.ts';
import type { Indexed } from '../index/index.ts';
import type { Reading } from '../reading.ts';
import { listSeries, readSeries } from '../series/read.ts';
import { changesIn } from './changes.ts';
import { evidenceOf } from './evidence.ts';
import { everythingIn } from './everything.ts';
import { openOriginal } from './original.ts';
import { readHistory, readVersion } from './read.ts';
import { searchIn } from './search.ts';
import { type Interaction, limitedTo } from '../slice.ts';
import type { Sight } from './sight.ts';

/**
 * The one way out. Each call selects the lens's own index (brought up to date), writes the access log, opens what
 * is needed, and shapes it. Nothing is filtered after a search over more than the lens may see.
 */
export async function createView(tools: CommitTools, lens: Lens): Promise<Outcome<RecordView>> {
  const first = await tools.readings.current(lens, limitedTo(lens.slice, 's'));
  if (!first.ok) return first;
  tools.log.record(lens, { action: 'open', what: 'record', purpose: lens.purpose });

  async function see<T>(
    action: AccessEntry['action'],
    what: string,
    look: (sight: Sight) => Outcome<T> | Promise<Outcome<T>>,
    by: readonly Interaction[] = KNOWN.has(action) ? ['r'] : ['s'],
  ): Promise<Outcome<T>> {
    // Who may only read what it can name has another index than who may search.
    return tools.readings.use(lens, limitedTo(lens.slice, ...by), (reading) => {
      tools.log.record(lens, { action, what, purpose: lens.purpose });
      return look({ ...tools, lens, reading });
    });
  }

  return success({
    person: lens.person,
    read: (type, id, version) => see('read', `${type}/${id}`, (sight) => readVersion(sight, type, id, version)),
    standing: (type, id) => see('read', `${type}/${id}`, (sight) => readVersion(sight, type, id), ['r', 'u', 'd']),
    history: (type, id) => see('history', `${type}/${id}`, (sight) => readHistory(sight, type, id)),
    changes: (options) => see('history', options?.type ?? 'everything', (sight) => changesIn(sight, options), ['s']),
    search: (type, query, options) => see('search', `${type ?? ''}?${query}`, (sight) => searchIn(sight, type, query, options)),
    words: (text, options) => see('search', `words: ${text}`, ({ reading }) => success(reading.index.words(text, options).map(listedOf))),
    timeline: (options) =>
      see('list', 'timeline', ({ reading }) => {
        const page = reading.index.timeline(options);
        return page.ok
          ? success({ entries: page.value.entries.map(listedOf), ...(page.value.next !== undefined && { next: page.value.next }) })
          : page;
      }),
    list: (types, options) => see('list', types.join(','), ({ reading }) => success(listIn(reading, types, options))),
    counts: () => see('list', 'counts', ({ reading }) => success(reading.index.counts())),
    evidence: (type, id) => see('read', `evidence of ${type}/${id}`, (sight) => evidenceOf(sight, type, id)),
    series: (code, from, to, resolution) =>
      see('read', `series ${code} by ${resolution}`, (sight) => readSeries(sight, code, { from, to, resolution }), ['s']),
    seriesList: () => see('list', 'series', (sight) => listSeries(sight)),
    original: (address, from) => see('original', address, (sight) => openOriginal(sight, address, from)),
    async *everything(types, options) {
      const lent = await tools.readings.lend(lens, limitedTo(lens.slice, 's'));
      if (!lent.ok) return;
      try {
        tools.log.record(lens, { action: 'export', what: types?.join(',') ?? 'everything', purpose: lens.purpose });
        yield* everythingIn({ ...tools, lens, reading: lent.value.reading }, types, options);
      } finally {
        lent.value.giveBack();
      }
    },
    logged: () => tools.log.settled(lens),
  } satisfies RecordView);
}

/** Ways of looking at what one can name already. */
const KNOWN: ReadonlySet<AccessEntry['action']> = new Set(['read', 'history', 'original']);

function listIn(reading: Reading, types: readonly string[], { code, limit, ...shown }: ListOptions = {}): Listed[] {
  const found = reading.index.list(types, { ...shown, code });
  const newestFirst = found.sort((a, b) => (b.timelineAt ?? Number.NEGATIVE_INFINITY) - (a.timelineAt ?? Number.NEGATIVE_INFINITY));
  return newestFirst.slice(0, limit).map(listedOf);
}

export function listedOf(row: Indexed): Listed {
  const { type, id, version, timelineAt, card, flags } = row;
  return {
    type,
    id,
    version,
    timelineAt,
    card,
    marks: {
      ...(flags.includes('aside') && { aside: true as const }),
      ...(flags.includes('withdrawn') && { withdrawn: true }),
      ...(flags.includes('invalid') && { invalid: true }),
      ...(flags.includes('daily') && { daily: true as const }),
    },
  };
}
