import type { SnapshotRow } from '../../store.ts';
import { bytes, personOf, rowOf } from '../rows.ts';

/** What every kept store of an old version holds: a row of each table, one of them erased. In snapshot order. */
export const samples: readonly SnapshotRow[] = [
  { table: 'login', row: { name: 'digest of a name', account: 'a' } },
  {
    table: 'account',
    row: {
      account: 'a',
      auth: bytes(1),
      kit_auth: bytes(2),
      kdf: '{"m":65536,"t":3}',
      public: bytes(3),
      wraps: bytes(4),
      keyring: bytes(5),
      revision: 6,
    },
  },
  { table: 'person', row: personOf('p', 2) },
  {
    table: 'grant',
    row: {
      person: 'p',
      grant: 'g',
      kind: 'account',
      statement: bytes(1),
      wrap: bytes(2),
      signature: bytes(3),
      created: 1767225600000,
      expires: 0,
    },
  },
  { table: 'row', row: rowOf('p', 1, 1, 1, { dek: null, body: null }) },
  { table: 'row', row: rowOf('p', 1, 2, 2, { body: Uint8Array.from({ length: 5000 }, (_, i) => i & 255) }) },
  { table: 'image', row: { person: 'p', reader: 'full', upto: 2, head: bytes(9), index_version: '1', blob: bytes(1, 2, 3) } },
  { table: 'chunk', row: { person: 'p', address: bytes(0, 255), n: 0, blob: bytes(0) } },
  { table: 'inbox', row: { person: 'p', number: 1, origin: 'o', signature: bytes(1), blob: bytes(2) } },
  { table: 'audit', row: { person: 'p', session: 's', n: 0, prev: bytes(), blob: bytes(1) } },
  { table: 'token', row: { shard: 'p', id: 't', auth_hash: bytes(1), wrapped: bytes(2), expires: 1767225600000 } },
  { table: 'job', row: { person: 'p', id: 'j', kind: 'upload', expires: 0, state: bytes() } },
];
