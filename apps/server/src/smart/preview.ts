import { type ResourceScope, writeResourceScope } from '@satchel/ceremonies';
import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { cardOf, type Listed, type RecordView } from '@satchel/record';
import type { ConsentLine, ConsentPreview } from '../http/api.ts';

const EXAMPLES = 3;

/**
 * What an app would see, read through its own lens; beside it, from all that there is, how much would stay hidden. A scope
 * for everything has a line for each type that there is.
 */
export async function previewOf(seen: RecordView, all: RecordView, resources: readonly ResourceScope[]): Promise<Outcome<ConsentPreview>> {
  const [visible, whole] = [await seen.counts(), await all.counts()];
  if (!visible.ok) return visible;
  if (!whole.ok) return whole;
  const lines: ConsentLine[] = [];
  for (const scope of resources) {
    for (const type of scope.rule.type === '*' ? Object.keys(whole.value) : [scope.rule.type]) {
      const line = await lineOf(seen, all, scope, type);
      if (!line.ok) return line;
      lines.push(line.value);
    }
  }
  const hidden = new Map(lines.map((line) => [`${line.type}?${line.query ?? ''}`, line.withheld]));
  return success({ lines, withheld: [...hidden.values()].reduce((sum, count) => sum + count, 0) });
}

async function lineOf(seen: RecordView, all: RecordView, scope: ResourceScope, type: string): Promise<Outcome<ConsentLine>> {
  const { can, query } = scope.rule;
  const search = `${query === undefined ? '' : `${query}&`}_sort=-_lastUpdated&_count=${EXAMPLES}`;
  // Whoever may only read by id is shown what it can read.
  const found = await seen.search(type, search);
  if (!found.ok) return found;
  const whole = await all.search(type, `${query === undefined ? '' : `${query}&`}_count=0`);
  if (!whole.ok) return whole;
  const listed = query === undefined ? await seen.list([type], { limit: EXAMPLES }) : undefined;
  const count = found.value.total ?? 0;
  return success({
    scope: writeResourceScope(scope),
    type,
    can,
    ...(query !== undefined && { query }),
    seen: count,
    withheld: (whole.value.total ?? 0) - count,
    examples: listed?.ok
      ? listed.value.map(({ card }: Listed) => card)
      : found.value.matches.map(({ text }) => cardOf(JSON.parse(text) as JsonObject)),
  });
}
