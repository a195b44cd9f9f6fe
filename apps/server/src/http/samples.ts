import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { About } from './api.ts';
import { NOTHING_HERE, refuse } from './trouble.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/fhir+json',
  '.ndjson': 'application/fhir+ndjson',
  '.gz': 'application/gzip',
  '.zip': 'application/zip',
  '.xml': 'application/xml',
  '.pdf': 'application/pdf',
};
/** Of the files of these types in a person's folder, the one that is not to import. */
const EXPECTED = 'expected.json';

/** The synthetic people that come with Satchel, to try it with. */
export async function listSamples(folder: string): Promise<About['samples']> {
  const people = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const samples = await Promise.all(
    people
      .filter((each) => each.isDirectory())
      .map(async ({ name }) => {
        const inside = await readdir(join(folder, name), { withFileTypes: true });
        const files = inside
          .filter((each) => each.isFile() && extname(each.name) in TYPES && each.name !== EXPECTED)
          .map((each) => each.name)
          .sort();
        return { name, title: await titleOf(join(folder, name)), files };
      }),
  );
  return samples.filter(({ files }) => files.length > 0).sort((a, b) => a.name.localeCompare(b.name));
}

/** The heading of the person's page. */
async function titleOf(folder: string): Promise<string> {
  const page = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
  return /^# (.+)$/m.exec(page)?.[1] ?? folder.split('/').at(-1) ?? '';
}

/** GET /api/samples/:name/:file. Only what the list names is served. */
export function sampleRoutes(app: FastifyInstance, { places }: House): void {
  app.get<{ Params: { name: string; file: string } }>(
    '/api/samples/:name/:file',
    { config: { guard: 'anybody' } },
    async ({ params: { name, file } }, reply) => {
      const sample = (await listSamples(places.people)).find((each) => each.name === name);
      if (!sample?.files.includes(file)) return refuse(reply, NOTHING_HERE);
      return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(createReadStream(join(places.people, name, file)));
    },
  );
}
