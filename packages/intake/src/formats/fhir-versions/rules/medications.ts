import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { oneOfTwo } from '../general.ts';
import { append, asList, becomesItsPart, codes, listOf, meant, move, refused, type Rules } from '../rule.ts';

const DOSES = ['doseQuantity', 'doseRange', 'rateRatio', 'rateRange', 'rateQuantity'];

/** R4 lists how much and how fast; older versions say it once, DSTU2's statement as `quantity`. */
function doseAndRate(node: JsonObject): void {
  move('quantityQuantity', 'doseQuantity')(node);
  move('quantityRange', 'doseRange')(node);
  const found = DOSES.filter((name) => node[name] !== undefined);
  if (found.length === 0 || node['doseAndRate'] !== undefined) return;
  node['doseAndRate'] = [Object.fromEntries(found.map((name) => [name, node[name]]))] as JsonObject[];
  for (const name of found) delete node[name];
}

/** R5: whether, and for what; R4: one or the other. */
function asNeeded(node: JsonObject): void {
  const reason = listOf(node['asNeededFor'])[0];
  if (reason !== undefined && listOf(node['asNeededFor']).length === 1) {
    node['asNeededCodeableConcept'] = reason;
    delete node['asNeededFor'];
    if (node['asNeeded'] === true) delete node['asNeeded'];
  } else move('asNeeded', 'asNeededBoolean')(node);
}

const ADHERENCE: Readonly<Record<string, string>> = {
  taking: 'active',
  'taking-as-directed': 'active',
  'taking-not-as-directed': 'active',
  'not-taking': 'not-taken',
  'on-hold': 'on-hold',
  'on-hold-as-directed': 'on-hold',
  'on-hold-not-as-directed': 'on-hold',
  stopped: 'stopped',
  'stopped-as-directed': 'stopped',
  'stopped-not-as-directed': 'stopped',
};

/** R5 says in the status only that it was recorded, and apart whether it is taken. */
function recorded(node: JsonObject): void {
  if (node['status'] !== 'recorded') return;
  const code = isJsonObject(node['adherence']) ? node['adherence']['code'] : undefined;
  const codings = isJsonObject(code) ? listOf(code['coding']).filter(isJsonObject) : [];
  const found = codings.map((each) => ADHERENCE[String(each['code'])]).find((each) => each !== undefined);
  node['status'] = found ?? 'unknown';
}

/** STU3 asks apart whether it is taken. */
function taken(node: JsonObject): void {
  if (node['taken'] === 'n' && node['status'] !== 'entered-in-error') node['status'] = 'not-taken';
  if (node['taken'] === 'y' || node['taken'] === 'n') delete node['taken'];
}

/** Products and packages of older versions: what R4 has for them is one level higher. */
function product(node: JsonObject): void {
  const inside = node['product'];
  if (isJsonObject(inside)) {
    const { form, ingredient, batch, ...rest } = inside;
    if (form !== undefined) node['form'] ??= form;
    if (ingredient !== undefined) node['ingredient'] ??= ingredient;
    if (batch !== undefined) node['batch'] ??= batch;
    if (Object.keys(rest).length) node['product'] = rest;
    else delete node['product'];
  }
  move('doseForm', 'form')(node);
  move('marketingAuthorizationHolder', 'manufacturer')(node);
}

export const medications: Rules = {
  MedicationOrder: [
    move('dateWritten', 'authoredOn'),
    move('prescriber', 'requester'),
    move('reasonEnded', 'statusReason'),
    meant('intent', 'order'),
    (node) => {
      const { substitution } = node;
      if (!isJsonObject(substitution) || substitution['type'] === undefined) return;
      const { type, ...rest } = substitution;
      node['substitution'] = { allowedCodeableConcept: type, ...rest };
    },
  ],
  MedicationRequest: [
    becomesItsPart('requester', 'agent'),
    move('reported', 'reportedBoolean'),
    move('informationSource', 'reportedReference'),
    codes('status', { ended: 'completed' }),
  ],
  'MedicationRequest.dispenseRequest': [move('dispenser', 'performer')],
  'MedicationRequest.substitution': [move('allowed', 'allowedBoolean')],
  MedicationStatement: [
    refused('wasNotTaken', 'not-taken'),
    taken,
    recorded,
    append('reasonNotTaken', 'statusReason'),
    append('reasonForUseCodeableConcept', 'reasonCode'),
    append('reasonForUseReference', 'reasonReference'),
    append('supportingInformation', 'derivedFrom'),
    append('relatedClinicalInformation', 'derivedFrom'),
  ],
  MedicationDispense: [
    move('dispenser', 'performer', (actor) => [{ actor }]),
    oneOfTwo('notPerformedReason', 'statusReasonCodeableConcept', 'statusReasonReference'),
    move('notDoneReasonCodeableConcept', 'statusReasonCodeableConcept'),
    move('notDoneReasonReference', 'statusReasonReference'),
    refused('notDone', 'declined'),
  ],
  MedicationAdministration: [
    refused('wasNotGiven', 'not-done'),
    refused('notGiven', 'not-done'),
    append('reasonNotGiven', 'statusReason'),
    append('reasonGiven', 'reasonCode'),
    move('prescription', 'request'),
    move('practitioner', 'performer', (actor) => [{ actor }]),
    ...['effectiveTime', 'occurence', 'occurrence'].flatMap((from) => [
      move(`${from}DateTime`, 'effectiveDateTime'),
      move(`${from}Period`, 'effectivePeriod'),
    ]),
  ],
  'MedicationAdministration.dosage': [move('quantity', 'dose'), move('siteCodeableConcept', 'site')],
  Medication: [product],
  'Medication.ingredient': [
    move('amount', 'strength'),
    move('strengthRatio', 'strength'),
    (node) => {
      if (isJsonObject(node['item']) && typeof node['item']['reference'] === 'string') move('item', 'itemReference')(node);
      else oneOfTwo('item', 'itemCodeableConcept', 'itemReference')(node);
    },
  ],
  Dosage: [doseAndRate, asNeeded, move('additionalInstructions', 'additionalInstruction', asList), move('siteCodeableConcept', 'site')],
};
