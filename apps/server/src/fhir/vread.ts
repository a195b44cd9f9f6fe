import type { Interaction } from './interaction.ts';
import { resourceAnswer } from './resource-answer.ts';
import { notFound } from './trouble.ts';
import { deleted, onlyPresent } from './withdrawn.ts';

/** GET [type]/[id]/_history/[vid]: one version (http://hl7.org/fhir/R4/http.html#vread). */
export const vread: Interaction = {
  kind: 'vread',
  method: 'GET',
  path: ':type/:id/_history/:vid',
  async handle(call) {
    const { type = '', id = '', vid = '' } = call.params;
    if (!/^[1-9]\d{0,8}$/.test(vid)) return notFound();
    const view = await call.view();
    if (!view.ok) return view;
    const stored = await view.value.read(type, id, Number(vid));
    if (!stored.ok) return onlyPresent(stored);
    return stored.value.marks.withdrawn === undefined ? resourceAnswer(call, stored.value) : deleted(stored.value);
  },
};
