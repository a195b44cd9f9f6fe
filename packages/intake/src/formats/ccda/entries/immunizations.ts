import type { JsonObject } from '@satchel/fhir';
import { ABSENT, codeable, element, HL7, list, mapped, reference } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { countOf, quantityOf } from '../datatypes/quantities.ts';
import { pointOf } from '../datatypes/times.ts';
import { organizationOf } from '../header/people.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, type XmlNode } from '../xml/node.ts';
import {
  authorshipOf,
  conceptIn,
  isNegated,
  locationsOf,
  moodOf,
  notesOf,
  performersOf,
  reasonsOf,
  siteOf,
  statusOf,
  wordsOf,
} from './elements.ts';
import { observation } from './observations.ts';
import { administeredAt } from './timing.ts';

/** C-CDA on FHIR, CF-ImmunizationStatus. */
const STATUSES: Readonly<Record<string, string>> = { completed: 'completed', active: 'completed', nullified: 'entered-in-error' };

/** Whether a substance administration is a vaccination that took place, or was not given. */
export const isImmunization = (statement: XmlNode, section: string): boolean =>
  moodOf(statement) === 'EVN' &&
  (section === '11369-6' ||
    isCcda(statement, '52') ||
    hasTemplate(statement, '1.3.6.1.4.1.19376.1.5.3.1.4.12', '2.16.840.1.113883.3.88.11.83.13'));

/** Immunization Activity to Immunization. */
export function immunization(statement: XmlNode, at: EntryContext): string {
  const product = child(statement, 'consumable', 'manufacturedProduct');
  const material = child(product, 'manufacturedMaterial');
  const when = pointOf(administeredAt(statement, at));
  const refusals = at.related(statement, (each) => isCcda(each, '53'));
  const { recorded } = authorshipOf(statement, at);
  const lot = child(material, 'lotNumberText');
  const resource = element({
    resourceType: 'Immunization',
    identifier: identifiersOf(statement),
    status: isNegated(statement) ? 'not-done' : (STATUSES[statusOf(statement) ?? 'completed'] ?? 'not-done'),
    statusReason: mapped(refusals, (each) => conceptIn(each, 'code', at))[0],
    vaccineCode: vaccineOf(statement, material, at),
    patient: at.patient,
    ...(when === undefined
      ? { _occurrenceDateTime: { extension: [{ url: ABSENT, valueCode: 'unknown' }] } }
      : { occurrenceDateTime: when }),
    recorded,
    _primarySource: { extension: [{ url: ABSENT, valueCode: 'unknown' }] },
    location: locationsOf(statement, at)[0],
    manufacturer: organizationOf(child(product, 'manufacturerOrganization'), at.document, at.place),
    lotNumber: (lot && plainText(lot)) || undefined,
    site: siteOf(statement, 'approachSiteCode', at),
    route: conceptIn(statement, 'routeCode', at),
    doseQuantity: quantityOf(child(statement, 'doseQuantity')),
    performer: performersOf(statement, at).map((actor) => ({
      function: codeable(`${HL7}/v2-0443`, 'AP', 'Administering Provider'),
      actor,
    })),
    note: notesOf(statement, at),
    reasonCode: reasonsOf(statement, at).reasonCode,
    reaction: reactionsOf(statement, at),
    protocolApplied: list(doseNumberOf(statement, at)),
  });
  return at.add(resource, statement);
}

function vaccineOf(statement: XmlNode, material: XmlNode | undefined, at: EntryContext): JsonObject {
  const name = child(material, 'name');
  const words = (name && plainText(name)) || wordsOf(statement, at);
  return conceptOf(child(material, 'code'), at.anchors) ?? { text: words ?? 'Not coded' };
}

/** Which dose of the series: repeatNumber, or the dose number observation of CCD (30973-2). */
function doseNumberOf(statement: XmlNode, at: EntryContext): JsonObject | undefined {
  const [told] = at.related(statement, (each) => codeOf(each) === '30973-2');
  const number = countOf(attribute(child(told, 'value'), 'value') ?? attribute(child(statement, 'repeatNumber'), 'value'));
  return number === undefined ? undefined : { doseNumberPositiveInt: number };
}

/** A reaction is an Observation that the Immunization points to. */
function reactionsOf(statement: XmlNode, at: EntryContext): JsonObject[] {
  const found = at.related(
    statement,
    (each, relation) => each.name === 'observation' && (isCcda(each, '9') || attribute(relation, 'typeCode') === 'MFST'),
  );
  return found.map((each) => ({ detail: reference(observation(each, at)) }));
}
