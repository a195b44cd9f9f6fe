import { documentFactsOf, failure, issue, type Outcome, success } from '@satchel/fhir';
import { type ConfirmedResult, labObservation, linesOf, proposeResults, recognisedLines } from '@satchel/intake';
import type { OriginalRef, RecordView } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { Proposed, ResultsKept } from './api.ts';
import { sourceOf } from './originals.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, list, members, text } from './schemas.ts';
import { resourceOf } from './shapes/listed.ts';
import { type KnownOriginal, originalsIn } from './shapes/sources.ts';

/** A page as a picture, drawn where the person is. */
const PICTURE_LIMIT = 16 * 1024 * 1024;
const PARSER = { name: 'lab-table', version: '1' };
const READER = { name: 'picture-text', version: '1' };

const result = members(
  {
    place: text(60),
    name: text(200),
    value: text(200),
    isNumber: { type: 'boolean' },
    comparator: { enum: ['<', '<=', '>', '>='] },
    unit: text(60),
    range: members({ low: text(40), high: text(40), text: text(200) }, ['low', 'high']),
    flag: { enum: ['H', 'L', 'HH', 'LL', 'A', 'N'] },
    date: { type: 'string', pattern: '^\\d{4}(-\\d\\d(-\\d\\d)?)?$' },
  },
  ['comparator', 'unit', 'range', 'flag', 'date'],
);
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Values of lab reports: proposed beside the lines they stand in, kept when a person has looked at them. */
export function labTableRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'originals/:address/proposals', {}, async (visit) =>
    viewed(visit, async (view): Promise<Outcome<Proposed>> => {
      const known = await knownOriginal(view, visit.params['address'] as string);
      if (!known.ok) return known;
      const lines = await linesOf(sourceOf(view, known.value.original, known.value.name), known.value.mediaType);
      return success({ hasText: lines !== undefined, proposals: proposeResults(lines ?? []) });
    }),
  );

  recordRoute<Buffer>(app, house, 'POST', 'originals/:address/pages/:page/text', { bodyLimit: PICTURE_LIMIT }, async (visit) =>
    viewed(visit, async (view): Promise<Outcome<Proposed>> => {
      const page = Number(visit.params['page']);
      const known = await knownOriginal(view, visit.params['address'] as string);
      if (!known.ok) return known;
      if (!Buffer.isBuffer(visit.body) || !Number.isSafeInteger(page) || page < 1)
        return failure(issue('error', 'value', 'A page is a picture, and its number.', { expression: ['page'] }));
      const read = await house.pictures.read(new Uint8Array(visit.body));
      if (!read.ok) return read;
      const lines = recognisedLines(read.value, page);
      const words = lines.map(({ cells }) => cells.map((cell) => cell.text).join('\t')).join('\n');
      return success({ hasText: false, proposals: proposeResults(lines), text: words });
    }),
  );

  recordRoute<{ text: string }>(
    app,
    house,
    'POST',
    'originals/:address/text',
    { schema: body({ text: text(256 * 1024) }) },
    async (visit) =>
      viewed(visit, async (view) => {
        const known = await knownOriginal(view, visit.params['address'] as string);
        if (!known.ok) return known;
        const stored = await view.read('DocumentReference', known.value.document.slice('DocumentReference/'.length));
        if (!stored.ok) return stored;
        const document = { ...documentFactsOf(resourceOf(stored.value)), text: visit.body.text };
        const done = await house.hall.commit(visit.place.holder, {
          drafts: [],
          origin: { kind: 'file', at: now(house), original: refOf(known.value), parser: READER, document },
        });
        return done.ok ? success(undefined) : done;
      }),
  );

  recordRoute<{ results: readonly ConfirmedResult[] }>(
    app,
    house,
    'POST',
    'originals/:address/results',
    { schema: body({ results: list(result, 500) }), bodyLimit: 1024 * 1024 },
    async (visit) =>
      viewed(visit, async (view): Promise<Outcome<ResultsKept>> => {
        const known = await knownOriginal(view, visit.params['address'] as string);
        if (!known.ok) return known;
        const wrong = visit.body.results.findIndex((each) => !isFit(each));
        if (wrong >= 0)
          return failure(
            issue('error', 'value', 'A value that is a number is written with digits and a point.', { expression: [`results[${wrong}]`] }),
          );
        const people = await view.list(['Patient'], { limit: 1 });
        const patient = people.ok ? people.value[0]?.id : undefined;
        const done = await house.hall.commit(visit.place.holder, {
          drafts: visit.body.results.map((each) => labObservation(each, known.value.original, patient)),
          origin: { kind: 'file', at: now(house), original: refOf(known.value), parser: PARSER },
        });
        return done.ok ? success({ kept: done.value.entries.length }) : done;
      }),
  );
}

const isFit = ({ isNumber, value, range }: ConfirmedResult): boolean =>
  (!isNumber || NUMBER.test(value)) && [range?.low, range?.high].every((bound) => bound === undefined || NUMBER.test(bound));

const now = ({ world }: House): string => new Date(world.now()).toISOString();

const refOf = ({ original: address, name, mediaType, size }: KnownOriginal): OriginalRef => ({ address, name, mediaType, size });

async function knownOriginal(view: RecordView, address: string): Promise<Outcome<KnownOriginal>> {
  const known = (await originalsIn(view)).find((each) => each.original === address);
  return known ? success(known) : failure(issue('error', 'not-found', 'There is no such original here.'));
}
