import { randomUUID } from 'node:crypto';
import { failure, issue, success } from '@satchel/fhir';
import { excerpt as excerptOf } from '@satchel/intake';
import type { RecordView } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import type { House } from '../house.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, text } from './schemas.ts';
import { originalsIn } from './shapes/sources.ts';

/** The untouched bytes of what came in, and the part of them that says something. */
export function originalRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'originals/:address', {}, async (visit) =>
    viewed(visit, async (view) => {
      const address = visit.params['address'] as string;
      const bytes = await view.original(address);
      if (!bytes.ok) return bytes;
      await view.logged();
      const name = (await nameOf(view, address)) ?? 'original';
      // Never shown in place: it may be a page with scripts of its own.
      return visit.reply
        .type('application/octet-stream')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`)
        .send(Readable.from(bytes.value));
    }),
  );

  recordRoute(app, house, 'POST', 'originals/:address/read', { status: 202 }, async (visit) =>
    viewed(visit, async (view) => {
      const known = (await originalsIn(view)).find((each) => each.original === visit.params['address']);
      if (!known) return failure(issue('error', 'not-found', 'There is no such original here.'));
      const { original: address, name, mediaType, size } = known;
      return house.imports.start(visit.place.holder, visit.place.reach, randomUUID(), { address, name, mediaType, size });
    }),
  );

  recordRoute<{ place: string }>(app, house, 'POST', 'originals/:address/excerpt', { schema: body({ place: text(1000) }) }, async (visit) =>
    viewed(visit, async (view) => {
      const address = visit.params['address'] as string;
      const name = await nameOf(view, address);
      if (name === undefined) return failure(issue('error', 'not-found', 'There is no such original here.'));
      const excerpt = await excerptOf({ name, open: () => opened(view, address) }, visit.body.place);
      return excerpt.ok ? success({ name, place: visit.body.place, text: excerpt.value }) : excerpt;
    }),
  );
}

async function nameOf(view: RecordView, address: string): Promise<string | undefined> {
  return (await originalsIn(view)).find((each) => each.original === address)?.name;
}

async function* opened(view: RecordView, address: string): AsyncIterable<Uint8Array> {
  const bytes = await view.original(address);
  if (bytes.ok) yield* bytes.value;
}
