import { type Outcome, success } from '@satchel/fhir';
import { planWithdrawal } from './delete.ts';
import type { Call, Interaction } from './interaction.ts';
import { matchOf } from './matches.ts';
import { perform, type Write } from './write.ts';

/** DELETE [type]?condition: takes back the one resource that meets it; several are refused. */
export const conditionalDelete: Interaction = {
  kind: 'delete',
  method: 'DELETE',
  path: ':type',
  adds: { conditionalDelete: 'single' },
  plan: planConditionalDelete,
  handle: (call) => perform(call, planConditionalDelete),
};

async function planConditionalDelete(call: Call): Promise<Outcome<Write>> {
  const { type = '' } = call.params;
  const match = await matchOf(call, type, call.query);
  if (!match.ok) return match;
  return match.value ? planWithdrawal(call, type, match.value.id) : success({ type });
}
