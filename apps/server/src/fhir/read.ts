import { success } from '@satchel/fhir';
import type { Interaction } from './interaction.ts';
import { resourceAnswer } from './resource-answer.ts';
import { notModified } from './preconditions.ts';
import { deleted, onlyPresent } from './withdrawn.ts';

/** GET [type]/[id]: the current version (http://hl7.org/fhir/R4/http.html#read). */
export const read: Interaction = {
  kind: 'read',
  method: 'GET',
  path: ':type/:id',
  adds: { conditionalRead: 'full-support' },
  async handle(call) {
    const { type = '', id = '' } = call.params;
    const view = await call.view();
    if (!view.ok) return view;
    const stored = await view.value.read(type, id);
    if (!stored.ok) return onlyPresent(stored);
    if (stored.value.marks.withdrawn !== undefined) return deleted(stored.value);
    if (notModified(call, stored.value)) return success({ status: 304, headers: { etag: `W/"${stored.value.version}"` } });
    return resourceAnswer(call, stored.value);
  },
};
