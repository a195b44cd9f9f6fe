import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { listOf, move, type Rules } from '../rule.ts';

export const people: Rules = {
  Patient: [move('careProvider', 'generalPractitioner')],
  HumanName: [
    move('family', 'family', (family) => (Array.isArray(family) ? family.filter((each) => typeof each === 'string').join(' ') : family)),
  ],
  'Timing.repeat': [
    move('periodUnits', 'periodUnit'),
    move('durationUnits', 'durationUnit'),
    move('boundsQuantity', 'boundsDuration'),
    move('when', 'when', (when) => listOf(when)),
  ],
  Coverage: [
    move('issuer', 'payor', (issuer) => [issuer]),
    move('insurer', 'payor', (insurer) => [insurer]),
    move('bin', 'identifier', (bin) => (isJsonObject(bin) ? [bin] : undefined)),
    classes,
  ],
};

/** What groups people under one insurance, by its name in older versions and R4's code for it. */
const CLASSES = ['group', 'subGroup', 'plan', 'subPlan', 'class', 'subClass'] as const;

/** Groups, plans and classes of an insurance were elements of their own, then parts of one; R4 lists them with their kind. */
function classes(node: JsonObject): void {
  const grouping = isJsonObject(node['grouping']) ? { ...node['grouping'] } : undefined;
  const from = grouping ?? node;
  const found: JsonValue[] = [];
  for (const name of CLASSES) {
    const value = from[name];
    if (typeof value !== 'string') continue;
    const words = from[`${name}Display`];
    found.push(classOf(name.toLowerCase(), value, words));
    delete from[name];
    delete from[`${name}Display`];
  }
  const { sequence } = node;
  if (typeof sequence === 'string' || typeof sequence === 'number') {
    found.push(classOf('sequence', String(sequence), undefined));
    delete node['sequence'];
  }
  if (grouping && Object.keys(grouping).length) node['grouping'] = grouping;
  else if (grouping) delete node['grouping'];
  if (found.length) node['class'] = [...listOf(node['class']), ...found];
}

function classOf(code: string, value: string, name: JsonValue | undefined): JsonObject {
  return {
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code }] },
    value,
    ...(typeof name === 'string' && { name }),
  };
}
