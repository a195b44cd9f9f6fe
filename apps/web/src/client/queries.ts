import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Listed } from '@satchel/record';
import type {
  AccessLine,
  AppLine,
  ConsentAsked,
  ConsentPreview,
  DeviceSeries,
  Excerpt,
  Fact,
  Findings,
  GrantLine,
  KeysState,
  Proposed,
  ResultLine,
  Review,
  Series,
  Shared,
  SourceLine,
  Summary,
  Table,
  TableAnswers,
  Timeline,
} from '../../../server/src/http/api.ts';
import { call, ofRecord } from './api.ts';
import { queryClient } from './session.ts';

/** Entries asked for at once; the list renders only what is in sight. */
const PAGE = 500;
/** Lines the server gives of the access log at once. */
const LOG_PAGE = 200;

const ask = <T>(person: string, path: string, body?: unknown): Promise<T> =>
  call<T>(body === undefined ? 'GET' : 'POST', ofRecord(person, path), body);

export const summaryQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'summary'], queryFn: () => ask<Summary>(person, 'summary') });

export const reviewQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'review'], queryFn: () => ask<Review>(person, 'review') });

export const sharesQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'shares'], queryFn: () => ask<readonly Shared[]>(person, 'shares') });

export const findingsQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'findings'], queryFn: () => ask<Findings>(person, 'findings') });

export const sourcesQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'sources'], queryFn: () => ask<readonly SourceLine[]>(person, 'sources') });

/** `everyDay`: all days of what devices measure, not the newest alone. */
export const timelineQuery = (person: string, types: readonly string[] | undefined, before: number | undefined, everyDay = false) =>
  infiniteQueryOptions({
    queryKey: ['record', person, 'timeline', types ?? 'all', before ?? 'now', everyDay],
    queryFn: ({ pageParam }) =>
      ask<Timeline>(person, 'timeline', {
        limit: PAGE,
        newestDays: !everyDay,
        ...(types && { types }),
        ...(before !== undefined && { before }),
        ...(pageParam && { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const resultsQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'results'], queryFn: () => ask<readonly ResultLine[]>(person, 'results') });

export const seriesQuery = (person: string, code: string | undefined) =>
  queryOptions({
    queryKey: ['record', person, 'series', code],
    queryFn: () => ask<Series>(person, 'results/series', { code }),
    enabled: code !== undefined,
  });

/** What a device measured: all days, or between two of them by hour or sample. */
export const deviceSeriesQuery = (
  person: string,
  asked: { readonly code: string; readonly from?: string; readonly to?: string; readonly resolution: DeviceSeries['resolution'] },
) =>
  queryOptions({ queryKey: ['record', person, 'device-series', asked], queryFn: () => ask<DeviceSeries>(person, 'results/device', asked) });

/** A file that is a table, as it would be read by the answers so far. */
export const tableQuery = (person: string, original: string, answers: TableAnswers) =>
  queryOptions({
    queryKey: ['record', person, 'table', original, answers],
    queryFn: () => ask<Table>(person, `originals/${original}/table`, answers),
    placeholderData: (previous: Table | undefined) => previous,
  });

export const wordsQuery = (person: string, text: string) =>
  queryOptions({
    queryKey: ['record', person, 'words', text],
    queryFn: () => ask<{ readonly entries: readonly Listed[] }>(person, 'words', { text }),
    enabled: text.trim().length > 1,
    placeholderData: (previous: { readonly entries: readonly Listed[] } | undefined) => previous,
  });

export const factQuery = (person: string, type: string, id: string) =>
  queryOptions({ queryKey: ['record', person, 'fact', type, id], queryFn: () => ask<Fact>(person, 'facts/read', { type, id }) });

export const excerptQuery = (person: string, address: string, place: string) =>
  queryOptions({
    queryKey: ['record', person, 'excerpt', address, place],
    queryFn: () => ask<Excerpt>(person, `originals/${address}/excerpt`, { place }),
  });

export const proposalsQuery = (person: string, address: string) =>
  queryOptions({
    queryKey: ['proposals', person, address],
    queryFn: () => ask<Proposed>(person, `originals/${address}/proposals`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const grantsQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'grants'], queryFn: () => ask<readonly GrantLine[]>(person, 'grants'), staleTime: 0 });

/** Looked at once a second as long as older entries are being moved. */
export const keysStateQuery = (person: string) =>
  queryOptions({
    queryKey: ['record', person, 'keys'],
    queryFn: () => ask<KeysState>(person, 'keys/state'),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.rewrapping ? 1000 : false),
  });

export const appsQuery = (person: string) =>
  queryOptions({ queryKey: ['record', person, 'apps'], queryFn: () => ask<readonly AppLine[]>(person, 'apps'), staleTime: 0 });

/** What an app asks; the answer is given once. */
export const consentQuery = (request: string) =>
  queryOptions({
    queryKey: ['connect', request],
    queryFn: () => call<ConsentAsked>('GET', `/api/connect/${encodeURIComponent(request)}`),
    retry: false,
  });

export const previewQuery = (person: string, scopes: readonly string[], categories: readonly string[]) =>
  queryOptions({
    queryKey: ['record', person, 'preview', scopes, categories],
    queryFn: () => ask<ConsentPreview>(person, 'connect/preview', { scopes, categories }),
    placeholderData: (previous: ConsentPreview | undefined) => previous,
  });

export const accessLogQuery = (person: string) =>
  infiniteQueryOptions({
    queryKey: ['record', person, 'access-log'],
    queryFn: ({ pageParam }) => ask<readonly AccessLine[]>(person, `access-log?before=${pageParam}`),
    initialPageParam: 0,
    getNextPageParam: (page, pages): number | undefined =>
      page.length < LOG_PAGE ? undefined : pages.reduce((sum, { length }) => sum + length, 0),
    staleTime: 0,
  });

/** Something was committed: every view of the record is asked for again. */
export const recordChanged = (person: string): Promise<void> => queryClient.invalidateQueries({ queryKey: ['record', person] });
