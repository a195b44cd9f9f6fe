import { isJsonObject, type Issue, type JsonObject, type JsonValue, type Outcome, success } from '@satchel/fhir';
import type { Body, Call } from './interaction.ts';
import { type Matched, matchPath } from './match.ts';
import { parsePrefer } from './prefer.ts';
import { refuse, withStatus } from './trouble.ts';

/** One entry of a batch or transaction, with the interaction that its request asks for. */
export interface Entry extends Matched {
  readonly at: number;
  readonly method: string;
  readonly fullUrl?: string;
  readonly resource?: JsonObject;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Entries beyond these are a matter for several Bundles. */
const MOST = 20_000;

/** The entries of a Bundle, each by itself an outcome: in a batch one bad entry does not spoil the others. */
export function entriesIn(call: Call, bundle: JsonObject): Outcome<readonly Outcome<Entry>[]> {
  const entries = bundle['entry'] ?? [];
  if (!Array.isArray(entries)) return refuse(400, 'structure', 'Bundle.entry is a list.', { expression: ['Bundle.entry'] });
  if (entries.length > MOST) return refuse(413, 'too-costly', `A Bundle has ${MOST} entries at most.`, { expression: ['Bundle.entry'] });
  return success(entries.map((entry, at) => entryOf(call, entry, at)));
}

function entryOf(call: Call, entry: JsonValue, at: number): Outcome<Entry> {
  const where = `Bundle.entry[${at}]`;
  const request = isJsonObject(entry) ? entry['request'] : undefined;
  if (!isJsonObject(entry) || !isJsonObject(request)) return refuse(400, 'required', 'The entry has no request.', { expression: [where] });
  const { method, url } = request;
  if (typeof method !== 'string' || typeof url !== 'string')
    return refuse(400, 'required', 'The request of an entry has a method and a url.', { expression: [`${where}.request`] });
  const local = localPart(call.base, url);
  const [path = '', ...queries] = local.split('?');
  const matched = matchPath(call.table, method === 'HEAD' ? 'GET' : method, decoded(path));
  if (!matched || matched.interaction.kind === 'transaction')
    return refuse(404, 'not-supported', 'No such request is taken here.', { expression: [`${where}.request.url`] });
  const { fullUrl, resource } = entry;
  return success({
    ...matched,
    at,
    method,
    query: new URLSearchParams(queries.join('?')),
    headers: {
      'if-match': textIn(request, 'ifMatch'),
      'if-none-match': textIn(request, 'ifNoneMatch'),
      'if-modified-since': textIn(request, 'ifModifiedSince'),
      'if-none-exist': textIn(request, 'ifNoneExist'),
    },
    ...(typeof fullUrl === 'string' && { fullUrl }),
    ...(isJsonObject(resource) && { resource }),
  });
}

const localPart = (base: string, url: string): string => (url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, ''));

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const textIn = (object: JsonObject, name: string): string | undefined => (typeof object[name] === 'string' ? object[name] : undefined);

/** The entry as a request of its own, of the same caller. */
export function callOf(call: Call, { interaction, params, query, headers, resource }: Entry, more: Pick<Call, 'newId'> = {}): Call {
  const { body: _, ...rest } = call;
  const body: Body | undefined = resource && { mediaType: 'application/fhir+json', bytes: new Uint8Array(0), resource };
  return {
    ...rest,
    method: interaction.method,
    params,
    query,
    headers,
    prefer: { ...parsePrefer(undefined), handling: call.prefer.handling, return: call.prefer.return ?? 'minimal' },
    ...(body && { body }),
    ...more,
  };
}

/** The same failure, said of this entry. */
export function atEntry(at: number, issues: readonly Issue[], status: number): Outcome<never> {
  const where = `Bundle.entry[${at}]`;
  const within = (path: string): string => (/^[A-Z][A-Za-z]+\./.test(path) ? `${where}.resource${path.slice(path.indexOf('.'))}` : where);
  return withStatus(
    status,
    issues.map((each) => ({ ...each, expression: each.expression?.map(within) ?? [where] })),
  );
}
