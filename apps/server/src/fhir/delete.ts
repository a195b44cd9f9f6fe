import { type Outcome, success } from '@satchel/fhir';
import type { Call, Interaction } from './interaction.ts';
import { currentOf, perform, type Write } from './write.ts';

/**
 * DELETE [type]/[id]: takes the resource back. It stays in its history with the reason (http://hl7.org/fhir/R4/http.html#delete);
 * to delete what is not there, or not any more, succeeds.
 */
export const remove: Interaction = {
  kind: 'delete',
  method: 'DELETE',
  path: ':type/:id',
  plan: planRemove,
  handle: (call) => perform(call, planRemove),
};

function planRemove(call: Call): Promise<Outcome<Write>> {
  const { type = '', id = '' } = call.params;
  return planWithdrawal(call, type, id);
}

export async function planWithdrawal(call: Call, type: string, id: string): Promise<Outcome<Write>> {
  const known = await currentOf(call, type, id);
  if (!known.ok) return known;
  return success(known.value && known.value.marks.withdrawn === undefined ? { type, id, withdraws: true } : { type });
}
