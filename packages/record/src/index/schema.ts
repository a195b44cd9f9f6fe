import { createHash } from 'node:crypto';
import { SEARCH_VERSION } from '@satchel/fhir';

/**
 * The index's tables. Names, texts, URIs, codes and identities are kept once and known by number; the entry tables hold
 * numbers alone, in the order in which searches ask for them.
 *
 * `rid` is a resource as it was put (a new one each time), `gid` one of its groups, both from one sequence, so that a
 * group's entries stand in the same tables. `nid` is an identity, whether or not the resource is here: what
 * references lead to.
 */
export const SCHEMA = `
CREATE TABLE type (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE parameter (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL);
CREATE TABLE uri (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE string (id INTEGER PRIMARY KEY, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE TABLE token (id INTEGER PRIMARY KEY, system INTEGER NOT NULL, code TEXT NOT NULL);
CREATE TABLE node (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL);

CREATE TABLE resource (
  rid INTEGER PRIMARY KEY, nid INTEGER NOT NULL, type INTEGER NOT NULL,
  version INTEGER NOT NULL, updated INTEGER NOT NULL, seq INTEGER NOT NULL,
  flags INTEGER NOT NULL, labels TEXT NOT NULL, fingerprint TEXT NOT NULL, timeline INTEGER NOT NULL, card TEXT NOT NULL
);

CREATE TABLE tokens (parameter INTEGER, token INTEGER, rid INTEGER, PRIMARY KEY (parameter, token, rid)) WITHOUT ROWID;
CREATE TABLE refs (target INTEGER, parameter INTEGER, rid INTEGER, PRIMARY KEY (target, parameter, rid)) WITHOUT ROWID;
CREATE TABLE dates (rid INTEGER, parameter INTEGER, low INTEGER, high INTEGER, PRIMARY KEY (rid, parameter, low, high)) WITHOUT ROWID;
CREATE TABLE numbers (parameter INTEGER, low REAL, high REAL, rid INTEGER, PRIMARY KEY (parameter, low, high, rid)) WITHOUT ROWID;
CREATE TABLE quantities (
  parameter INTEGER, low REAL, high REAL, rid INTEGER, unit INTEGER, written INTEGER,
  canonical INTEGER, canonical_low REAL, canonical_high REAL,
  PRIMARY KEY (parameter, low, high, rid, unit, written)
) WITHOUT ROWID;
CREATE TABLE strings (parameter INTEGER, string INTEGER, rid INTEGER, PRIMARY KEY (parameter, string, rid)) WITHOUT ROWID;
CREATE TABLE uris (parameter INTEGER, uri INTEGER, rid INTEGER, PRIMARY KEY (parameter, uri, rid)) WITHOUT ROWID;
CREATE TABLE composites (gid INTEGER PRIMARY KEY, rid INTEGER NOT NULL);
CREATE INDEX composites_rid ON composites (rid);
CREATE TABLE dead (rid INTEGER PRIMARY KEY);

CREATE VIRTUAL TABLE words USING fts5 (
  title, content, narrative, content='', contentless_delete=1, detail=column, tokenize="unicode61 remove_diacritics 0"
);
`;

const DAILY = 16;

/**
 * Second orders of the tables, each made when somebody first needs it (`Orders`): making one from a full table costs a
 * fraction of keeping it while the table fills, and an image does without them.
 */
export const ORDERS = {
  type_name: 'UNIQUE INDEX type_name ON type (name)',
  parameter_name: 'UNIQUE INDEX parameter_name ON parameter (type, name)',
  uri_name: 'UNIQUE INDEX uri_name ON uri (name)',
  string_name: 'UNIQUE INDEX string_name ON string (text)',
  token_name: 'UNIQUE INDEX token_name ON token (code, system)',
  node_name: 'UNIQUE INDEX node_name ON node (type, name)',
  resource_nid: 'UNIQUE INDEX resource_nid ON resource (nid)',
  resource_type: 'INDEX resource_type ON resource (type, flags)',
  resource_timeline: 'INDEX resource_timeline ON resource (timeline)',
  refs_from: 'INDEX refs_from ON refs (rid, parameter, target)',
  // The newest day of each device series is found without a look at the others.
  resource_daily: `INDEX resource_daily ON resource (json_extract(card, '$.code'), timeline, flags) WHERE flags & ${DAILY} != 0`,
  dates_low: 'INDEX dates_low ON dates (parameter, low, high, rid)',
  string_folded: 'INDEX string_folded ON string (folded)',
} as const;

/** Tables whose rows belong to a `rid` or `gid`. */
export const ENTRY_TABLES = ['tokens', 'refs', 'dates', 'numbers', 'quantities', 'strings', 'uris'] as const;

/** Raise it when the same resource is written differently (its card included) though the tables stay. */
const WRITING = 1;

/** Changes whenever an index built before would answer differently; such an image is rebuilt, never opened. */
export const INDEX_VERSION = createHash('sha256').update(`${SCHEMA}\n${SEARCH_VERSION}\n${WRITING}`).digest('hex').slice(0, 16);

/** The timeline date of a resource without one: before everything. */
export const NEVER = -9e15;

/** Marks of a resource, and their bits. Unmarked resources are current facts; `daily` is one day of a device series. */
export const FLAGS = { deleted: 1, withdrawn: 2, aside: 4, invalid: 8, daily: DAILY } as const;

export type Flag = keyof typeof FLAGS;

export function flagBits(flags: readonly Flag[]): number {
  return flags.reduce((bits, flag) => bits | FLAGS[flag], 0);
}

export function flagsOf(bits: number): Flag[] {
  return (Object.keys(FLAGS) as Flag[]).filter((flag) => (bits & FLAGS[flag]) !== 0);
}
