import type { JsonObject } from '@satchel/fhir';
import { ABSENT, codeable, element, elementOrNone, HL7, list, mapped, type Parts, reference } from '../build.ts';
import { codeOf, type EntryContext, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf, idsOf } from '../datatypes/ids.ts';
import { countOf, intervalOf, quantityOf, ratioOf } from '../datatypes/quantities.ts';
import { textOf } from '../datatypes/text.ts';
import { periodOf, pointOf, timeElement, whenOf } from '../datatypes/times.ts';
import { organizationOf, participantOf } from '../header/people.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { authorshipOf, conceptIn, isNegated, moodOf, notesOf, performersOf, reasonsOf, siteOf, statusOf, wordsOf } from './elements.ts';
import { administeredAt, timingOf } from './timing.ts';

/** C-CDA on FHIR: CF-MedicationStatus, CF-MedActivityMood. */
const STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  suspended: 'on-hold',
  held: 'on-hold',
  aborted: 'stopped',
  cancelled: 'cancelled',
  completed: 'completed',
  nullified: 'entered-in-error',
  new: 'draft',
};
const INTENTS: Readonly<Record<string, string>> = { EVN: 'plan', INT: 'order', RQO: 'order', PRMS: 'plan', PRP: 'proposal' };
const ADMINISTERED = '29549-3';
const ANESTHESIA = '59774-0';

/** Medication Activity to MedicationRequest; what was given in hospital to MedicationAdministration. */
export function medication(statement: XmlNode, at: EntryContext): string {
  const given = moodOf(statement) === 'EVN' && (at.section === ADMINISTERED || at.section === ANESTHESIA);
  const own = given ? administration(statement, at) : request(statement, at);
  for (const dispense of at.related(statement, (each) => each.name === 'supply' && moodOf(each) === 'EVN')) {
    medicationDispense(dispense, at, { of: statement, ...(given ? {} : { authorizingPrescription: [reference(own)] }) });
  }
  return own;
}

function request(statement: XmlNode, at: EntryContext): string {
  const mood = moodOf(statement);
  const { recorded, author } = authorshipOf(statement, at);
  const [order] = at.related(statement, (each) => each.name === 'supply' && moodOf(each) !== 'EVN');
  const resource = element({
    resourceType: 'MedicationRequest',
    identifier: identifiersOf(statement),
    status: STATUSES[statusOf(statement) ?? ''] ?? 'unknown',
    intent: INTENTS[mood] ?? 'plan',
    doNotPerform: isNegated(statement) ? true : undefined,
    ...medicationIn(statement, at),
    subject: at.patient,
    authoredOn: recorded,
    requester: author,
    ...reasonsOf(statement, at),
    note: notesOf(statement, at),
    dosageInstruction: list(dosageOf(statement, order, at)),
    dispenseRequest: order && dispenseRequestOf(order, at),
  });
  return at.add(resource, statement);
}

function administration(statement: XmlNode, at: EntryContext): string {
  const when = administeredAt(statement, at);
  const dose = quantityOf(child(statement, 'doseQuantity')) ?? intervalOf(child(statement, 'doseQuantity') ?? statement).Quantity;
  const resource = element({
    resourceType: 'MedicationAdministration',
    identifier: identifiersOf(statement),
    status: isNegated(statement) ? 'not-done' : (ADMINISTRATION_STATUSES[statusOf(statement) ?? ''] ?? 'completed'),
    ...medicationIn(statement, at),
    subject: at.patient,
    ...(pointOf(when) === undefined
      ? { _effectiveDateTime: { extension: [{ url: ABSENT, valueCode: 'unknown' }] } }
      : timeElement('effective', when)),
    performer: performersOf(statement, at).map((actor) => ({ actor })),
    reasonCode: reasonsOf(statement, at).reasonCode,
    note: notesOf(statement, at),
    dosage: dosed(statement, dose, at),
  });
  return at.add(resource, statement);
}

const ADMINISTRATION_STATUSES: Readonly<Record<string, string>> = {
  active: 'in-progress',
  suspended: 'on-hold',
  aborted: 'stopped',
  nullified: 'entered-in-error',
};

