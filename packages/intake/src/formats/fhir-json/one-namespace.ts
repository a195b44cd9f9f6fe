import type { JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import { FileVersion, toR4, votesOf } from '../fhir-versions/index.ts';

/** A resource that another program keeps, with where it stands in that program's file. */
export interface Kept {
  readonly resource: JsonObject;
  readonly place: string;
}

/** Resources that another program has gathered from one source: their ids and references are that source's, whoever wrote them down. */
export function* draftsOfOneSource(system: string, all: readonly Kept[]): Iterable<Parsed> {
  const file = new FileVersion();
  for (const { resource } of all) file.see(votesOf(resource));
  for (const { resource, place } of all) {
    const version = file.of(votesOf(resource));
    const brought = version === undefined ? { resource, issues: [] } : toR4(resource, version);
    const { id } = resource;
    yield {
      kind: 'draft',
      draft: {
        resource: brought.resource,
        place,
        ...(typeof id === 'string' && { source: { system, id: `${String(brought.resource['resourceType'])}/${id}` } }),
        ...(brought.issues.length > 0 && { issues: brought.issues.map((each) => ({ ...each, location: place })) }),
      },
    };
  }
}

/** Whether a value says that it is a resource. */
export const isResourceOf = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && typeof (value as JsonObject)['resourceType'] === 'string';
