import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { append, asList, becomesItsPart, codes, listOf, meant, move, refused, type Rules } from '../rule.ts';

const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const ACT_CLASSES = { inpatient: 'IMP', outpatient: 'AMB', ambulatory: 'AMB', emergency: 'EMER', home: 'HH', field: 'FLD', virtual: 'VR' };

/** DSTU2's class is a code of a list of its own. */
function encounterClass(node: JsonObject): void {
  const old = node['class'];
  if (typeof old !== 'string') return;
  const code = (ACT_CLASSES as Readonly<Record<string, string>>)[old];
  node['class'] = code === undefined ? { display: old } : { system: ACT, code };
}

/** R5 says of each reason how it was used. */
function encounterReasons(node: JsonObject): void {
  const rest: JsonValue[] = [];
  for (const each of listOf(node['reason'])) {
    if (!isJsonObject(each) || !Array.isArray(each['value']) || 'use' in each) rest.push(each);
    if (isJsonObject(each) && Array.isArray(each['value'])) {
      for (const value of each['value'].filter(isJsonObject)) {
        const to = isJsonObject(value['reference']) ? 'reasonReference' : 'reasonCode';
        const what = value['reference'] ?? value['concept'];
        if (what !== undefined) node[to] = [...listOf(node[to]), what];
      }
    }
  }
  if (rest.length) node['reason'] = rest;
  else delete node['reason'];
}

/** DSTU2 keeps diagnoses with the stay in hospital. */
function hospitalDiagnoses(node: JsonObject): void {
  const stay = node['hospitalization'];
  if (!isJsonObject(stay)) return;
  const { admittingDiagnosis, dischargeDiagnosis, ...rest } = stay;
  const diagnoses = [...withUse(admittingDiagnosis, 'AD'), ...withUse(dischargeDiagnosis, 'DD')];
  if (diagnoses.length === 0) return;
  node['diagnosis'] = [...listOf(node['diagnosis']), ...diagnoses];
  if (Object.keys(rest).length) node['hospitalization'] = rest;
  else delete node['hospitalization'];
}

function withUse(references: JsonValue | undefined, code: string): JsonValue[] {
  const use = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/diagnosis-role', code }] };
  return listOf(references).map((condition) => ({ condition, use }));
}

/** A goal's status in older versions says both where it stands and how well it goes. */
const GOALS: Readonly<Record<string, readonly [lifecycle: string, achievement?: string]>> = {
  'in-progress': ['active', 'in-progress'],
  'on-target': ['active', 'improving'],
  'ahead-of-target': ['active', 'improving'],
  'behind-target': ['active', 'worsening'],
  sustaining: ['active', 'sustaining'],
  achieved: ['completed', 'achieved'],
};

