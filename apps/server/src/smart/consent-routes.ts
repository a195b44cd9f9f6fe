import { readAppTokenId, termsFor } from '@satchel/ceremonies';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Operation, type Row, statementOf } from '@satchel/record';
import { base64url, type Category, fromBase64url, SENSITIVE, type Statement } from '@satchel/vault';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { placeOf } from '../http/accounts.ts';
import type { ConsentAnswered, ConsentApproval, ConsentAsked, ConsentBegun } from '../http/api.ts';
import { recordRoute, sittingRoute } from '../http/routes.ts';
import { body, coded, grant, list, members, proof, text, uuid } from '../http/schemas.ts';
import { checkedGrant } from '../sittings/start.ts';
import type { Place, Sitting } from '../sittings/sittings.ts';
import type { Approval } from './approvals.ts';
import { answerTo } from './authorize.ts';
import type { Client } from './clients.ts';
import type { Kept } from './drawer.ts';
import { lensFor } from './lens-for.ts';
import { previewOf } from './preview.ts';
import type { ConsentRequest } from './requests.ts';
import { isWithin, readScopes, rulesOf } from './scopes.ts';

/** A code is exchanged at once; its digest stays a little longer, to notice that somebody comes back with it. Milliseconds. */
const CODE = 60_000;
const REMEMBERED = 10 * 60_000;

const category = { enum: ['general', ...SENSITIVE] };
const approval = body(
  {
    proof,
    person: uuid,
    scope: text(4000),
    grant: members(grant),
    token: members({ shard: uuid, id: coded(60), authHash: coded(100), wrapped: coded(4000) }),
  },
  ['token'],
);

/** The consent screen's side: what an app asks, what it would see, and the person's answer, which their own device signs. */
export function consentRoutes(app: FastifyInstance, house: House): void {
  sittingRoute(app, house, 'POST', '/api/connect', async (_, request) => begun(house, (request.body as { client: string }).client), {
    schema: body({ client: text(100) }),
    status: 201,
  });

  sittingRoute(app, house, 'GET', '/api/connect/:request', async (_, request) => {
    const found = await asked(house, (request.params as { request: string }).request);
    return found.ok ? success(askedOf(house, found.value)) : found;
  });

  recordRoute<{ scopes: string[]; categories: Category[] }>(
    app,
    house,
    'POST',
    'connect/preview',
    { schema: body({ scopes: list(text(400), 200), categories: list(category, 9) }) },
    async ({ place, view, body: { scopes, categories } }) => {
      const { resources } = readScopes(scopes.join(' '));
      const terms = termsFor(rulesOf(resources), categories);
      const [seen, all] = [await house.hall.view(lensFor(house.world.engine, place.holder, terms)), await view()];
      if (!seen.ok) return seen;
      if (!all.ok) return all;
      return previewOf(seen.value, all.value, resources);
    },
  );

  sittingRoute(app, house, 'POST', '/api/connect/:request/refuse', async (_, request) => {
    const found = await asked(house, (request.params as { request: string }).request);
    if (!found.ok) return found;
    const { kept } = found.value;
    if (!(await house.apps.requests.close(kept))) return failure(over());
    const { launch } = kept.value;
    return success({
      ...(launch && { redirect: answerTo(launch.redirectUri, { error: 'access_denied', state: launch.state, iss: launch.issuer }) }),
    } satisfies ConsentAnswered);
  });

  sittingRoute(
    app,
    house,
    'POST',
    '/api/connect/:request/approve',
    async (sitting, request) => {
      const given = request.body as ConsentApproval;
      const proved = await house.prover.prove(given.proof, placeOf(house, request, given.proof.account));
      if (!proved.ok) return proved;
      const found = await asked(house, (request.params as { request: string }).request);
      return found.ok ? approve(house, sitting, proved.value, found.value, given) : found;
    },
    { schema: approval },
  );
}

interface Asked {
  readonly kept: Kept<ConsentRequest>;
  readonly client: Client;
}

async function asked({ apps }: House, id: string): Promise<Outcome<Asked>> {
  const kept = await apps.requests.find(id);
  const client = kept && (await apps.clients.find(kept.value.client));
  return kept && client ? success({ kept, client }) : failure(over());
}

async function begun({ apps }: House, id: string): Promise<Outcome<ConsentBegun>> {
  const client = await apps.clients.find(id);
  const { resources } = readScopes(client?.scope ?? '');
  const scope = resources.filter(({ context }) => context === 'system');
  if (!client?.grants.includes('client_credentials') || scope.length === 0)
    return failure(
      issue('error', 'not-found', 'No service has registered here under this name.', {
        remedy: 'Ask whoever runs it to register it, with the system scopes that it needs.',
      }),
    );
  return success({ request: await apps.requests.open({ client: id, scope: client.scope }) });
}

