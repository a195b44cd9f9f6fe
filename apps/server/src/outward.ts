import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Fetch, Fetched } from '@satchel/intake';

export interface OutwardOptions {
  /** `host:port` on this computer or the network around it that the operator allows, also by plain http. `SATCHEL_NEAR`. */
  readonly near: readonly string[];
  /** Milliseconds for a whole answer. */
  readonly patience?: number;
  /** Bytes of an answer. */
  readonly limit?: number;
}

/** Addresses that belong to this computer, the network around it, or nobody: nothing there is a health service of somebody else's (SECURITY case 38). */
const INSIDE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  INSIDE.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(net, prefix, 'ipv6');

/** Whether an address is outside: somewhere that a name may lead to. An IPv4 address written as IPv6 counts as what it is. */
export function isOutside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isOutside(mapped);
  const version = isIP(address);
  if (version === 0) return false;
  if (/^::ffff:/i.test(address)) return false;
  return !INSIDE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The only way out of the house, taken only when the person asked for it. HTTPS to addresses outside; each name is
 * looked up once and connected to by that very answer, so a name cannot change its mind; redirects are answers, not
 * followed; answers are bounded in time and size.
 */
export function createOutward({ near, patience = 30_000, limit = 64 * 1024 * 1024 }: OutwardOptions): Fetch {
  return (address, { method = 'GET', headers = {}, body, patience: own = patience } = {}) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isNear = url !== undefined && near.includes(`${url.hostname}:${portOf(url)}`);
    if (!url || (url.protocol !== 'https:' && !(isNear && url.protocol === 'http:'))) return none('only https addresses are asked.');
    if (url.username || url.password) return none('an address with a password in it is not asked.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isNear && isIP(host) && !isOutside(host)) return none(INNER);
    return new Promise<Fetched>((resolve) => {
      const say = (why: string) => resolve({ kind: 'none', why });
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(
        url,
        {
          method,
          agent: false,
          lookup: isNear ? lookup : lookupOutside,
          signal: AbortSignal.timeout(Math.min(own, patience)),
          headers: {
            ...headers,
            'accept-encoding': 'identity',
            'user-agent': 'Satchel',
            ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          let size = 0;
          response.on('data', (part: Buffer) => {
            size += part.length;
            parts.push(part);
            if (size > limit) response.destroy(new TooLong());
          });
          response.on('error', (error) => say(whyOf(error)));
          response.on('end', () =>
            resolve({ kind: 'answer', status: response.statusCode ?? 0, headers: plain(response.headers), bytes: Buffer.concat(parts) }),
          );
        },
      );
      request.on('error', (error) => say(whyOf(error)));
      request.end(body);
    });
  };
}

class TooLong extends Error {}
class Inner extends Error {}
const INNER = 'the address lies inside this computer or its network.';

/** Looks a name up and lets only outside addresses through to the connection. */
const lookupOutside: LookupFunction = (name, options, callback) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '');
    const outside = addresses.filter(({ address }) => isOutside(address));
    const [first] = outside;
    if (!first || outside.length < addresses.length) return callback(new Inner(), '');
    return options.all ? callback(null, outside) : callback(null, first.address, first.family);
  });
};

function whyOf(error: Error & { code?: string }): string {
  if (error instanceof Inner) return INNER;
  if (error instanceof TooLong) return 'the answer is too long.';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer came in time.';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'there is no such host, or no network.';
  if (error.code === 'ECONNREFUSED') return 'the connection was refused.';
  if (error.code?.startsWith('ERR_TLS') || error.code?.includes('CERT')) return 'its certificate is not right.';
  return 'the connection broke.';
}

const none = (why: string): Promise<Fetched> => Promise.resolve({ kind: 'none', why });
const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');
const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