/** A dosage says how much, at which rate or in words, or nothing at all (mad-1). */
function dosed(statement: XmlNode, dose: JsonObject | undefined, at: EntryContext): JsonObject | undefined {
  const text = sigOf(statement, undefined, at);
  const rate = quantityOf(child(statement, 'rateQuantity'));
  if (!dose && !rate && text === undefined) return undefined;
  return element({
    text,
    site: siteOf(statement, 'approachSiteCode', at),
    route: conceptIn(statement, 'routeCode', at),
    dose,
    rateQuantity: rate,
  });
}

/** What the medicine is: a code where that says it all, a Medication where form, maker or vehicle come with it. */
export function medicationIn(statement: XmlNode, at: EntryContext): Parts {
  const product = child(statement, 'consumable', 'manufacturedProduct') ?? child(statement, 'product', 'manufacturedProduct');
  const material = child(product, 'manufacturedMaterial') ?? child(product, 'manufacturedLabeledDrug');
  const name = child(material, 'name');
  const named = name && plainText(name) ? { text: plainText(name) } : undefined;
  const code = conceptOf(child(material, 'code'), at.anchors) ?? named ?? { text: wordsOf(statement, at) ?? 'Not coded' };
  const manufacturer = organizationOf(child(product, 'manufacturerOrganization'), at.document, at.place);
  const form = conceptIn(statement, 'administrationUnitCode', at);
  const vehicles = mapped(
    children(statement, 'participant').filter((each) => attribute(each, 'typeCode') === 'CSM'),
    (each) => {
      const itemCodeableConcept = conceptOf(child(each, 'participantRole', 'playingEntity', 'code'), at.anchors);
      return itemCodeableConcept && { itemCodeableConcept, isActive: false };
    },
  );
  const lot = child(material, 'lotNumberText');
  const batch = lot && plainText(lot) ? { lotNumber: plainText(lot) } : undefined;
  if (!manufacturer && !form && vehicles.length === 0 && !batch) return { medicationCodeableConcept: code };
  const resource = element({
    resourceType: 'Medication',
    identifier: identifiersOf(product),
    code,
    manufacturer,
    form,
    ingredient: vehicles,
    batch,
  });
  const key = JSON.stringify([code, manufacturer?.['display'], form, vehicles, batch]);
  const words = typeof code['text'] === 'string' ? code['text'] : undefined;
  return {
    medicationReference: reference(at.document.drafts.addToDirectory(resource, idsOf(product), key, at.place), words ?? displayOf(code)),
  };
}

function displayOf(code: JsonObject): string | undefined {
  const [first] = Array.isArray(code['coding']) ? (code['coding'] as JsonObject[]) : [];
  return typeof first?.['display'] === 'string' ? first['display'] : undefined;
}

/** How the medicine is to be taken. */
function dosageOf(statement: XmlNode, order: XmlNode | undefined, at: EntryContext): JsonObject | undefined {
  const dose = child(statement, 'doseQuantity');
  const { Range, Quantity } = dose ? intervalOf(dose) : {};
  const rate = child(statement, 'rateQuantity');
  const rates = rate ? intervalOf(rate) : {};
  const maximum = child(statement, 'maxDoseQuantity');
  return elementOrNone({
    text: sigOf(statement, order, at),
    ...instructionsOf(statement, at),
    timing: timingOf(statement, at),
    ...asNeededOf(statement, at),
    site: siteOf(statement, 'approachSiteCode', at),
    route: conceptIn(statement, 'routeCode', at),
    method: conceptIn(statement, 'methodCode', at),
    doseAndRate: list(
      elementOrNone({ doseRange: Range, doseQuantity: simple(Quantity), rateRange: rates.Range, rateQuantity: simple(rates.Quantity) }),
    ),
    maxDosePerPeriod: ratioOf(maximum),
  });
}

/** A dose has no comparator in FHIR. */
function simple(quantity: JsonObject | undefined): JsonObject | undefined {
  if (!quantity || quantity['comparator'] === undefined) return quantity;
  const { comparator: _, ...rest } = quantity;
  return rest;
}

/** The sig in words: Medication Free Text Sig, else the words of the activity itself. */
function sigOf(statement: XmlNode, order: XmlNode | undefined, at: EntryContext): string | undefined {
  const isSig = (each: XmlNode): boolean => codeOf(each) === '76662-6' || isCcda(each, '147');
  const [sig] = [...at.related(statement, isSig), ...(order ? at.related(order, isSig) : [])];
  return sig && wordsOf(sig, at);
}

