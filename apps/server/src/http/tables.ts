import { randomUUID } from 'node:crypto';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { proposeTable, type Source, tableAt, type TableAnswers, tableFormat, type TableMapping, type TableProposal } from '@satchel/intake';
import { cardOf, type OriginalRef, type RecordView } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { rememberTable } from '../jobs/known-tables.ts';
import type { Table } from './api.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, list, members, text, whole } from './schemas.ts';
import { originalsIn } from './shapes/sources.ts';

const answers = body(
  {
    columns: list(members({ column: whole(), role: text(40), unit: text(20) }, ['unit']), 200),
    dateOrder: { enum: ['ymd', 'dmy', 'mdy'] },
    decimal: { enum: ['.', ','] },
    zone: text(60),
    member: { type: 'string', maxLength: 600 },
  },
  ['columns', 'dateOrder', 'decimal', 'zone', 'member'],
);
/** Values shown as they would be read. */
const SHOWN = 12;

/** A table in a file: how it would be read, and reading it the way a person says. */
export function tableRoutes(app: FastifyInstance, house: House): void {
  recordRoute<TableAnswers>(app, house, 'POST', 'originals/:address/table', { schema: answers }, async (visit) =>
    viewed(visit, async (view) => {
      const original = await originalOf(view, visit.params['address'] as string);
      if (!original.ok) return original;
      const source = sourceOf(view, original.value);
      const proposed = await proposalFor(source, visit.body);
      if (!proposed.ok) return proposed;
      await view.logged();
      return success({
        name: original.value.name,
        ...proposed.value,
        ...(await readingsOf(source, proposed.value.mapping, visit.body.member)),
      } satisfies Table);
    }),
  );

  recordRoute<TableAnswers>(app, house, 'POST', 'originals/:address/table/read', { schema: answers, status: 202 }, async (visit) =>
    viewed(visit, async (view) => {
      const { holder, reach } = visit.place;
      const original = await originalOf(view, visit.params['address'] as string);
      if (!original.ok) return original;
      const proposed = await proposalFor(sourceOf(view, original.value), visit.body);
      if (!proposed.ok) return proposed;
      const { mapping, questions } = proposed.value;
      if (questions.length > 0) return failure(issue('error', 'required', 'Not all questions about this table are answered yet.'));
      if (!holder.keys.write) return failure(issue('error', 'forbidden', 'This access may look at the record, not add to it.'));
      await rememberTable(house.world, holder, mapping);
      return house.imports.start(holder, reach, randomUUID(), original.value, { mapping, member: visit.body.member ?? '' });
    }),
  );
}

async function originalOf(view: RecordView, address: string): Promise<Outcome<OriginalRef>> {
  const known = (await originalsIn(view)).find(({ original }) => original === address);
  if (!known) return failure(issue('error', 'not-found', 'There is no such original here.'));
  const { name, mediaType, size } = known;
  return success({ address, name, mediaType, size });
}

function sourceOf(view: RecordView, { address, name, size }: OriginalRef): Source {
  return {
    name,
    size,
    async *open() {
      const bytes = await view.original(address);
      if (bytes.ok) yield* bytes.value;
    },
  };
}

async function proposalFor(source: Source, told: TableAnswers): Promise<Outcome<TableProposal>> {
  const table = await tableAt(source, told.member ?? '');
  return table ? proposeTable(table, undefined, told) : failure(issue('error', 'not-found', 'There is no such table in this file.'));
}

/** The first values as they would be kept, and how many rows before them would not be read. */
async function readingsOf(source: Source, mapping: TableMapping, member?: string): Promise<Pick<Table, 'readings' | 'unread'>> {
  const readings: Table['readings'][number][] = [];
  let unread = 0;
  for await (const parsed of tableFormat(mapping, member).parse(source, { at: new Date().toISOString() })) {
    if (parsed.kind === 'unread') unread += 1;
    if (parsed.kind === 'draft') readings.push(cardOf(parsed.draft.resource));
    if (readings.length + unread >= SHOWN) break;
  }
  return { readings, unread };
}
