import { type Outcome, success } from '@satchel/fhir';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { CONTENTS } from './subscription-asked.ts';
import { deliveryOf } from './subscription-delivery.ts';
import { notificationText } from './subscription-notification.ts';
import { refuse } from './trouble.ts';

/** GET Subscription/[id]/$events: what happened, by number (http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/OperationDefinition-backport-subscription-events.html). */
export const subscriptionEvents: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Subscription/:id/$events',
  operation: {
    name: 'events',
    definition: 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-events',
    on: 'Subscription',
    documentation: 'The last thousand events of a subscription, through the caller’s own lens as it is now.',
  },
  handle: events,
};
export const subscriptionEventsByPost: Interaction = { ...subscriptionEvents, method: 'POST' };

async function events(call: Call): Promise<Outcome<Answer>> {
  const { id = '' } = call.params;
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, ['eventsSinceNumber', 'eventsUntilNumber', 'content']);
  if (!known.ok) return known;
  const [since, until] = [values.get('eventsSinceNumber') ?? '0', values.get('eventsUntilNumber') ?? String(Number.MAX_SAFE_INTEGER)];
  if (!/^\d{1,16}$/.test(since) || !/^\d{1,16}$/.test(until))
    return refuse(400, 'value', 'Event numbers are whole numbers.', { expression: ['http.eventsSinceNumber'] });
  const found = await deliveryOf(call.house).find(call, id);
  if (!found.ok) return found;
  const content = CONTENTS.find((each) => each === (values.get('content') ?? found.value.asked.content));
  if (!content) return refuse(400, 'value', `'content' is one of ${CONTENTS.join(', ')}.`, { expression: ['http.content'] });
  const wanted = found.value.events.filter(({ number }) => number >= Number(since) && number <= Number(until));
  const texts = new Map<string, string>();
  if (content === 'full-resource') {
    const view = await call.view();
    if (!view.ok) return view;
    for (const { type, id: focus } of wanted) {
      const stored = await view.value.read(type, focus);
      if (stored.ok) texts.set(`${type}/${focus}`, stored.value.text);
    }
  }
  return success({
    status: 200,
    body: notificationText(id, found.value, 'query-event', wanted, { content, texts, at: call.house.world.now() }),
  });
}
