import { type Outcome, success } from '@satchel/fhir';
import { parametersText } from './codes-asked.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { deliveryOf } from './subscription-delivery.ts';
import { bindingToken, socketUrl, TOKEN_LIFE } from './subscription-socket.ts';

/** GET Subscription/[id]/$get-ws-binding-token (http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/OperationDefinition-backport-subscription-get-ws-binding-token.html). */
export const subscriptionBindingToken: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Subscription/:id/$get-ws-binding-token',
  operation: {
    name: 'get-ws-binding-token',
    definition: 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-get-ws-binding-token',
    on: 'Subscription',
    documentation: 'For one socket, within five minutes: it says bind-with-token [token].',
  },
  handle: tokenFor,
};
export const subscriptionBindingTokenByPost: Interaction = { ...subscriptionBindingToken, method: 'POST' };

async function tokenFor(call: Call): Promise<Outcome<Answer>> {
  const { id = '' } = call.params;
  const found = await deliveryOf(call.house).find(call, id);
  if (!found.ok) return found;
  const expires = call.house.world.now() + TOKEN_LIFE;
  const token = bindingToken({ person: call.place.holder.person, ids: [id], expires });
  return success({
    status: 200,
    body: parametersText([
      ['token', { valueString: token }],
      ['expiration', { valueDateTime: new Date(expires).toISOString() }],
      ['subscription', { valueString: `Subscription/${id}` }],
      ['websocket-url', { valueUrl: socketUrl(call.base) }],
    ]),
  });
}
