import { isJsonObject, type JsonObject, type JsonValue, type Outcome, parseJson, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given } from './operation-parameters.ts';
import { withId } from './resource-in.ts';
import { notFound, refuse } from './trouble.ts';
import { deleted, onlyPresent } from './withdrawn.ts';
import { currentOf, perform, type Write } from './write.ts';

const operation = (name: string) => ({ name, definition: `http://hl7.org/fhir/OperationDefinition/Resource-${name}`, on: '*' });

/** GET [type]/[id]/$meta: profiles, tags and security labels (http://hl7.org/fhir/R4/resource-operation-meta.html). */
export const meta: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: ':type/:id/$meta',
  operation: operation('meta'),
  async handle(call) {
    const { type = '', id = '' } = call.params;
    const view = await call.view();
    if (!view.ok) return view;
    const stored = await view.value.read(type, id);
    if (!stored.ok) return onlyPresent(stored);
    return stored.value.marks.withdrawn === undefined ? metaAnswer(metaIn(parsed(stored.value))) : deleted(stored.value);
  },
};

/** POST [type]/[id]/$meta-add: adds to them. Here that is a new version, like every change. */
export const metaAdd: Interaction = changing('meta-add', (before, given) => [
  ...before,
  ...given.filter((each) => !before.some((known) => isSame(known, each))),
]);

/** POST [type]/[id]/$meta-delete: takes them away; those that are not there are passed over. */
export const metaDelete: Interaction = changing('meta-delete', (before, given) =>
  before.filter((known) => !given.some((each) => isSame(known, each))),
);

function changing(name: string, change: (before: readonly JsonValue[], given: readonly JsonValue[]) => JsonValue[]): Interaction {
  return {
    kind: 'operation',
    method: 'POST',
    path: `:type/:id/$${name}`,
    operation: operation(name),
    async handle(call) {
      const asked = metaGiven(call);
      if (!asked.ok) return asked;
      let result: JsonObject = {};
      const done = await perform(call, async () => {
        const known = await standing(call);
        if (!known.ok) return known;
        const resource = parsed(known.value);
        result = changed(metaIn(resource), asked.value, change);
        return success<Write>({
          type: known.value.type,
          id: known.value.id,
          draft: { id: known.value.id, resource: withId({ ...resource, meta: result }, known.value.id) },
        });
      });
      return done.ok ? metaAnswer(result) : done;
    },
  };
}

async function standing(call: Call): Promise<Outcome<Stored>> {
  const { type = '', id = '' } = call.params;
  const known = await currentOf(call, type, id);
  if (!known.ok) return known;
  if (!known.value) return notFound();
  return known.value.marks.withdrawn === undefined ? success(known.value) : deleted(known.value);
}

function metaGiven(call: Call): Outcome<JsonObject> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const value = asked.value.parameters.find(({ name }) => name === 'meta')?.['valueMeta'];
  return isJsonObject(value)
    ? success(value)
    : refuse(400, 'required', "The parameter 'meta' is missing.", { expression: ['Parameters.parameter'] });
}

const LISTS = ['profile', 'security', 'tag'] as const;

function changed(
  before: JsonObject,
  given: JsonObject,
  change: (before: readonly JsonValue[], given: readonly JsonValue[]) => JsonValue[],
): JsonObject {
  const lists = LISTS.map((name) => [name, change(listIn(before, name), listIn(given, name))] as const);
  const { profile: _p, security: _s, tag: _t, ...rest } = before;
  return { ...rest, ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)) };
}

const listIn = (holder: JsonObject, name: string): readonly JsonValue[] => (Array.isArray(holder[name]) ? holder[name] : []);

/** Codings are the same by system and code; whatever they display. */
function isSame(a: JsonValue, b: JsonValue): boolean {
  return isJsonObject(a) && isJsonObject(b) ? a['system'] === b['system'] && a['code'] === b['code'] : a === b;
}

function parsed({ text }: Stored): JsonObject {
  const resource = parseJson(text);
  if (!resource.ok) throw new Error('A resource of the record does not parse.');
  return resource.value;
}

/** What a resource says of itself; its version and time are not labels. */
function metaIn(resource: JsonObject): JsonObject {
  const { versionId: _v, lastUpdated: _l, ...own } = isJsonObject(resource['meta']) ? resource['meta'] : {};
  return own;
}

function metaAnswer(value: JsonObject): Outcome<Answer> {
  const parameter = [{ name: 'return', valueMeta: value }];
  return success({
    status: 200,
    body: JSON.stringify({ resourceType: 'Parameters', ...(Object.keys(value).length > 0 && { parameter }) }),
  });
}
