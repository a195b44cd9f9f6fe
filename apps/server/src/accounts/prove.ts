import { setTimeout as pause } from 'node:timers/promises';
import { failure, type Issue, issue, type Outcome, success } from '@satchel/fhir';
import { base64url, equal, fields, fromBase64url, type Kdf, KDF_FLOOR, storedAuth } from '@satchel/vault';
import { type Row, uuidOf, type World } from '@satchel/record';
import type { Proof, SignInBegun } from '../http/api.ts';
import type { ServiceKey } from '../service-key.ts';
import type { Accounts } from './accounts.ts';
import type { Place, Throttle } from './throttle.ts';

/** Proving who one is: what stands between a name and what belongs to its account. */
export interface Prover {
  /** What a device needs before it can prove anything. For a name that nobody has, an answer that looks the same, always the same. */
  begin(name: string): Promise<SignInBegun>;
  /** The account, when the proof is right; the same words and the same work whether the account exists or not. */
  prove(proof: Proof, place: Place): Promise<Outcome<Row<'account'>>>;
}

/** An issue that asks for patience. */
export interface Throttled extends Issue {
  readonly code: 'throttled';
  /** Seconds. */
  readonly retryAfter: number;
}

/** An answer to a name leaves after this long, in milliseconds, whatever was found. */
const BEGUN_AFTER = 8;

export function createProver(world: World, service: ServiceKey, accounts: Accounts, throttle: Throttle): Prover {
  const { engine } = world;
  const nobody = service.keyFor('nobody');
  const noAuth = service.keyFor('no-auth');

  return {
    async begin(name) {
      const due = performance.now() + BEGUN_AFTER;
      const row = await accounts.byName(name);
      const invented = engine.hmac(nobody, fields('account', name.normalize('NFKC').trim().toLowerCase()));
      const salt = base64url(invented.slice(16, 32));
      const begun: SignInBegun = row
        ? { account: row.account, kdf: JSON.parse(row.kdf) as Kdf }
        : { account: uuidOf(asRandomUuid(invented.slice(0, 16))), kdf: { name: 'argon2id', salt, ...KDF_FLOOR } };
      // A row that is there takes some microseconds longer than one that is not: both answers leave at the same tick.
      await pause(Math.max(0, Math.ceil(due - performance.now())));
      return begun;
    },
    async prove({ account, auth, kit }, place) {
      const tried = await throttle.guarded(account, place, async () => {
        const row = await accounts.byId(account);
        const expected = row ? (kit ? row.kit_auth : row.auth) : noAuth;
        return equal(storedAuth(engine, fromBase64url(auth) ?? new Uint8Array(0)), expected) ? row : undefined;
      });
      if ('wait' in tried) return failure(throttled(tried.wait));
      return 'right' in tried
        ? success(tried.right)
        : failure(issue('error', 'login', 'The name or the passphrase is not right.', { remedy: 'Try again, or use the recovery kit.' }));
    },
  };
}

export function throttled(retryAfter: number): Throttled {
  return {
    severity: 'error',
    code: 'throttled',
    diagnostics: 'There were too many tries.',
    retryAfter,
    remedy: `Wait ${Math.ceil(retryAfter / 60)} minutes, then try again.`,
  };
}

function asRandomUuid(bytes: Uint8Array): Uint8Array {
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes;
}
