import type { JsonObject } from '@satchel/fhir';
import { randomId } from '../ids.ts';
import { labelText } from '../put-row.ts';
import { changed, type Item, type Work } from './work.ts';

const PARSER = 'urn:satchel:parser';
const ACTIVITY: Readonly<Record<Item['effect'], readonly [code: string, display: string]>> = {
  new: ['CREATE', 'create'],
  changed: ['UPDATE', 'revise'],
  unchanged: ['UPDATE', 'revise'],
  withdrawn: ['NULLIFY', 'nullify'],
  restored: ['REACTIVATE', 'reactivate'],
};

/**
 * Provenance on everything: one for each set of labels and kind of effect in the change, labelled like its targets
 * (PH.0, RI.1.1). A file's name may give away what the labels hide, so it stays with the DocumentReference.
 */
export function attributeStep(work: Work): void {
  const groups = new Map<string, Item[]>();
  for (const item of changed(work)) {
    const key = `${item.effect} ${labelText(item.labels)}`;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  for (const [n, members] of [...groups.values()].entries()) {
    const { deposit } = work.change.origin;
    const id = n === 0 && deposit !== undefined ? depositId(work.idOf, deposit) : randomId(work.world.engine);
    work.items.push(provenanceItem(work, id, members[0] as Item, members));
  }
}

function provenanceItem(work: Work, id: string, first: Item, members: readonly Item[]): Item {
  const resource = provenance(work, first, members);
  return {
    type: 'Provenance',
    id,
    resource,
    issues: [],
    before: 0,
    effect: 'new',
    labels: first.labels,
    body: { head: { t: 'Provenance', at: work.at, o: 1 }, resource: JSON.stringify(resource) },
  };
}

function provenance(work: Work, { effect }: Item, members: readonly Item[]): JsonObject {
  const { origin } = work.change;
  const [code, display] = ACTIVITY[effect];
  return {
    resourceType: 'Provenance',
    target: members.map((item) => ({ reference: `${item.type}/${item.id}` })),
    recorded: origin.at,
    activity: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code, display }] },
    agent: [
      {
        type: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
              code: origin.kind === 'entry' ? 'author' : 'enterer',
            },
          ],
        },
        who: { display: origin.author ?? 'Account holder', identifier: { system: 'urn:satchel:grant', value: work.by.grant } },
      },
    ],
    ...(origin.original && { entity: [{ role: 'source', what: { reference: `DocumentReference/${documentId(work)}` } }] }),
    extension: [
      { url: 'urn:satchel:origin', valueCode: origin.kind },
      ...(origin.parser ? [{ url: PARSER, valueString: `${origin.parser.name} ${origin.parser.version}` }] : []),
    ],
  };
}

/** The DocumentReference of an original is known by the original's address. */
export const documentId = (work: Work): string => work.idOf('urn:satchel:original', work.change.origin.original?.address ?? '');

/** The Provenance of a deposit is known by its number, so that the same deposit is not taken in twice. */
export const depositId = (idOf: Work['idOf'], number: number): string => idOf('urn:satchel:deposit', String(number));
