import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { About, Session } from '../../../server/src/http/api.ts';
import { Trouble, call } from './api.ts';
import { device } from './device.ts';
import { forgetKeys } from './keys/index.ts';

export type RecordLine = Session['records'][number];

/** One cache for all screens; it lives in memory only and is emptied when the app locks. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, trouble) => failures < 2 && trouble instanceof Trouble && trouble.kind === 'unreachable',
      refetchOnWindowFocus: false,
      // Without a network a question is asked all the same, so that the screen can say why there is no answer; and again after.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
});

export const aboutQuery = queryOptions({ queryKey: ['about'], queryFn: () => call<About>('GET', '/api/about'), staleTime: Infinity });

/** Null when locked. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => call<Session>('GET', '/api/session').catch(nullWhenLocked),
  staleTime: 60_000,
});

function nullWhenLocked(trouble: unknown): null {
  if (trouble instanceof Trouble && trouble.kind === 'locked') return null;
  throw trouble;
}

const listeners = new Set<() => void>();
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows another person's record from now on, on this device. */
export function switchTo(person: string): void {
  device.keepPerson(person);
  for (const listener of listeners) listener();
}

/** The records of this session and the one that is shown. Only for screens behind the lock. */
export function useRecords(): { readonly records: readonly RecordLine[]; readonly record: RecordLine | undefined } {
  const { data } = useQuery(sessionQuery);
  const chosen = useSyncExternalStore(subscribe, () => device.person());
  const records = data?.records ?? [];
  return { records, record: records.find(({ person }) => person === chosen) ?? records[0] };
}

/** The shown record; screens behind the lock always have one. */
export function usePerson(): string {
  return useRecords().record?.person ?? '';
}

let doubtful: readonly string[] = [];

/** Names of records in the keyring whose keys did not verify when the account was opened. */
export const useDoubtful = (): readonly string[] => useSyncExternalStore(subscribe, () => doubtful);

const onLock = new Set<() => void>();

/** Called when the app locks, for what holds facts or files in memory. */
export function whenLocking(forget: () => void): void {
  onLock.add(forget);
}

/** After signing in: the session is asked for anew and everything of an earlier one is gone. */
export async function unlocked(who?: { readonly doubtful: readonly string[] }): Promise<void> {
  doubtful = who?.doubtful ?? doubtful;
  queryClient.removeQueries({ queryKey: ['record'] });
  device.keepActiveAt(Date.now());
  const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
  if (device.person() === undefined && session?.records[0]) switchTo(session.records[0].person);
}

/** Locks: the grant and the token are deleted on the server, keys and facts leave this device's memory. */
export async function lock(): Promise<void> {
  forgetKeys();
  doubtful = [];
  for (const forget of onLock) forget();
  device.keepActiveAt(undefined);
  await call('DELETE', '/api/session').catch(() => undefined);
  const about = queryClient.getQueryData(aboutQuery.queryKey);
  queryClient.clear();
  if (about) queryClient.setQueryData(aboutQuery.queryKey, about);
  queryClient.setQueryData(sessionQuery.queryKey, null);
}
