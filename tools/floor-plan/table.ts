/** The rooms of the house and what each may import (ARCHITECTURE.md draws it). */
export interface Room {
  /** Rooms whose values and types it may import. */
  readonly uses: readonly string[];
  /** Rooms whose types alone it may import: their values are handed in. */
  readonly knows?: readonly string[];
  /** The world is handed in: no clock, network or randomness as globals. */
  readonly pure?: true;
}

const FACTS_ONLY = { uses: ['fhir', 'terminology'], knows: ['record'], pure: true } as const;

export const ROOMS: Readonly<Record<string, Room>> = {
  fhir: { uses: [], pure: true },
  vault: { uses: [] },
  ceremonies: { uses: ['vault'], pure: true },
  terminology: { uses: ['fhir'], pure: true },
  record: { uses: ['fhir', 'vault', 'terminology'] },
  intake: FACTS_ONLY,
  'decision-support': FACTS_ONLY,
  care: FACTS_ONLY,
  sharing: { ...FACTS_ONLY, uses: ['fhir', 'terminology', 'vault'] },
  output: { ...FACTS_ONLY, uses: ['fhir', 'terminology', 'vault'] },
  community: { uses: ['fhir', 'terminology'], pure: true },
  server: {
    uses: ['fhir', 'vault', 'ceremonies', 'terminology', 'record', 'intake', 'sharing', 'decision-support', 'output', 'care', 'community'],
  },
  web: { uses: ['fhir', 'vault', 'ceremonies', 'terminology', 'intake', 'sharing', 'output'], knows: ['record'] },
};

/** What the server and the web app say to each other: the one file of the server that the web app may import, for its types. */
export const ROUTE_TYPES = 'apps/server/src/http/api.ts';

/** Names that say nothing about what a folder holds. */
export const VAGUE_NAMES: readonly string[] = ['core', 'common', 'shared', 'utils', 'helpers'];
