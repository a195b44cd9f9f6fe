import { codingsOf, isJsonObject } from '@satchel/fhir';
import type { Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import type { Fact } from '../facts.ts';
import { dayOf, factsOfKind, find, isEmpty, isOver, isReal } from './matching.ts';
import type { Criterion, ValueSet, ValueSets } from './rules.ts';

/** Whether something holds, by which facts, and if nobody can tell, what is missing. */
export interface Truth {
  readonly holds: 'yes' | 'no' | 'unknown';
  readonly facts: readonly string[];
  /** What would have to be known. */
  readonly asks?: Words;
}

const NO: Truth = { holds: 'no', facts: [] };
const unknown = (asks: Words, facts: readonly string[] = []): Truth => ({ holds: 'unknown', facts, asks });

/** Three answers: that something is not so is only said where it would have been seen. */
export function truthOf(criterion: Criterion, facts: Facts, sets: ValueSets): Truth {
  if ('all' in criterion) return joined(criterion.all, 'no', 'yes', facts, sets);
  if ('any' in criterion) return joined(criterion.any, 'yes', 'no', facts, sets);
  const name =
    'has' in criterion
      ? criterion.has
      : 'takes' in criterion
        ? criterion.takes
        : 'answer' in criterion
          ? criterion.answer
          : criterion.value;
  const set = sets[name];
  if (set === undefined || isEmpty(set)) return unknown({ en: `the rules on "${name}"`, es: `las reglas sobre "${name}"` });
  if ('answer' in criterion) return answered(set, facts);
  if ('value' in criterion) return valued(set, criterion.atLeast, facts);
  return present(set, facts);
}

/** The first side that decides; unknown when none does and one is not known. */
function joined(criteria: readonly Criterion[], decides: 'yes' | 'no', otherwise: 'yes' | 'no', facts: Facts, sets: ValueSets): Truth {
  const truths = criteria.map((each) => truthOf(each, facts, sets));
  const decided = truths.find(({ holds }) => holds === decides);
  if (decided !== undefined) return decided;
  return truths.find(({ holds }) => holds === 'unknown') ?? { holds: otherwise, facts: truths.flatMap((truth) => truth.facts) };
}

function present(set: ValueSet, facts: Facts): Truth {
  const isNow = ({ resource }: Fact): boolean => isReal(resource) && (set.kind === 'done' || !isOver(resource));
  const { yes, maybe } = find(facts, set);
  const certain = yes.filter(isNow).map(({ reference }) => reference);
  if (certain.length > 0) return { holds: 'yes', facts: certain };
  const possible = maybe.filter(isNow).map(({ reference }) => reference);
  // A record without any list of conditions or medicines does not say that there are none.
  const isListed = set.kind === 'done' || factsOfKind(facts, set.kind).length > 0;
  return possible.length > 0 || facts.partial || !isListed ? unknown(set, possible) : NO;
}

function answered(set: ValueSet, facts: Facts): Truth {
  for (const { reference, resource } of newest(set, facts)) {
    const codes = codingsOf(resource['valueCodeableConcept']).map(({ code }) => code);
    if (codes.some((code) => code !== undefined && set.yes?.includes(code))) return { holds: 'yes', facts: [reference] };
    if (codes.some((code) => code !== undefined && set.no?.includes(code))) return { holds: 'no', facts: [reference] };
  }
  return unknown(set);
}

function valued(set: ValueSet, atLeast: number, facts: Facts): Truth {
  for (const { reference, resource } of newest(set, facts)) {
    const quantity = resource['valueQuantity'];
    const value = isJsonObject(quantity) ? quantity['value'] : undefined;
    if (typeof value === 'number') return { holds: value >= atLeast ? 'yes' : 'no', facts: [reference] };
  }
  return unknown(set);
}

const newest = (set: ValueSet, facts: Facts): readonly Fact[] =>
  find(facts, set)
    .yes.filter(({ resource }) => isReal(resource))
    .toSorted((a, b) => (dayOf(b.resource) ?? '').localeCompare(dayOf(a.resource) ?? ''));
