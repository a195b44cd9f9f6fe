import type { JsonObject } from '@satchel/fhir';
import {
  ask,
  bundleOf,
  importText,
  newPerson,
  patient,
  type Person,
  type Served,
  type ServeOptions,
  serveForTest,
  removeDir,
  weight,
} from './served.ts';

/** A record with a Patient `p` and an Observation `w`, and a client of its FHIR API. */
export interface FhirDesk {
  readonly served: Served;
  readonly person: Person;
  ask(method: string, path: string, options?: AskOptions): Promise<Asked>;
  /** The record's id of what the imported file called `id`. */
  idOf(type: string, id: string): Promise<string>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Another token than the desk's own; empty for none. */
  readonly bearer?: string;
  /** Another mount than `/fhir`. */
  readonly base?: string;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: JsonObject & Record<string, never>;
}

/** Opens a server with one person; `resources` instead of the usual two facts. */
export async function openDesk(
  resources: readonly object[] = [patient('p', 'Aster'), weight('w', 70, '2024-01-01')],
  options: ServeOptions = {},
): Promise<FhirDesk> {
  const served = await serveForTest(options);
  const person = await newPerson(served, 'Ana');
  if (resources.length > 0) await importText(person, 'file.json', bundleOf(resources));
  const asked = async (method: string, path: string, { body, headers = {}, bearer = person.bearer, base = '/fhir' }: AskOptions = {}) => {
    const answer = await ask(served.base, method, `${base}${path && !path.startsWith('?') ? '/' : ''}${path}`, {
      headers: {
        ...(body !== undefined && {
          'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/fhir+json',
        }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(bearer !== '' && { bearer }),
    });
    return { ...answer, json: jsonOf(answer.text) };
  };
  return {
    served,
    person,
    ask: asked,
    idOf: async (type, id) => {
      const view = await served.house.hall.view({ ...(await holderOf(served, person)), purpose: 'PATRQT' });
      if (!view.ok) throw new Error('The record does not open.');
      for await (const stored of view.value.everything([type]))
        if (stored.source?.id === `${type}/${id}` || stored.source?.id === id) return stored.id;
      throw new Error(`${type}/${id} was not imported.`);
    },
    async close() {
      await served.close();
      removeDir(served.dir);
    },
  };
}

async function holderOf({ house }: Served, { bearer, person }: Person) {
  const sitting = await house.sittings.find(bearer);
  const place = sitting && (await house.sittings.enter(sitting, person));
  if (!place) throw new Error('The session does not open its record.');
  return place.holder;
}

function jsonOf(text: string): Asked['json'] {
  try {
    return JSON.parse(text) as Asked['json'];
  } catch {
    return {};
  }
}
