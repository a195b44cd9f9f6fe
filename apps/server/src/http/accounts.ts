import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure, success } from '@satchel/fhir';
import type { Place } from '../accounts/throttle.ts';
import { throttled } from '../accounts/prove.ts';
import type { House } from '../house.ts';
import { writeLedger } from '../ledger.ts';
import type { AccountChange, NewAccount, Proof, SignedIn } from './api.ts';
import { cookieIn, openRoute } from './routes.ts';
import { body, coded, kdf, keys, members, proof, text, uuid, whole, wraps } from './schemas.ts';

const newAccount = body({
  account: uuid,
  name: text(200),
  kdf,
  auth: coded(100),
  kitAuth: coded(100),
  public: keys,
  wraps,
  keyring: coded(),
});
const accountChange = body({ proof, revision: whole(), kdf, auth: coded(100), kitAuth: coded(100), wraps, keyring: coded() }, [
  'kdf',
  'auth',
  'kitAuth',
  'wraps',
  'keyring',
]);

/** Accounts and signing in: everything secret was made and wrapped on the person's side. */
export function accountRoutes(app: FastifyInstance, house: House): void {
  const { accounts, devices, prover, throttle } = house;

  openRoute<NewAccount>(app, 'POST', '/api/accounts', { schema: newAccount, status: 201 }, async (account, request) => {
    // A name that is taken counts as a wrong guess: names cannot be tried one after the other.
    let made: Awaited<ReturnType<typeof accounts.create>> | undefined;
    const counted = await throttle.guarded('new accounts', { address: request.ip }, async () => {
      made = await accounts.create(account);
      return made.ok ? made : undefined;
    });
    return 'wait' in counted ? failure(throttled(counted.wait)) : made;
  });

  openRoute<{ name: string }>(app, 'POST', '/api/sign-in/begin', { schema: body({ name: text(200) }) }, async ({ name }) =>
    prover.begin(name),
  );

  openRoute<Proof>(app, 'POST', '/api/sign-in', { schema: { body: proof } }, async (given, request, reply) => {
    const proved = await prover.prove(given, placeOf(house, request, given.account));
    if (!proved.ok) return proved;
    if (cookieIn(request.headers.cookie, devices.cookieName(given.account)) === undefined) {
      void reply.header(
        'set-cookie',
        `${devices.cookieName(given.account)}=${devices.introduce(given.account)}; ${cookieTerms(request, 365 * 86_400)}`,
      );
    }
    return accounts.describe(proved.value) satisfies SignedIn;
  });

  openRoute<AccountChange>(
    app,
    'PUT',
    '/api/accounts/:account',
    { schema: { ...accountChange, params: members({ account: uuid }) } },
    async (change, request) => {
      const { account } = request.params as { account: string };
      const proved = await prover.prove({ ...change.proof, account }, placeOf(house, request, account));
      return proved.ok ? accounts.change(proved.value, change) : proved;
    },
  );

  eraseRoute(app, house);
}

/** Erasing an account needs no word from the records it held: they were erased before, each under its own name. */
function eraseRoute(app: FastifyInstance, house: House): void {
  const { accounts, prover, world } = house;
  openRoute<{ proof: Proof }>(
    app,
    'DELETE',
    '/api/accounts/:account',
    { schema: { ...body({ proof }), params: members({ account: uuid }) } },
    async ({ proof: given }, request) => {
      const { account } = request.params as { account: string };
      const proved = await prover.prove({ ...given, account }, placeOf(house, request, account));
      if (!proved.ok) return proved;
      await writeLedger(house.places.ledger, { account, at: new Date(world.now()).toISOString() });
      await accounts.erase(proved.value);
      house.journal.note('account-erased', { account });
      return success(undefined);
    },
  );
}

/** Where a guess comes from. */
export function placeOf({ devices }: House, request: FastifyRequest, account: string): Place {
  const device = devices.recognise(account, cookieIn(request.headers.cookie, devices.cookieName(account)));
  return { address: request.ip, ...(device !== undefined && { device }) };
}

/** Never readable by scripts, never sent with what another site starts, only over HTTPS where there is HTTPS. */
export function cookieTerms(request: FastifyRequest, seconds: number): string {
  return `Path=/api; HttpOnly; SameSite=Strict; Max-Age=${seconds}${request.protocol === 'https' ? '; Secure' : ''}`;
}
