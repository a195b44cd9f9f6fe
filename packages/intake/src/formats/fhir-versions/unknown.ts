import type { ElementPlan, JsonObject, JsonValue, TypePlan } from '@satchel/fhir';
import { typePlan } from '@satchel/fhir';

/** Says that a value is missing because nobody knows it (http://hl7.org/fhir/R4/extension-data-absent-reason.html). */
const UNKNOWN: JsonObject = { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' };

/** Gives what R4 requires and the source does not say, as unknown. Answers the names of what was given. */
export function fillRequired(node: JsonObject, plan: TypePlan): string[] {
  return plan.required.filter((name) => {
    const elements = [...plan.elements.values()].filter(
      (each) => each.requiredBit !== 0 && each.companionOf === undefined && isOf(each, name),
    );
    const [first] = elements;
    if (!first || elements.some((each) => node[each.name] !== undefined || node[`_${each.name}`] !== undefined)) return false;
    const chosen = elements.find((each) => each.typeName === 'CodeableConcept') ?? first;
    node[chosen.check ? `_${chosen.name}` : chosen.name] = unknownOf(chosen);
    return true;
  });
}

const isOf = ({ name }: ElementPlan, required: string): boolean =>
  required.endsWith('[x]') ? name.startsWith(required.slice(0, -3)) : name === required;

function unknownOf(element: ElementPlan): JsonValue {
  const one = element.typeName.includes('.') ? unknownPart(element) : { extension: [UNKNOWN] };
  return element.isArray ? [one] : one;
}

function unknownPart({ typeName }: ElementPlan): JsonObject {
  const plan = typePlan(typeName);
  const part: JsonObject = {};
  if (plan) fillRequired(part, plan);
  return Object.keys(part).length ? part : { extension: [UNKNOWN] };
}