function askedOf({ apps, world }: House, { kept, client }: Asked): ConsentAsked {
  const { scope, launch } = kept.value;
  const words = scope.split(' ');
  const { special } = readScopes(scope);
  const url = launch && URL.parse(launch.redirectUri);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return {
    name: client.name,
    special,
    isNew: client.approvedAt === undefined,
    scopes: words.filter((word) => !(special as readonly string[]).includes(word)),
    ...(client.website !== undefined && { website: client.website }),
    ...(url && { host: isWeb ? url.host : url.protocol }),
    ...(!launch && { service: base64url(world.engine.exchangePublic(apps.serviceSecret(client.id))) }),
  };
}

async function approve(
  house: House,
  sitting: Sitting,
  account: Row<'account'>,
  { kept, client }: Asked,
  given: ConsentApproval,
): Promise<Outcome<ConsentAnswered>> {
  const { apps, accounts, world } = house;
  const place = await house.sittings.enter(sitting, given.person);
  if (!place) return failure(issue('error', 'not-found', 'There is nothing here.'));
  const checked = await checkedGrant(world, accounts.publicKeysOf(account).sign, { ...given.grant, person: given.person }, ['app']);
  if (!checked.ok) return checked;
  const statement = statementOf(world, place.holder.certificate, checked.value) as Statement;
  const refusal = refusalOf(house, kept.value, client, given, statement);
  if (refusal) return failure(refusal);
  if (!(await apps.requests.close(kept))) return failure(over());
  const { launch } = kept.value;
  const patient = await patientOf(house, place);
  const approved: Approval = {
    client: client.id,
    name: client.name,
    scope: given.scope,
    account: account.account,
    approvedAt: world.now(),
    until: Date.parse(statement.expiresAt ?? ''),
    ...(patient !== undefined && { patient }),
    ...(launch && {
      launch: {
        redirectUri: launch.redirectUri,
        challenge: launch.challenge,
        codeUntil: world.now() + CODE,
        ...(launch.nonce !== undefined && { nonce: launch.nonce }),
      },
    }),
  };
  const operations: Operation[] = [
    { insert: 'grant', rows: [checked.value] },
    apps.approvals.adding(given.person, given.grant.grant, approved),
    ...(given.token ? [{ insert: 'token' as const, rows: [tokenRow(given.token, world.now() + REMEMBERED)] }] : []),
  ];
  if ((await world.store.write({ shard: given.person, operations })) === 'conflict') return failure(over());
  if (!launch)
    await apps.approvals.addingService(client.id, { person: given.person, grant: given.grant.grant, manage: place.reach.manage });
  await apps.clients.keep(client.id);
  house.hall.tools.log.record(place.holder, { action: 'commit', what: `granted ${given.grant.grant}` });
  await house.hall.tools.log.settled(place.holder);
  return success({ ...(launch && { redirect: answerTo(launch.redirectUri, { state: launch.state, iss: launch.issuer }) }) });
}

/** What the device signed must be what was asked for, and no more than an app can have. */
function refusalOf(
  { apps, world }: House,
  { scope, launch }: ConsentRequest,
  client: Client,
  given: ConsentApproval,
  { capabilities, expiresAt, holder }: Statement,
) {
  const [wanted, granted] = [readScopes(scope), readScopes(given.scope)];
  const isLess =
    granted.resources.every((each) => isWithin(wanted.resources, each)) &&
    granted.special.every((each) => wanted.special.includes(each)) &&
    granted.resources.length + granted.special.length === new Set(given.scope.split(' ').filter(Boolean)).size;
  if (!isLess) return issue('error', 'forbidden', 'More was granted than was asked for.');
  if (capabilities.drain || capabilities.audit || expiresAt === null)
    return issue('error', 'forbidden', 'An app gets no such key, and none without an end.');
  const named = given.token && readAppTokenId(given.token.id);
  const isFitting = launch
    ? named?.use === 'code' && named.grant === given.grant.grant && given.token?.shard === given.person
    : given.token === undefined && holder === base64url(world.engine.exchangePublic(apps.serviceSecret(client.id)));
  return isFitting ? undefined : issue('error', 'security', 'The code, or the key, does not belong to this grant.');
}

function tokenRow({ shard, id, authHash, wrapped }: NonNullable<ConsentApproval['token']>, expires: number): Row<'token'> {
  const bytes = (encoded: string) => fromBase64url(encoded) ?? new Uint8Array(0);
  return { shard, id, auth_hash: bytes(authHash), wrapped: bytes(wrapped), expires };
}

/** The Patient that is the person: of several sources, the one that says most, as the summary shows it. */
async function patientOf({ hall }: House, { holder }: Place): Promise<string | undefined> {
  const view = await hall.view({ ...holder, purpose: 'PATRQT' });
  const patients = view.ok ? await view.value.list(['Patient']) : view;
  if (!patients.ok) return undefined;
  const fullness = ({ card }: (typeof patients.value)[number]) => (card.date ? 1000 : 0) + (card.title?.length ?? 0);
  return patients.value.toSorted((a, b) => fullness(b) - fullness(a) || a.id.localeCompare(b.id))[0]?.id;
}

const over = () => issue('error', 'not-found', 'This question is not open any more.', { remedy: 'Go back to the app and begin again.' });
