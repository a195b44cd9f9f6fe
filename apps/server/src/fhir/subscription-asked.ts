import { isJsonObject, isResourceType, type JsonObject, type JsonValue, type Outcome, success } from '@satchel/fhir';
import { isSliceQuery } from '@satchel/record';
import { refuse } from './trouble.ts';

/** What a Subscription asks for (http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription). */
export interface SubscriptionAsked {
  /** All must hold; each is a type and a search that the resource itself answers. */
  readonly filters: readonly Filter[];
  readonly channel: Channel;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly content: Content;
  /** Seconds without an event after which a heartbeat is sent. */
  readonly heartbeat?: number;
  /** Seconds for an attempt. */
  readonly timeout?: number;
  /** Events in one notification, at most. */
  readonly maxCount?: number;
  /** Instant after which it is off, in milliseconds since 1970. */
  readonly end?: number;
}

export interface Filter {
  readonly type: string;
  readonly query: string;
}

export type Content = (typeof CONTENTS)[number];
export type Channel = (typeof CHANNELS)[number];

/** What can be subscribed to: resources that are new, changed or taken back. */
export const TOPIC = 'urn:satchel:subscription-topic:changes';
export const CONTENTS = ['empty', 'id-only', 'full-resource'] as const;
const CHANNELS = ['rest-hook', 'websocket'] as const;

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-';
const OTHER_VERSION = /"url":"http:\/\/hl7\.org\/fhir\/[1-9]\.\d\/StructureDefinition\/extension-Subscription/;
/** Headers that are not the subscriber's to set. */
const OURS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
  'user-agent',
  'accept-encoding',
]);

/** Reads a valid Subscription; 422 names the element that cannot be served. */
export function subscriptionAsked(resource: JsonObject): Outcome<SubscriptionAsked> {
  const channel = isJsonObject(resource['channel']) ? resource['channel'] : {};
  if (resource['criteria'] !== TOPIC) return wrong('Subscription.criteria', 'There is no such topic.', `The topic here is ${TOPIC}.`);
  if (OTHER_VERSION.test(JSON.stringify(resource)))
    return wrong('Subscription.extension', 'Extensions of another FHIR version are not understood.', 'Use those of the R5 Backport guide.');
  const filters = filtersIn(resource);
  if (!filters.ok) return filters;
  const custom = extensionsOf(channel['_type'], 'channel-type')[0];
  const type = isJsonObject(custom) ? custom['code'] : channel['type'];
  const known = CHANNELS.find((each) => each === type);
  if (!known) return wrong('Subscription.channel.type', 'There is no such channel.', `Use ${CHANNELS.join(' or ')}.`);
  const endpoint = String(channel['endpoint'] ?? '');
  if (known === 'rest-hook' && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    return wrong('Subscription.channel.endpoint', 'The endpoint is no web address.');
  const mediaType = String(channel['payload'] ?? 'application/fhir+json');
  if (!/^application\/(fhir\+)?json(; ?fhirVersion=4\.0)?$/.test(mediaType))
    return wrong('Subscription.channel.payload', 'Notifications are FHIR R4 in JSON.', 'Use application/fhir+json.');
  const content = CONTENTS.find((each) => each === extensionsOf(channel['_payload'], 'payload-content')[0]);
  if (!content)
    return wrong(
      'Subscription.channel.payload.extension',
      'The payload content is not one that is sent here.',
      `Use ${CONTENTS.join(', ')}.`,
    );
  const headers = headersIn(channel);
  if (!headers.ok) return headers;
  const numbers = Object.fromEntries(
    Object.entries({ heartbeat: 'heartbeat-period', timeout: 'timeout', maxCount: 'max-count' }).flatMap(([name, extension]) => {
      const value = extensionsOf(channel, extension)[0];
      return typeof value === 'number' && value > 0 ? [[name, value]] : [];
    }),
  );
  const end = typeof resource['end'] === 'string' ? { end: Date.parse(resource['end']) } : {};
  return success({ filters: filters.value, channel: known, endpoint, headers: headers.value, mediaType, content, ...numbers, ...end });
}

function filtersIn(resource: JsonObject): Outcome<readonly Filter[]> {
  const filters: Filter[] = [];
  for (const written of extensionsOf(resource['_criteria'], 'filter-criteria')) {
    const [type = '', query = ''] = String(written).split(/\?(.*)/s);
    if (!isResourceType(type) || (query !== '' && !isSliceQuery(type, query)))
      return wrong(
        'Subscription.criteria.extension',
        'A filter cannot be held.',
        'Write [type]?[search], such as Observation?category=laboratory, without chains.',
      );
    filters.push({ type, query });
  }
  return success(filters);
}

function headersIn({ header }: JsonObject): Outcome<Readonly<Record<string, string>>> {
  const headers: Record<string, string> = {};
  for (const line of Array.isArray(header) ? header : []) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+): ?([\x20-\x7e]*)$/.exec(String(line)) ?? [];
    if (name === '' || OURS.has(name.toLowerCase()))
      return wrong('Subscription.channel.header', 'A header cannot be sent.', 'Write [name]: [value].');
    headers[name] = value;
  }
  return success(headers);
}

/** The values of the guide's extensions of this name on an element. */
function extensionsOf(element: JsonValue | undefined, name: string): JsonValue[] {
  const extensions = isJsonObject(element) && Array.isArray(element['extension']) ? element['extension'].filter(isJsonObject) : [];
  return extensions
    .filter(({ url }) => url === BACKPORT + name)
    .flatMap((extension) =>
      Object.entries(extension).flatMap(([member, value]) => (member.startsWith('value') && value !== undefined ? [value] : [])),
    );
}

const wrong = (place: string, words: string, remedy?: string): Outcome<never> =>
  refuse(422, 'not-supported', words, { expression: [place], ...(remedy !== undefined && { remedy }) });
