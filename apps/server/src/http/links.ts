import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type LinkedFile, openHealthLink, parseHealthLink } from '@satchel/intake';
import { appendToUpload, finishUpload, PART_LIMIT, startUpload } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { Job, LinkGiven } from './api.ts';
import { recordRoute, type Visit } from './routes.ts';
import { body, text } from './schemas.ts';

/** Health data behind a SMART Health Link, fetched because the person gave the link, and taken in as files are. */
export function linkRoutes(app: FastifyInstance, house: House): void {
  recordRoute<LinkGiven>(
    app,
    house,
    'POST',
    'links',
    { status: 202, schema: body({ link: text(8192), passcode: text(200) }, ['passcode']) },
    async (visit) => follow(visit),
  );
}

async function follow(visit: Visit<LinkGiven>): Promise<Outcome<readonly Job[]>> {
  const { house, place } = visit;
  if (!place.holder.keys.write) return failure(issue('error', 'forbidden', 'This grant cannot add files to the record.'));
  const link = parseHealthLink(visit.body.link);
  if (!link.ok) return link;
  const files = await openHealthLink(link.value, {
    ask: house.outward,
    decipher: house.world.engine.decrypt,
    recipient: place.reach.name ?? 'Satchel',
    at: new Date(house.world.now()).toISOString(),
    ...(visit.body.passcode !== undefined && { passcode: visit.body.passcode }),
  });
  if (!files.ok) return files;
  const jobs: Job[] = [];
  for (const [n, file] of files.value.entries()) {
    const job = await takeIn(visit, nameOf(link.value.label, file, n), file);
    if (!job.ok) return job;
    jobs.push(job.value);
  }
  return success(jobs, files.issues);
}

/** A fetched file goes the way of an uploaded one: kept whole first, then read. */
async function takeIn({ house, place }: Visit<unknown>, name: string, { bytes, contentType }: LinkedFile): Promise<Outcome<Job>> {
  const { world } = house;
  const upload = await startUpload(world, place.holder, { name, mediaType: contentType, size: bytes.length });
  if (!upload.ok) return upload;
  const { id } = upload.value;
  for (let from = 0; from < bytes.length; from += PART_LIMIT) {
    const part = await appendToUpload(world, place.holder, id, from, new Uint8Array(bytes.subarray(from, from + PART_LIMIT)));
    if (!part.ok) return part;
  }
  const original = await finishUpload(world, place.holder, id);
  return original.ok ? house.imports.start(place.holder, place.reach, id, original.value) : original;
}

const ENDINGS: Readonly<Record<string, string>> = {
  'application/smart-health-card': '.smart-health-card',
  'application/fhir+json': '.fhir.json',
  'application/pdf': '.pdf',
};

function nameOf(label: string | undefined, { contentType }: LinkedFile, n: number): string {
  const ending = ENDINGS[contentType.split(';', 1)[0]?.trim() ?? ''] ?? '';
  return `${label ?? 'Health link'}${n ? ` ${n + 1}` : ''}${ending}`;
}
