import { type Outcome, success } from '@satchel/fhir';
import type { ChangesPage, Stored } from '@satchel/record';
import { type HistoryAsked, historyAnswer } from './history-answer.ts';
import type { Interaction } from './interaction.ts';
import { onlyPresent } from './withdrawn.ts';

/** GET [type]/[id]/_history: every version of one resource. */
export const historyInstance: Interaction = {
  kind: 'history-instance',
  method: 'GET',
  path: ':type/:id/_history',
  adds: { readHistory: true },
  handle: (call) => {
    const { type = '', id = '' } = call.params;
    return historyAnswer(call, `${type}/${id}/_history`, async (asked): Promise<Outcome<ChangesPage & { total: number }>> => {
      const view = await call.view();
      if (!view.ok) return view;
      const versions = await view.value.history(type, id);
      return versions.ok ? success(pageOf(versions.value, asked)) : onlyPresent(versions);
    });
  },
};

/** A version stood from when it was written until the next one was. */
function pageOf(versions: readonly Stored[], { since, at, cursor, limit }: HistoryAsked): ChangesPage & { total: number } {
  const asked = versions.filter(({ updatedAt }, n) => {
    const until = n === 0 ? Number.POSITIVE_INFINITY : (versions[n - 1]?.updatedAt ?? 0);
    return (since === undefined || updatedAt >= since) && (!at || (updatedAt <= at.high && until > at.low));
  });
  const below = cursor === undefined ? asked : asked.filter(({ version }) => version < Number(cursor));
  const page = below.slice(0, limit);
  return { versions: page, total: asked.length, ...(page.length > 0 && below.length > limit && { next: String(page.at(-1)?.version) }) };
}
