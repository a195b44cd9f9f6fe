import type { Outcome } from '@satchel/fhir';
import { failure, issue, success } from '@satchel/fhir';
import { type Holder, openState, sealState, type World } from '@satchel/record';
import { ask, ATTEMPTS, healthLink, type LinkState, sealFile } from '@satchel/sharing';
import { base64url, type Bytes, equal, fromBase64url, json, Kind, seal, unseal, utf8 } from '@satchel/vault';
import type { Shared } from '../http/api.ts';
import type { ServiceKey } from '../service-key.ts';

/** What is handed on, and under which conditions. */
export interface NewLink {
  readonly label: string;
  readonly passcode?: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly uses?: number;
  readonly file: { readonly contentType: string; readonly bytes: Bytes };
  /** Sensitive categories that are in it. */
  readonly categories: readonly string[];
}

/** A link as its owner sees it, wherever the page that shows it is. */
export type OwnLink = Omit<Shared, 'page'>;

export type Manifest =
  | { readonly answer: 'gone' }
  | { readonly answer: 'wrong'; readonly remaining: number }
  | { readonly answer: 'open'; readonly jwe: string; readonly contentType: string; readonly made: number };

/** SMART Health Links that this server serves: sealed files, opened by the key in the link, which it does not keep. */
export interface Links {
  make(by: Holder, origin: string, link: NewLink): Promise<Outcome<OwnLink>>;
  list(by: Holder): Promise<readonly OwnLink[]>;
  /** Takes the link back: from the next request on there is nothing there. False when it was not there. */
  revoke(person: string, id: string): Promise<boolean>;
  ask(person: string, id: string, recipient: string, passcode: string | undefined): Promise<Manifest>;
  /** A ticket for one file, good for an hour; and the file for a ticket. */
  ticket(person: string, id: string): string;
  file(person: string, id: string, ticket: string): Promise<string | undefined>;
}

const HOUR = 3_600_000;
const rowId = (id: string): string => `link.${id}`;
const fileId = (id: string): string => `link-file.${id}`;

interface Own {
  readonly label: string;
  readonly link: string;
  readonly categories: readonly string[];
}

export function createLinks(world: World, service: ServiceKey): Links {
  const { engine, store, now } = world;
  const key = service.keyFor('links');
  const tickets = service.keyFor('link-tickets');
  const sealed = (person: string, id: string, state: LinkState) =>
    seal(engine, Kind.state, key, ['link', person, id], utf8(JSON.stringify(state)));
  const opened = (person: string, id: string, bytes: Bytes): LinkState | undefined => {
    const plain = unseal(engine, Kind.state, key, ['link', person, id], bytes);
    return plain && (json(plain) as LinkState | undefined);
  };
  const digest = (person: string, id: string, passcode: string): string =>
    base64url(engine.hmac(service.keyFor('link-passcodes'), utf8(`${person} ${id} ${passcode.normalize('NFKC')}`)));
  const rowOf = (person: string, id: string) => store.get('job', { person, id: rowId(id) });
  const ownOf = (by: Holder, id: string, state: LinkState): OwnLink | undefined => {
    const bytes = fromBase64url(state.own);
    const own = bytes && openState<Own>(world, by, rowId(id), bytes);
    if (!own) return undefined;
    const { made, expires, attempts, uses, views } = state;
    return { id, ...own, made, expires, attempts, views, hasPasscode: state.passcode !== undefined, ...(uses !== undefined && { uses }) };
  };

  return {
    async make(by, origin, { label, passcode, expires, uses, file, categories }) {
      if (!by.keys.write || by.slice)
        return failure(
          issue('error', 'forbidden', 'This access cannot give the record to others.', {
            remedy: 'Unlock the record with the passphrase.',
          }),
        );
      const { person } = by;
      const id = base64url(engine.random(32));
      const linkKey = engine.random(32);
      const url = `${origin}/shl/${person}/${id}`;
      const link = healthLink({ url, key: linkKey, exp: Math.floor(expires / 1000), passcode: passcode !== undefined, label });
      const own = base64url(sealState(world, by, rowId(id), { label, link, categories } satisfies Own));
      const state: LinkState = {
        made: now(),
        expires,
        attempts: ATTEMPTS,
        views: [],
        own,
        ...(passcode !== undefined && { passcode: digest(person, id, passcode) }),
        ...(uses !== undefined && { uses }),
      };
      const jwe = sealFile(engine, linkKey, file.contentType, file.bytes);
      const row = (name: string, bytes: Bytes) => ({ person, id: name, kind: 'link', expires, state: bytes });
      const written = await store.write({
        shard: person,
        operations: [{ insert: 'job', rows: [row(rowId(id), sealed(person, id, state)), row(fileId(id), utf8(jwe))] }],
      });
      if (written === 'conflict') throw new Error('Two links of one name.');
      return success(ownOf(by, id, state) as OwnLink);
    },

    async list(by) {
      const found: OwnLink[] = [];
      for await (const rows of store.scan('job', { person: by.person }))
        for (const row of rows) {
          if (!row.id.startsWith('link.')) continue;
          const id = row.id.slice('link.'.length);
          const state = opened(by.person, id, row.state);
          const own = state && ownOf(by, id, state);
          if (own) found.push(own);
        }
      return found.sort((a, b) => b.made - a.made);
    },

    async revoke(person, id) {
      if (!(await rowOf(person, id))) return false;
      await store.write({
        shard: person,
        operations: [
          { remove: 'job', prefix: { person, id: rowId(id) } },
          { remove: 'job', prefix: { person, id: fileId(id) } },
        ],
      });
      return true;
    },

    async ask(person, id, recipient, passcode) {
      for (;;) {
        const row = await rowOf(person, id);
        const state = row && opened(person, id, row.state);
        if (!row || !state) return { answer: 'gone' };
        const asked = ask(state, now(), recipient, passcode === undefined ? undefined : digest(person, id, passcode));
        if (asked.answer === 'gone') return asked;
        const written = await store.write({
          shard: person,
          operations: [
            { update: 'job', key: { person, id: rowId(id) }, set: { state: sealed(person, id, asked.next) }, when: { state: row.state } },
          ],
        });
        // Somebody else asked meanwhile: their answer counts first, and this one is thought through again.
        if (written === 'conflict') continue;
        if (asked.answer === 'wrong') return { answer: 'wrong', remaining: asked.remaining };
        const file = await store.get('job', { person, id: fileId(id) });
        if (!file) return { answer: 'gone' };
        return { answer: 'open', jwe: new TextDecoder().decode(file.state), contentType: 'application/fhir+json', made: state.made };
      }
    },

    ticket(person, id) {
      const until = now() + HOUR;
      return `${until}.${base64url(engine.hmac(tickets, utf8(`${person} ${id} ${until}`)))}`;
    },

    async file(person, id, ticket) {
      const [until = '', mac = ''] = ticket.split('.');
      const given = fromBase64url(mac);
      if (!given || !equal(given, engine.hmac(tickets, utf8(`${person} ${id} ${until}`))) || Number(until) < now()) return undefined;
      const row = await rowOf(person, id);
      const state = row && opened(person, id, row.state);
      if (!state || now() >= state.expires) return undefined;
      const file = await store.get('job', { person, id: fileId(id) });
      return file && new TextDecoder().decode(file.state);
    },
  };
}
