import { type Outcome, success } from '@satchel/fhir';
import type { Listed, RecordView } from '@satchel/record';
import type { Review } from '../api.ts';
import { assertsNone, isOver, isRuledOut, saysNothing } from '@satchel/output';
import { everyFact } from './sources.ts';

const FAMILY: Readonly<Record<string, string>> = {
  Condition: 'Condition',
  AllergyIntolerance: 'AllergyIntolerance',
  MedicationStatement: 'medicine',
  MedicationRequest: 'medicine',
};
/** More than this is not two minutes. */
const MOST = 12;

/** What a person can settle in two minutes: what sources say differently, what nobody confirmed, what came in broken. */
export async function reviewOf(view: RecordView): Promise<Outcome<Review>> {
  const all = await everyFact(view, { newestDays: true });
  if (!all.ok) return all;
  const facts = all.value.filter(({ type }) => type in FAMILY).filter((fact) => !assertsNone(fact) && !saysNothing(fact));
  const conflicts = conflictsAmong(facts);
  const inConflict = new Set(conflicts.flat().map(({ id }) => id));
  const unconfirmed = facts.filter((fact) => fact.card.verification === 'unconfirmed' && !isOver(fact) && !inConflict.has(fact.id));
  const broken = all.value.filter(({ marks }) => marks.invalid);
  return success({
    conflicts: conflicts.slice(0, MOST),
    unconfirmed: unconfirmed.slice(0, MOST),
    broken: broken.slice(0, MOST),
    total: conflicts.length + unconfirmed.length + broken.length,
  });
}

/** The same thing by code, or by name where nobody coded it, that one says is so and another that it is over or never was. */
function conflictsAmong(facts: readonly Listed[]): (readonly [Listed, Listed])[] {
  const groups = Map.groupBy(facts, ({ type, card }) => `${FAMILY[type]} ${card.code ?? card.title?.toLowerCase() ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const stands = newest(group.filter((fact) => !isOver(fact) && !isRuledOut(fact)));
    const denied = newest(group.filter((fact) => isRuledOut(fact) || (isOver(fact) && fact.type !== 'MedicationRequest')));
    return stands && denied && saidAfter(denied, stands) ? [[stands, denied] as const] : [];
  });
}

/** Who said that it is over knows of no later time; an older "over" was simply followed by a new beginning. */
const saidAfter = (denied: Listed, stands: Listed): boolean =>
  isRuledOut(denied) || denied.timelineAt === null || stands.timelineAt === null || denied.timelineAt >= stands.timelineAt;

const newest = (facts: readonly Listed[]): Listed | undefined => facts.toSorted((a, b) => (b.timelineAt ?? 0) - (a.timelineAt ?? 0))[0];
