import { failure, issue, type Outcome, stringify, success } from '@satchel/fhir';
import type { Holder } from '@satchel/record';
import { type Category, SENSITIVE } from '@satchel/vault';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { House } from '../house.ts';
import type { OwnLink } from '../links/links.ts';
import { languageIn, summaryFor } from '../outputs/summary-for.ts';
import { addressesOf } from '../smart/addresses.ts';
import type { NewShare, Shared } from './api.ts';
import { lensOf, openRoute, recordRoute, type Visit } from './routes.ts';
import { body, list, text, whole } from './schemas.ts';
import { NOTHING_HERE, refuse } from './trouble.ts';

const DAY = 86_400_000;
const what = { language: { enum: ['en', 'es'] }, categories: list({ enum: [...SENSITIVE] }, SENSITIVE.length) };
const asked = body({ ...what, label: text(80), passcode: text(60), days: { ...whole(1), maximum: 366 }, uses: whole(1) }, [
  'language',
  'passcode',
  'uses',
]);

/**
 * The record handed on to somebody without an account: a SMART Health Link (SMART Health Cards and Links STU1). What the
 * receiver gets is made by the same function, of the same lens, as the preview that the person saw.
 */
export function shareRoutes(app: FastifyInstance, house: House): void {
  recordRoute<Pick<NewShare, 'language' | 'categories'>>(
    app,
    house,
    'POST',
    'shares/preview',
    { schema: body(what, ['language']) },
    async (visit) => {
      const made = await summaryThrough(visit);
      return made.ok ? success({ title: made.value.title, sections: made.value.sections }) : made;
    },
  );

  recordRoute<NewShare>(app, house, 'POST', 'shares', { schema: asked, status: 201 }, async (visit) => {
    const { label, passcode, days, uses, categories } = visit.body;
    const made = await summaryThrough(visit);
    if (!made.ok) return made;
    const { issuer } = addressesOf(visit.reply.request);
    const link = await house.links.make(visit.place.holder, issuer, {
      label,
      expires: house.world.now() + days * DAY,
      file: { contentType: 'application/fhir+json', bytes: new TextEncoder().encode(stringify(made.value.bundle)) },
      categories,
      ...(passcode !== undefined && { passcode }),
      ...(uses !== undefined && { uses }),
    });
    return link.ok ? success(sharedOf(issuer, link.value)) : link;
  });

  recordRoute(app, house, 'GET', 'shares', {}, async ({ place, reply }) => {
    const { issuer } = addressesOf(reply.request);
    return (await house.links.list(place.holder)).map((link) => sharedOf(issuer, link));
  });

  recordRoute(app, house, 'DELETE', 'shares/:id', {}, async ({ place, person, params }) => {
    if (!place.holder.keys.write) return failure(issue('error', 'forbidden', 'This access cannot take a link back.'));
    return (await house.links.revoke(person, params['id'] ?? '')) ? undefined : NOTHING;
  });

  receiverRoutes(app, house);
}

const NOTHING = failure(issue('error', 'not-found', 'There is no such link.', { remedy: 'It may have been taken back already.' }));

/** The summary of what is labelled with none but the chosen categories. */
async function summaryThrough({ house, place, body: { language, categories } }: Visit<Pick<NewShare, 'language' | 'categories'>>) {
  const lens = lensOf(place);
  const holder: Holder = { ...lens, slice: { ...place.holder.slice, categories: ['general', ...(categories as Category[])] } };
  const view = await house.hall.view({ ...lens, ...holder });
  return view.ok ? summaryFor(house, holder, view.value, { language: languageIn(language) }) : view;
}

const sharedOf = (origin: string, link: OwnLink): Shared => ({ ...link, page: `${origin}/view#${link.link}` });

/** What a receiver asks for: any page, anywhere, without a cookie. */
function receiverRoutes(app: FastifyInstance, house: House): void {
  const url = '/shl/:person/:id';
  const open = (reply: FastifyReply): FastifyReply =>
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store',
    });
  for (const path of [url, `${url}/file`])
    openRoute(app, 'OPTIONS', path, {}, async (_, __, reply) =>
      open(reply).headers({ 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'Content-Type' }).code(204).send(),
    );

  const manifest = body({ recipient: text(400), passcode: text(60), embeddedLengthMax: whole() }, ['passcode', 'embeddedLengthMax']);
  openRoute<{ recipient: string; passcode?: string; embeddedLengthMax?: number }>(
    app,
    'POST',
    url,
    { schema: manifest },
    async ({ recipient, passcode, embeddedLengthMax }, request, reply) => {
      open(reply);
      const { person, id } = request.params as { person: string; id: string };
      const found = await house.links.ask(person, id, recipient, passcode);
      if (found.answer === 'gone') return refuse(reply, NOTHING_HERE);
      if (found.answer === 'wrong') return reply.code(401).send({ remainingAttempts: found.remaining });
      const isShort = embeddedLengthMax === undefined || found.jwe.length <= embeddedLengthMax;
      const { issuer } = addressesOf(request);
      const ticket = encodeURIComponent(house.links.ticket(person, id));
      const place = isShort ? { embedded: found.jwe } : { location: `${issuer}/shl/${person}/${id}/file?ticket=${ticket}` };
      const lastUpdated = new Date(found.made).toISOString();
      return success({ files: [{ contentType: found.contentType, lastUpdated, status: 'finalized', ...place }] }) as Outcome<object>;
    },
  );

  openRoute(app, 'GET', `${url}/file`, {}, async (_, request, reply) => {
    open(reply);
    const { person, id } = request.params as { person: string; id: string };
    const { ticket = '' } = request.query as { ticket?: string };
    const jwe = await house.links.file(person, id, ticket);
    return jwe === undefined ? refuse(reply, NOTHING_HERE) : reply.type('application/jose').send(jwe);
  });
}
