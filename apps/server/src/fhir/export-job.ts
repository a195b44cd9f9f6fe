import { randomUUID } from 'node:crypto';
import { dateInterval, isResourceType, type Outcome, success } from '@satchel/fhir';
import { createDrawer, type Kept } from '../smart/drawer.ts';
import type { Call } from './interaction.ts';
import { notFound, refuse } from './trouble.ts';

/** What an export was asked for; its files are rendered when they are fetched, through the lens of whoever fetches. */
export interface ExportJob {
  readonly grant: string;
  /** The kick-off as it was asked. */
  readonly request: string;
  /** Instant that the export speaks of, milliseconds since 1970. */
  readonly at: number;
  readonly types?: readonly string[];
  readonly since?: number;
  readonly elements?: readonly string[];
  readonly patient?: string;
}

/** An export can be fetched for this long, in milliseconds. */
const LIFE = 24 * 60 * 60_000;
/** Answers of this server are made as they are asked for, in this one format, under its three names (Bulk Data 2.0.0). */
const FORMATS: ReadonlySet<string> = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const NAMES: ReadonlySet<string> = new Set(['_outputFormat', '_since', '_type', '_elements', 'patient', '_format', '_pretty']);

const drawerOf = ({ house }: Call) => createDrawer<ExportJob>(house.world, house.service, 'fhir-export');
const rowId = (id: string): string => `fhir-export.${id}`;

export async function keepExport(call: Call, job: ExportJob): Promise<string> {
  const id = randomUUID();
  await drawerOf(call).add(call.place.holder.person, rowId(id), job, call.house.world.now() + LIFE);
  return id;
}

/** The export of this id, for the grant that asked for it; for anybody else there is none. */
export async function findExport(call: Call): Promise<Outcome<Kept<ExportJob>>> {
  const kept = await drawerOf(call).get(call.place.holder.person, rowId(call.params['job'] ?? ''));
  return kept && kept.value.grant === call.place.holder.grant ? success(kept) : notFound();
}

export const endExport = (call: Call, kept: Kept<ExportJob>): Promise<boolean> => drawerOf(call).take(kept);
export const expiryOf = ({ row }: Kept<ExportJob>): string => new Date(row.expires).toUTCString();

/** Reads the parameters of a kick-off. What is not supported is refused, unless the caller asked for leniency. */
export function jobAsked(call: Call, values: URLSearchParams): Outcome<ExportJob> {
  const wrong = (name: string, words: string) => refuse(400, 'value', words, { expression: [`http.${name}`] });
  const strange = [...values.keys()].find((name) => !NAMES.has(name));
  const isLenient = /handling\s*=\s*"?lenient/i.test(call.headers['prefer'] ?? '');
  if (strange !== undefined && !isLenient)
    return refuse(400, 'not-supported', `Exports know no parameter '${strange.slice(0, 64)}'.`, {
      remedy: 'Send Prefer: handling=lenient to have it passed over.',
    });
  const format = values.get('_outputFormat');
  if (format !== null && !FORMATS.has(format.replace(' ', '+')))
    return wrong('_outputFormat', 'Exports are NDJSON: application/fhir+ndjson.');
  const types = listOf(values, '_type');
  if (!types.every(isResourceType) && !isLenient) return wrong('_type', "'_type' names resource types of R4.");
  const sinceText = values.get('_since')?.replace(' ', '+');
  const since = sinceText === undefined ? undefined : dateInterval(sinceText);
  if (sinceText !== undefined && !since) return wrong('_since', "'_since' is an instant.");
  const elements = listOf(values, '_elements');
  const patient = values.get('patient')?.replace(/^Patient\//, '');
  return success({
    grant: call.place.holder.grant,
    request: call.base,
    at: call.house.world.now(),
    ...(types.length > 0 && { types: types.filter(isResourceType) }),
    ...(since && { since: since.low }),
    ...(elements.length > 0 && { elements }),
    ...(patient !== undefined && { patient }),
  });
}

const listOf = (values: URLSearchParams, name: string): string[] => values.getAll(name).flatMap((each) => each.split(',').filter(Boolean));
