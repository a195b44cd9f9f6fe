import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../schema.ts';
import type { Operation, ScanOptions, Store } from '../store.ts';
import { bytes, collect, plain, rowOf, type Fixture } from './rows.ts';

type Step =
  | { kind: 'insert'; rows: { id: number; version: number; seq: number }[] }
  | { kind: 'replace'; id: number; version: number; seq: number; epoch: number; grows: boolean }
  | { kind: 'update'; id: number; version: number; seq: number; body: number | null; when: number | undefined }
  | { kind: 'rekey'; from: number; to: number }
  | { kind: 'remove'; id: number; version: number | undefined; expect: number | undefined }
  | { kind: 'require'; id: number; version: number; epoch: number | undefined; absent: boolean };

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const somePlace = { id: upTo(3), version: upTo(2) };
const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), rows: fc.array(fc.record({ ...somePlace, seq: upTo(9) }), { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('replace' as const), ...somePlace, seq: upTo(9), epoch: upTo(3), grows: fc.boolean() }),
  fc.record({ kind: fc.constant('update' as const), ...somePlace, seq: upTo(9), body: fc.option(upTo(3)), when: maybe(upTo(3)) }),
  fc.record({ kind: fc.constant('rekey' as const), from: upTo(3), to: upTo(3) }),
  fc.record({ kind: fc.constant('remove' as const), id: upTo(3), version: maybe(upTo(2)), expect: maybe(upTo(2)) }),
  fc.record({ kind: fc.constant('require' as const), ...somePlace, epoch: maybe(upTo(3)), absent: fc.boolean() }),
);
const someScan = fc.record({ by: fc.constantFrom('key', 'seq'), after: maybe(upTo(9)), limit: maybe(upTo(9)), descending: fc.boolean() });

/** Any writes and scans give what they give on a plain map. */
export function storeModel(name: string, fixture: Fixture, runs: number): void {
  describe(`store model: ${name}`, () => {
    let store: Store;
    let person = 0;
    beforeAll(async () => void (store = await fixture.open()));
    afterAll(async () => {
      await store.close();
      await fixture.dispose?.();
    });

    test('any writes leave what they leave in a map', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(someStep, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
          fc.array(someScan, { maxLength: 4 }),
          async (writes, scans) => {
            const shard = `person ${(person += 1)}`;
            let model: Model = new Map();
            for (const steps of writes) {
              const next: Model = new Map(model);
              const expected = steps.every((each) => apply(next, shard, each)) ? 'written' : 'conflict';
              expect(await store.write({ shard, operations: steps.map((each) => operation(shard, each)) })).toBe(expected);
              if (expected === 'written') model = next;
            }
            for (const { by, after, limit, descending } of [
              { by: 'key', after: undefined, limit: undefined, descending: false },
              ...scans,
            ]) {
              const start = after === undefined ? undefined : by === 'seq' ? [after] : [bytes(after)];
              const options: ScanOptions<'row'> = { by, descending, ...(start && { after: start }), ...(limit !== undefined && { limit }) };
              expect(plain(await collect(store.scan('row', { person: shard }, options)))).toEqual(
                plain(select(model, by, after, limit, descending)),
              );
            }
          },
        ),
        { numRuns: runs },
      );
    });
  });
}

type Model = Map<string, Row<'row'>>;
const at = (id: number, version: number): string => `${id}.${version}`;

function operation(person: string, step: Step): Operation {
  switch (step.kind) {
    case 'insert':
      return { insert: 'row', rows: step.rows.map((row) => rowOf(person, row.id, row.version, row.seq)) };
    case 'replace':
      return {
        replace: 'row',
        row: rowOf(person, step.id, step.version, step.seq, { epoch: step.epoch }),
        ...(step.grows && { grows: 'epoch' }),
      };
    case 'update':
      return {
        update: 'row',
        key: { person, id: bytes(step.id), version: step.version },
        set: { seq: step.seq, body: step.body === null ? null : bytes(step.body) },
        ...(step.when !== undefined && { when: { epoch: step.when } }),
      };
    case 'rekey':
      return { rekey: 'row', from: { person, id: bytes(step.from) }, to: { person, id: bytes(step.to) } };
    case 'remove':
      return {
        remove: 'row',
        prefix: { person, id: bytes(step.id), ...(step.version !== undefined && { version: step.version }) },
        ...(step.expect !== undefined && { expect: step.expect }),
      };
    case 'require':
      return {
        require: 'row',
        key: { person, id: bytes(step.id), version: step.version },
        ...(step.absent ? { absent: true } : step.epoch !== undefined && { equals: { epoch: step.epoch } }),
      };
  }
}

/** The step on the map; false where it conflicts, the map then being of no more use. */
function apply(model: Model, person: string, step: Step): boolean {
  const taken = (row: Row<'row'>): boolean => [...model.values()].some((other) => other.seq === row.seq && other.n === row.n);
  const put = (row: Row<'row'>): boolean => {
    const key = at(row.id[0] as number, row.version);
    model.delete(key);
    return !taken(row) && Boolean(model.set(key, row));
  };
  const under = (id: number): [string, Row<'row'>][] => [...model].filter(([key]) => key.startsWith(`${id}.`));
  switch (step.kind) {
    case 'insert':
      return step.rows.every((row) => !model.has(at(row.id, row.version)) && put(rowOf(person, row.id, row.version, row.seq)));
    case 'replace': {
      const stored = model.get(at(step.id, step.version));
      return (
        (stored && step.grows && step.epoch <= stored.epoch) || put(rowOf(person, step.id, step.version, step.seq, { epoch: step.epoch }))
      );
    }
    case 'update': {
      const stored = model.get(at(step.id, step.version));
      if (!stored || (step.when !== undefined && stored.epoch !== step.when)) return false;
      return put({ ...stored, seq: step.seq, body: step.body === null ? null : bytes(step.body) });
    }
    case 'rekey': {
      const moving = under(step.from);
      if (moving.length === 0 || under(step.to).length > 0) return false;
      for (const [key] of moving) model.delete(key);
      return moving.every(([, row]) => put({ ...row, id: bytes(step.to) }));
    }
    case 'remove': {
      const gone = under(step.id).filter(([, row]) => step.version === undefined || row.version === step.version);
      for (const [key] of gone) model.delete(key);
      return step.expect === undefined || step.expect === gone.length;
    }
    case 'require': {
      const stored = model.get(at(step.id, step.version));
      return step.absent ? !stored : stored !== undefined && (step.epoch === undefined || stored.epoch === step.epoch);
    }
  }
}

function select(model: Model, by: string, after: number | undefined, limit: number | undefined, descending: boolean): Row<'row'>[] {
  const place = (row: Row<'row'>): number => (by === 'seq' ? row.seq : (row.id[0] as number) * 10 + row.version);
  const lead = (row: Row<'row'>): number => (by === 'seq' ? row.seq : (row.id[0] as number));
  const sign = descending ? -1 : 1;
  return [...model.values()]
    .filter((row) => after === undefined || sign * (lead(row) - after) > 0)
    .sort((a, b) => sign * (place(a) - place(b)))
    .slice(0, limit);
}
