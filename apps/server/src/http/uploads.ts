import { failure, issue } from '@satchel/fhir';
import { appendToUpload, finishUpload, PART_LIMIT, readUpload, startUpload, type Upload } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { recordRoute } from './routes.ts';
import { body, text, whole } from './schemas.ts';

/** Files that come in parts, over broken connections: each part is durable when it is answered. */
export function uploadRoutes(app: FastifyInstance, house: House): void {
  const { world } = house;
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: PART_LIMIT }, (_, bytes, done) => done(null, bytes));

  recordRoute<Pick<Upload, 'name' | 'size' | 'mediaType'>>(
    app,
    house,
    'POST',
    'uploads',
    { status: 201, schema: body({ name: text(), size: whole(), mediaType: text(200) }) },
    async ({ place, body: file }) => shown(await startUpload(world, place.holder, file)),
  );

  recordRoute(app, house, 'GET', 'uploads/:id', {}, async ({ place, params }) =>
    shown(await readUpload(world, place.holder, params['id'] as string)),
  );

  recordRoute<Buffer>(app, house, 'PUT', 'uploads/:id', { bodyLimit: PART_LIMIT }, async ({ place, params, query, body: bytes }) => {
    const offset = Number(query['offset'] ?? Number.NaN);
    if (!Buffer.isBuffer(bytes) || !Number.isSafeInteger(offset))
      return failure(issue('error', 'value', 'A part is bytes, and its offset says where they begin.', { expression: ['offset'] }));
    return shown(
      await appendToUpload(
        world,
        place.holder,
        params['id'] as string,
        offset,
        new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
      ),
    );
  });

  recordRoute<{ sha256?: string } | undefined>(
    app,
    house,
    'POST',
    'uploads/:id/import',
    { status: 202 },
    async ({ place, params, body: given }) => {
      const id = params['id'] as string;
      const original = await finishUpload(world, place.holder, id, given?.sha256);
      return original.ok ? house.imports.start(place.holder, place.reach, id, original.value) : original;
    },
  );
}

function shown(outcome: Awaited<ReturnType<typeof readUpload>>) {
  if (!outcome.ok) return outcome;
  const { id, received, size } = outcome.value;
  return { id, received, size };
}
