import type { Proof } from '../../../server/src/http/api.ts';

/** What this device remembers. Never a health fact, a name of a file, or a key. */

/** The last state of a record that this device saw, to notice a server that went back in time. */
export interface Seen {
  readonly incarnation: string;
  readonly seq: number;
  readonly head: string;
}

/** `new`: this device never saw the record; `back`: fewer commits than before; `forked`: same number, another history; `restored`: another incarnation. */
export type Freshness = 'new' | 'same' | 'newer' | 'back' | 'forked' | 'restored';

/** Compares what the server shows with what was seen. Only a state that descends from the seen one may replace it. */
export function freshnessOf(seen: Seen | undefined, now: Seen): Freshness {
  if (!seen) return 'new';
  if (seen.incarnation !== now.incarnation) return 'restored';
  if (now.seq < seen.seq) return 'back';
  if (now.seq > seen.seq) return 'newer';
  return now.head === seen.head ? 'same' : 'forked';
}

export const isAlarming = (freshness: Freshness): boolean => freshness === 'back' || freshness === 'forked' || freshness === 'restored';

export interface Settings {
  readonly locale?: 'en' | 'es';
  /** Minutes without a touch before the app locks itself. */
  readonly lockAfter: number;
}

/** A thin, typed layer on a Storage; broken or missing storage (private windows) means an empty memory. */
export function createDeviceMemory(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  const read = <T>(key: string): T | undefined => {
    try {
      return (JSON.parse(storage.getItem(`satchel.${key}`) ?? 'null') as T | null) ?? undefined;
    } catch {
      return undefined;
    }
  };
  const write = (key: string, value: unknown): void => {
    try {
      if (value === undefined) storage.removeItem(`satchel.${key}`);
      else storage.setItem(`satchel.${key}`, JSON.stringify(value));
    } catch {
      // A full or forbidden storage costs comfort, never data.
    }
  };
  return {
    seen: (person: string) => read<Seen>(`seen.${person}`),
    remember: (person: string, { incarnation, seq, head }: Seen) => write(`seen.${person}`, { incarnation, seq, head }),
    forget: (person: string) => {
      for (const key of ['seen', 'visit', 'upload', 'reviewed']) write(`${key}.${person}`, undefined);
    },
    settings: (): Settings => ({ lockAfter: 10, ...read<Partial<Settings>>('settings') }),
    keepSettings: (settings: Partial<Settings>) => write('settings', { ...read<Partial<Settings>>('settings'), ...settings }),
    person: () => read<string>('person'),
    keepPerson: (person: string | undefined) => write('person', person),
    activeAt: () => read<number>('active'),
    keepActiveAt: (at: number | undefined) => write('active', at),
    /** When this record was last looked at, and the visit before, for "what is new". */
    visit: (person: string) => read<{ readonly at: number; readonly before?: number }>(`visit.${person}`),
    keepVisit: (person: string, visit: { readonly at: number; readonly before?: number }) => write(`visit.${person}`, visit),
    reviewed: (person: string) => read<number>(`reviewed.${person}`),
    keepReviewed: (person: string, at: number) => write(`reviewed.${person}`, at),
    upload: (person: string) => read<RememberedUpload>(`upload.${person}`),
    keepUpload: (person: string, upload: RememberedUpload | undefined) => write(`upload.${person}`, upload),
    /** The record of the sample person, and what erases the throw-away account that holds it. */
    sample: () => read<Sample>('sample'),
    keepSample: (sample: Sample | undefined) => write('sample', sample),
  };
}

export interface Sample {
  readonly person: string;
  readonly farewell: Proof;
}

/** Enough to go on with an upload after a reload. The file itself and its name are not kept. */
export interface RememberedUpload {
  readonly id: string;
  readonly size: number;
  /** SHA-256 of the first 64 KiB: tells whether the file picked again is the same one. */
  readonly mark: string;
  readonly job?: string;
}

const none: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

function localStorageOrNone(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return globalThis.localStorage ?? none;
  } catch {
    return none;
  }
}

export const device = createDeviceMemory(localStorageOrNone());

/** `Chrome on Windows`: how this browser is listed among those who can read. */
export function deviceLabel(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser';
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux|X11/.test(agent)
            ? 'Linux'
            : '';
  return system ? `${browser} · ${system}` : browser;
}
