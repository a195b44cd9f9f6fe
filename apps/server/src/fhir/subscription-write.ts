import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { create } from './create.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { resourceIn } from './resource-in.ts';
import { type SubscriptionAsked, subscriptionAsked } from './subscription-asked.ts';
import { asKept, deliveryOf } from './subscription-delivery.ts';
import { refuse } from './trouble.ts';
import { update } from './update.ts';
import { perform, type Plan, type Write } from './write.ts';

/** A bundle’s changes are one, and a subscription is a deed of its own: it begins with a call to its endpoint. */
const ALONE: Plan = () => Promise.resolve(refuse(422, 'not-supported', 'A Subscription is made and changed by a request of its own.'));

/** POST Subscription: begins to notify (http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/components.html). */
export const createSubscription: Interaction = {
  kind: 'operation',
  method: 'POST',
  path: 'Subscription',
  plan: ALONE,
  handle: (call) => begin(call, create.plan),
};

/** PUT Subscription/[id]: asks for something else, tries again after an error, or ends it with status `off`. */
export const updateSubscription: Interaction = {
  kind: 'operation',
  method: 'PUT',
  path: 'Subscription/:id',
  plan: ALONE,
  handle: (call) => begin(call, update.plan),
};

/** PATCH Subscription/[id], and changes by condition: to be said as a whole. */
export const patchSubscription: Interaction = {
  kind: 'operation',
  method: 'PATCH',
  path: 'Subscription/:id',
  plan: ALONE,
  handle: () =>
    Promise.resolve(refuse(422, 'not-supported', 'A Subscription is changed as a whole.', { remedy: 'Use PUT Subscription/[id].' })),
};
export const conditionalUpdateSubscription: Interaction = { ...patchSubscription, method: 'PUT', path: 'Subscription' };
export const conditionalPatchSubscription: Interaction = { ...patchSubscription, path: 'Subscription' };

async function begin(call: Call, plan: Plan | undefined): Promise<Outcome<Answer>> {
  const own: Call = { ...call, params: { ...call.params, type: 'Subscription' } };
  let asked: SubscriptionAsked | undefined;
  let written: { readonly id: string; readonly isOff: boolean } | undefined;
  const answer = await perform(own, async (again): Promise<Outcome<Write>> => {
    const write = await plan?.(again);
    if (!write?.ok || !write.value.draft) return write ?? refuse(405, 'not-supported', 'Subscriptions are not kept.');
    const { draft } = write.value;
    // As it was sent: what is kept of it has no headers.
    const sent = resourceIn(again);
    const checked = subscriptionAsked(sent.ok ? sent.value : draft.resource);
    if (!checked.ok) return checked;
    asked = checked.value;
    const resource: JsonObject = asKept(draft.resource);
    written = { id: write.value.id ?? '', isOff: resource['status'] === 'off' };
    return success({ ...write.value, draft: { ...draft, resource } });
  });
  if (answer.ok && asked && written) await deliveryOf(call.house).begin(call, written.id, asked, written.isOff);
  return answer;
}