function goalStatus(node: JsonObject): void {
  const { status } = node;
  if (typeof status !== 'string' || node['lifecycleStatus'] !== undefined) return;
  const [lifecycle, achievement] = GOALS[status] ?? [status];
  node['lifecycleStatus'] = lifecycle;
  if (achievement !== undefined)
    node['achievementStatus'] ??= { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/goal-achievement', code: achievement }] };
  delete node['status'];
}

function outcomes(node: JsonObject): void {
  const rest: JsonValue[] = [];
  for (const each of listOf(node['outcome'])) {
    const concept = isJsonObject(each) ? (each['concept'] ?? each['resultCodeableConcept']) : undefined;
    const reference = isJsonObject(each)
      ? (each['resultReference'] ?? (isJsonObject(each['reference']) ? each['reference'] : undefined))
      : undefined;
    if (concept !== undefined) node['outcomeCode'] = [...listOf(node['outcomeCode']), concept];
    if (reference !== undefined) node['outcomeReference'] = [...listOf(node['outcomeReference']), reference];
    if (concept === undefined && reference === undefined) rest.push(each);
  }
  if (rest.length) node['outcome'] = rest;
  else delete node['outcome'];
}

/** The first of several authors is the author; R4 calls the others contributors. */
function authors(node: JsonObject): void {
  const all = node['author'];
  if (!Array.isArray(all) || all.length === 0) return;
  node['author'] = all[0] as JsonValue;
  if (all.length > 1) node['contributor'] = [...listOf(node['contributor']), ...all.slice(1)];
}

const ORDER_STATUS = {
  proposed: 'draft',
  planned: 'draft',
  requested: 'active',
  received: 'active',
  accepted: 'active',
  'in-progress': 'active',
  review: 'active',
  suspended: 'on-hold',
  cancelled: 'revoked',
  rejected: 'revoked',
  failed: 'revoked',
  aborted: 'revoked',
};

/** DSTU2 writes in the status that something was only proposed or planned. */
function orderIntent(node: JsonObject): void {
  node['intent'] ??= node['status'] === 'proposed' ? 'proposal' : node['status'] === 'planned' ? 'plan' : 'order';
}

export const care: Rules = {
  Encounter: [
    encounterClass,
    encounterReasons,
    hospitalDiagnoses,
    append('incomingReferral', 'basedOn'),
    append('indication', 'reasonReference'),
    move('actualPeriod', 'period'),
    move('admission', 'hospitalization'),
    codes('status', { completed: 'finished', discharged: 'finished', discontinued: 'cancelled', 'on-hold': 'onleave' }),
  ],
  'Encounter.participant': [move('actor', 'individual')],
  'Encounter.diagnosis': [move('role', 'use')],
  'Encounter.location': [move('form', 'physicalType')],
  Appointment: [
    append('incomingReferral', 'basedOn'),
    append('indication', 'reasonReference'),
    move('type', 'appointmentType'),
    move('cancellationReason', 'cancelationReason'),
  ],
  'Appointment.participant': [
    (node) => {
      if (typeof node['required'] === 'boolean') node['required'] = node['required'] ? 'required' : 'optional';
    },
  ],
  CarePlan: [
    authors,
    append('support', 'supportingInfo'),
    meant('intent', 'plan'),
    codes('status', { proposed: 'draft', cancelled: 'revoked', suspended: 'on-hold' }),
  ],
  'CarePlan.activity': [
    append('actionResulting', 'outcomeReference'),
    move('plannedActivityReference', 'reference'),
    (node) => {
      for (const each of listOf(node['performedActivity']).filter(isJsonObject)) {
        if (isJsonObject(each['reference'])) node['outcomeReference'] = [...listOf(node['outcomeReference']), each['reference']];
        if (isJsonObject(each['concept'])) node['outcomeCodeableConcept'] = [...listOf(node['outcomeCodeableConcept']), each['concept']];
      }
      delete node['performedActivity'];
    },
  ],
  'CarePlan.activity.detail': [move('prohibited', 'doNotPerform')],
  Goal: [
    goalStatus,
    outcomes,
    move('author', 'expressedBy'),
    move('source', 'expressedBy'),
    move('targetDate', 'target', (dueDate) => [{ dueDate }]),
  ],
  Communication: [refused('notDone', 'not-done'), move('notDoneReason', 'statusReason'), append('requestDetail', 'basedOn')],
  DiagnosticOrder: [
    move('item', 'code', (items) => (Array.isArray(items) && items.length === 1 && isJsonObject(items[0]) ? items[0]['code'] : undefined)),
    move('event', 'authoredOn', (events) => {
      const [only] = listOf(events).filter(isJsonObject);
      return listOf(events).length === 1 ? only?.['dateTime'] : undefined;
    }),
    append('supportingInformation', 'supportingInfo'),
  ],
  ProcedureRequest: [
    move('orderedOn', 'authoredOn'),
    move('scheduledDateTime', 'occurrenceDateTime'),
    move('scheduledPeriod', 'occurrencePeriod'),
    move('scheduledTiming', 'occurrenceTiming'),
  ],
  ReferralRequest: [
    move('dateSent', 'authoredOn'),
    move('date', 'authoredOn'),
    move('recipient', 'performer'),
    move('fulfillmentTime', 'occurrencePeriod'),
    move('specialty', 'performerType'),
    move('type', 'category', asList),
    move('serviceRequested', 'code', (services) => (listOf(services).length === 1 ? listOf(services)[0] : undefined)),
    append('description', 'note', (text) => (typeof text === 'string' ? { text } : undefined)),
    append('supportingInformation', 'supportingInfo'),
  ],
  ServiceRequest: [move('orderer', 'requester'), becomesItsPart('requester', 'agent'), orderIntent, codes('status', ORDER_STATUS)],
  DeviceUseRequest: [move('orderedOn', 'authoredOn'), move('device', 'codeReference'), orderIntent, codes('status', ORDER_STATUS)],
  DeviceUseStatement: [
    move('whenUsed', 'timingPeriod'),
    move('bodySiteCodeableConcept', 'bodySite'),
    move('informationSource', 'source'),
    move('dateAsserted', 'recordedOn'),
  ],
  Device: [
    move('model', 'modelNumber'),
    move('expiry', 'expirationDate'),
    move('version', 'version', (value) => (typeof value === 'string' ? [{ value }] : value)),
    move('udi', 'udiCarrier', (udi) => (typeof udi === 'string' ? [{ carrierHRF: udi }] : isJsonObject(udi) ? [udi] : undefined)),
    move('name', 'deviceName', (names) =>
      Array.isArray(names)
        ? names.filter(isJsonObject).map(({ value, ...rest }) => ({ ...rest, ...(value !== undefined && { name: value }) }))
        : undefined,
    ),
    codes('status', { available: 'active', 'not-available': 'inactive' }),
  ],
};