function instructionsOf(statement: XmlNode, at: EntryContext): Parts {
  const acts = at.related(
    statement,
    (each, relation) =>
      each.name === 'act' &&
      (isCcda(each, '20') || (attribute(relation, 'typeCode') === 'SUBJ' && attribute(relation, 'inversionInd') === 'true')),
  );
  const words = acts.flatMap((act) => wordsOf(act, at) ?? textOf(child(act, 'code', 'originalText'), at.anchors) ?? []);
  return {
    additionalInstruction: mapped(acts, (act) => conceptIn(act, 'code', at)),
    patientInstruction: words.length ? words.join('; ') : undefined,
  };
}

/** A precondition means: as needed. */
function asNeededOf(statement: XmlNode, at: EntryContext): Parts {
  const criterion = child(statement, 'precondition', 'criterion');
  if (!child(statement, 'precondition')) return {};
  const value = conceptOf(child(criterion, 'value'), at.anchors);
  const text = textOf(child(criterion, 'text'), at.anchors);
  const concept = value ?? (text === undefined ? undefined : { text });
  return concept ? { asNeededCodeableConcept: concept } : { asNeededBoolean: true };
}

/** Medication Supply Order: CDA counts all dispenses, FHIR those after the first. */
function dispenseRequestOf(order: XmlNode, at: EntryContext): JsonObject | undefined {
  const repeats = countOf(attribute(child(order, 'repeatNumber'), 'value'));
  const when = whenOf(child(order, 'effectiveTime'), at.zone);
  return elementOrNone({
    validityPeriod: periodOf(when),
    numberOfRepeatsAllowed: repeats === undefined ? undefined : repeats - 1,
    quantity: quantityOf(child(order, 'quantity')),
    performer: organizationOf(child(order, 'performer', 'assignedEntity', 'representedOrganization'), at.document, at.place),
  });
}

/** A supply of a medicine that stands by itself: an order, or what was handed out. */
export function medicationSupply(supply: XmlNode, at: EntryContext): string {
  if (moodOf(supply) === 'EVN') return medicationDispense(supply, at, { of: supply });
  const { recorded, author } = authorshipOf(supply, at);
  const resource = element({
    resourceType: 'MedicationRequest',
    identifier: identifiersOf(supply),
    status: STATUSES[statusOf(supply) ?? ''] ?? 'unknown',
    intent: INTENTS[moodOf(supply)] ?? 'plan',
    ...medicationIn(supply, at),
    subject: at.patient,
    authoredOn: recorded,
    requester: author,
    note: notesOf(supply, at),
    dosageInstruction: list(elementOrNone({ text: sigOf(supply, undefined, at), ...instructionsOf(supply, at) })),
    dispenseRequest: dispenseRequestOf(supply, at),
  });
  return at.add(resource, supply);
}

interface Dispensed {
  /** The statement that says which medicine it is, where the supply does not. */
  readonly of: XmlNode;
  readonly authorizingPrescription?: JsonObject[];
}

const DISPENSE_STATUSES: Readonly<Record<string, string>> = {
  active: 'in-progress',
  aborted: 'stopped',
  cancelled: 'cancelled',
  suspended: 'on-hold',
  nullified: 'entered-in-error',
};

function medicationDispense(supply: XmlNode, at: EntryContext, { of, authorizingPrescription }: Dispensed): string {
  const when = whenOf(child(supply, 'effectiveTime'), at.zone);
  const repeat = attribute(child(supply, 'repeatNumber'), 'value');
  const performers = mapped(children(supply, 'performer'), (each) => participantOf(child(each, 'assignedEntity'), at.document, at.place));
  const resource = element({
    resourceType: 'MedicationDispense',
    identifier: identifiersOf(supply),
    status: DISPENSE_STATUSES[statusOf(supply) ?? ''] ?? 'completed',
    ...medicationIn(child(supply, 'product') ? supply : of, at),
    type: repeat === undefined || Number(repeat) < 2 ? undefined : codeable(`${HL7}/v3-ActCode`, 'RF', 'Refill'),
    subject: at.patient,
    performer: performers.map((actor) => ({ actor })),
    authorizingPrescription,
    quantity: simple(quantityOf(child(supply, 'quantity'))),
    whenHandedOver: pointOf(when),
    note: notesOf(supply, at),
  });
  return at.add(resource, supply);
}
