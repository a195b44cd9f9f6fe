import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { isApi } from './shield.ts';
import { NOTHING_HERE, refuse } from './trouble.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.ico': 'image/x-icon',
};
const PACKED = new Set(['.html', '.js', '.css', '.svg', '.webmanifest', '.json', '.txt', '.wasm']);

interface Asset {
  readonly type: string;
  readonly tag: string;
  readonly plain: Buffer;
  readonly packed: Readonly<Partial<Record<'br' | 'gzip', Buffer>>>;
}

/**
 * The web app. What is served is what was there when first asked for, held in memory, packed once: a request names one
 * of these files or none, never a path on the disk. Any other page of the app is its first page.
 */
export function assetRoutes(app: FastifyInstance, house: House): void {
  const assets = new Map<string, Promise<Asset | undefined>>();
  let listed: Promise<ReadonlySet<string>> | undefined;
  const find = async (path: string): Promise<Asset | undefined> => {
    const names = await (listed ??= list(house.places.web));
    if (!names.has(path)) return undefined;
    const asset = assets.get(path) ?? load(join(house.places.web, path));
    assets.set(path, asset);
    return asset;
  };
  app.get('/*', async (request, reply) => {
    if (isApi(request)) return refuse(reply, NOTHING_HERE);
    const path = decoded(request);
    const asset = await find(path);
    if (asset) return send(request, reply, asset, path.startsWith('/assets/'));
    // A file that is not there is not a page: only pages have no ending.
    if (extname(path) !== '' && path !== '/') return refuse(reply, NOTHING_HERE);
    const page = await find('/index.html');
    return page
      ? send(request, reply, page, false)
      : reply.type('text/plain; charset=utf-8').code(503).send('The web app has not been built: run "npm start".\n');
  });
}

function decoded({ url }: FastifyRequest): string {
  const path = url.split('?')[0] ?? '/';
  return path === '/' ? '/index.html' : path;
}

async function list(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.map'));
  return new Set(files.map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/$/, '').length)));
}

async function load(file: string): Promise<Asset> {
  const plain = await readFile(file);
  const ending = extname(file);
  const worth = PACKED.has(ending) && plain.length > 1024;
  const packed = worth
    ? {
        br: await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        gzip: await promisify(gzip)(plain, { level: 9 }),
      }
    : {};
  return {
    type: TYPES[ending] ?? 'application/octet-stream',
    tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    plain,
    packed,
  };
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset, forever: boolean): FastifyReply {
  const accepts = request.headers['accept-encoding'] ?? '';
  const coding = (['br', 'gzip'] as const).find((each) => asset.packed[each] && new RegExp(`\\b${each}\\b`).test(accepts));
  void reply
    .type(asset.type)
    .header('etag', asset.tag)
    .header('vary', 'accept-encoding')
    .header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  if (coding) void reply.header('content-encoding', coding);
  return reply.send(coding ? asset.packed[coding] : asset.plain);
}
