import { type Outcome, success } from '@satchel/fhir';
import { randomId } from '@satchel/record';
import type { Call, Interaction } from './interaction.ts';
import { matchOf } from './matches.ts';
import { idIn, validResourceIn, withId } from './resource-in.ts';
import { refuse } from './trouble.ts';
import { planKeep } from './update.ts';
import { perform, type Write } from './write.ts';

/** PUT [type]?condition: updates the one resource that meets it, or creates one (http://hl7.org/fhir/R4/http.html#cond-update). */
export const conditionalUpdate: Interaction = {
  kind: 'update',
  method: 'PUT',
  path: ':type',
  adds: { conditionalUpdate: true },
  plan: planConditionalUpdate,
  handle: (call) => perform(call, planConditionalUpdate),
};

async function planConditionalUpdate(call: Call): Promise<Outcome<Write>> {
  const { type = '' } = call.params;
  const resource = validResourceIn(call, type);
  if (!resource.ok) return resource;
  const match = await matchOf(call, type, call.query);
  if (!match.ok) return match;
  const id = idIn(resource.value);
  if (match.value && id !== undefined && id !== match.value.id)
    return refuse(400, 'invalid', 'The id of the resource is not that of the one that meets the condition.', {
      expression: [`${type}.id`],
    });
  const target = match.value?.id ?? id;
  if (target !== undefined) return planKeep(call, type, target, resource.value);
  const fresh = call.newId ?? randomId(call.house.world.engine);
  return success({ type, id: fresh, creates: true, draft: { id: fresh, isNew: true, resource: withId(resource.value, fresh) } });
}
