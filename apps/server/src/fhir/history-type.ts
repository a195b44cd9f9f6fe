import { historyAnswer } from './history-answer.ts';
import type { Interaction } from './interaction.ts';

/** GET [type]/_history: every version of every resource of one type. */
export const historyType: Interaction = {
  kind: 'history-type',
  method: 'GET',
  path: ':type/_history',
  handle: (call) => {
    const { type = '' } = call.params;
    return historyAnswer(call, `${type}/_history`, async (asked) => {
      const view = await call.view();
      return view.ok ? view.value.changes({ ...asked, type }) : view;
    });
  },
};
