import { randomUUID } from 'node:crypto';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { excerpt as excerptOf, memberOf, type Source } from '@satchel/intake';
import type { RecordView } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import type { House } from '../house.ts';
import { recordRoute, type Visit, viewed } from './routes.ts';
import { body, text } from './schemas.ts';
import { originalsIn } from './shapes/sources.ts';

/** The untouched bytes of what came in, and the part of them that says something. */
export function originalRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'originals/:address', {}, async (visit) =>
    viewed(visit, async (view) => {
      const address = visit.params['address'] as string;
      const bytes = await view.original(address);
      return bytes.ok ? sent(visit, view, bytes.value, (await nameOf(view, address)) ?? 'original') : bytes;
    }),
  );

  // The name of a file may say what it is about: it travels in a body.
  recordRoute<{ member: string }>(
    app,
    house,
    'POST',
    'originals/:address/member',
    { schema: body({ member: text(1000) }) },
    async (visit) =>
      viewed(visit, async (view) => {
        const { member } = visit.body;
        const bytes = await memberBytes(view, visit.params['address'] as string, member);
        return bytes.ok ? sent(visit, view, bytes.value, member) : bytes;
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

/** Never shown in place: it may be a page with scripts of its own. */
async function sent({ reply }: Visit<unknown>, view: RecordView, bytes: AsyncIterable<Uint8Array>, name: string) {
  await view.logged();
  return reply
    .type('application/octet-stream')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`)
    .send(Readable.from(bytes));
}

/** A file inside an original, unpacked as it is sent. */
async function memberBytes(view: RecordView, address: string, member: string): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  const name = await nameOf(view, address);
  const found = name === undefined ? undefined : await memberOf(sourceOf(view, address, name), member);
  return found ? success(found.open()) : failure(issue('error', 'not-found', 'There is no such file in this original.'));
}

/** An original for a parser, readable from any byte. */
export const sourceOf = (view: RecordView, address: string, name: string): Source => ({
  name,
  open: () => opened(view, address),
  openAt: (from) => opened(view, address, from),
});

export async function nameOf(view: RecordView, address: string): Promise<string | undefined> {
  return (await originalsIn(view)).find((each) => each.original === address)?.name;
}

async function* opened(view: RecordView, address: string, from?: number): AsyncIterable<Uint8Array> {
  const bytes = await view.original(address, from);
  if (bytes.ok) yield* bytes.value;
}
