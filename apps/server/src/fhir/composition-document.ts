import { randomUUID } from 'node:crypto';
import { collectReferences, type Outcome, parseJson, parseReference, success } from '@satchel/fhir';
import { randomId, type RecordView, type Stored } from '@satchel/record';
import { urlOf } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { refuse } from './trouble.ts';
import { deleted, onlyPresent } from './withdrawn.ts';
import { changeOf } from './write.ts';

/** GET Composition/[id]/$document: a Composition with all that it refers to (http://hl7.org/fhir/R4/composition-operation-document.html). */
export const compositionDocument: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Composition/:id/$document',
  operation: {
    name: 'document',
    definition: 'http://hl7.org/fhir/OperationDefinition/Composition-document',
    on: 'Composition',
    documentation: 'By POST with persist=true the document is kept as a Bundle.',
  },
  handle: document,
};
export const compositionDocumentByPost: Interaction = { ...compositionDocument, method: 'POST' };

async function document(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const known = only(asked.value.values, ['persist', 'graph']);
  if (!known.ok) return known;
  const persists = asked.value.values.get('persist') === 'true';
  if (persists && call.method === 'GET')
    return refuse(405, 'not-supported', 'A GET keeps nothing.', { expression: ['http.persist'], remedy: 'Use POST with persist=true.' });
  const view = await call.view();
  if (!view.ok) return view;
  const composition = await view.value.read('Composition', call.params['id'] ?? '');
  if (!composition.ok) return onlyPresent(composition);
  if (composition.value.marks.withdrawn !== undefined) return deleted(composition.value);
  const parts = await partsOf(view.value, composition.value);
  const text = documentText(call, [composition.value, ...parts]);
  return persists ? kept(call, text) : success({ status: 200, body: text });
}

/** What the Composition refers to, each once, as far as it is here. */
async function partsOf(view: RecordView, composition: Stored): Promise<Stored[]> {
  const parsed = parseJson(composition.text);
  if (!parsed.ok) throw new Error('A resource of the record does not parse.');
  const targets = new Map<string, { type: string; id: string }>();
  for (const { reference } of collectReferences(parsed.value)) {
    const target = parseReference(reference);
    if (target?.kind === 'relative') targets.set(`${target.type}/${target.id}`, target);
  }
  const parts: Stored[] = [];
  for (const { type, id } of targets.values()) {
    const stored = await view.read(type, id);
    if (stored.ok && stored.value.marks.withdrawn === undefined) parts.push(stored.value);
  }
  return parts;
}

function documentText({ base, house }: Call, resources: readonly Stored[]): string {
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` };
  const head = { resourceType: 'Bundle', identifier, type: 'document', timestamp: new Date(house.world.now()).toISOString() };
  const entries = resources.map((stored) => `{"fullUrl":${JSON.stringify(urlOf(base, stored))},"resource":${stored.text}}`);
  return `${JSON.stringify(head).slice(0, -1)},"entry":[${entries.join(',')}]}`;
}

async function kept(call: Call, text: string): Promise<Outcome<Answer>> {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error('A document of this server does not parse.');
  const id = randomId(call.house.world.engine);
  const done = await call.commit(changeOf(call, [{ type: 'Bundle', id, draft: { id, isNew: true, resource: { ...parsed.value, id } } }]));
  if (!done.ok) return done;
  return success({ status: 200, headers: { location: `${call.base}/Bundle/${id}/_history/1` }, body: text });
}
