import { historyAnswer } from './history-answer.ts';
import type { Interaction } from './interaction.ts';

/** GET [base]/_history: every version of everything. */
export const historySystem: Interaction = {
  kind: 'history-system',
  method: 'GET',
  path: '_history',
  handle: (call) =>
    historyAnswer(call, '_history', async (asked) => {
      const view = await call.view();
      return view.ok ? view.value.changes(asked) : view;
    }),
};
