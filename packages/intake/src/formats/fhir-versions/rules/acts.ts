import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { append, codes, listOf, move, refused, type Rule, type Rules } from '../rule.ts';

const V2_FUNCTION = 'http://terminology.hl7.org/CodeSystem/v2-0443';
const withFunction =
  (code: string) =>
  (actor: JsonValue): JsonValue | undefined =>
    isJsonObject(actor) && typeof (actor['reference'] ?? actor['display'] ?? actor['identifier']) !== 'undefined'
      ? { function: { coding: [{ system: V2_FUNCTION, code }] }, actor }
      : actor;

/** `related` says how; R4 has an element for each of the two hows that it kept. */
function related(node: JsonObject): void {
  const rest: JsonValue[] = [];
  for (const each of listOf(node['related'])) {
    const to = isJsonObject(each) ? { 'has-member': 'hasMember', 'derived-from': 'derivedFrom' }[String(each['type'])] : undefined;
    if (to !== undefined && isJsonObject(each) && each['target'] !== undefined) node[to] = [...listOf(node[to]), each['target']];
    else rest.push(each);
  }
  if (rest.length) node['related'] = rest;
  else delete node['related'];
}

/** Why a vaccine was given, or was not. */
function explanation(node: JsonObject): void {
  const { explanation: why } = node;
  if (!isJsonObject(why)) return;
  const { reason, reasonNotGiven, ...rest } = why;
  if (reason !== undefined) node['reasonCode'] = [...listOf(node['reasonCode']), ...listOf(reason)];
  if (reasonNotGiven !== undefined) node['statusReason'] ??= reasonNotGiven;
  if (Object.keys(rest).length) node['explanation'] = rest;
  else delete node['explanation'];
}

/** R5's source of a report is a concept or somebody. */
function informationSource(node: JsonObject): void {
  const source = node['informationSource'];
  if (!isJsonObject(source) || !isJsonObject(source['concept']) || source['reference'] !== undefined) return;
  node['reportOrigin'] ??= source['concept'];
  delete node['informationSource'];
}

/** Names of what is used, in R4 apart from references to it. */
const used: Rule = (node) => {
  const rest: JsonValue[] = [];
  for (const each of listOf(node['used'])) {
    if (!isJsonObject(each)) rest.push(each);
    else if (isJsonObject(each['concept'])) node['usedCode'] = [...listOf(node['usedCode']), each['concept']];
    else {
      const reference = isJsonObject(each['reference']) ? each['reference'] : each;
      node['usedReference'] = [...listOf(node['usedReference']), reference];
    }
  }
  if (rest.length) node['used'] = rest;
  else delete node['used'];
};

const occurrence = ['DateTime', 'Period', 'String', 'Age', 'Range'].map((type) => move(`occurrence${type}`, `performed${type}`));

export const acts: Rules = {
  Observation: [related],
  'Observation.referenceRange': [move('meaning', 'type')],
  DiagnosticReport: [
    append('codedDiagnosis', 'conclusionCode'),
    append('request', 'basedOn'),
    append('study', 'imagingStudy'),
    move('image', 'media'),
    (node) => {
      const all = listOf(node['performer']);
      if (!all.some((each) => isJsonObject(each) && 'actor' in each)) return;
      node['performer'] = all.map((each) => {
        if (!isJsonObject(each) || !isJsonObject(each['actor'])) return each;
        const { actor, ...rest } = each;
        return { ...actor, ...rest };
      });
    },
  ],
  Procedure: [
    refused('notPerformed', 'not-done'),
    refused('notDone', 'not-done'),
    move('reasonNotPerformed', 'statusReason'),
    move('notDoneReason', 'statusReason'),
    append('request', 'basedOn'),
    codes('status', { aborted: 'stopped', suspended: 'on-hold' }),
    used,
    ...occurrence,
  ],
  'Procedure.performer': [move('role', 'function')],
  Immunization: [
    move('date', 'occurrenceDateTime'),
    refused('wasNotGiven', 'not-done'),
    refused('notGiven', 'not-done'),
    explanation,
    informationSource,
    (node) => {
      if (typeof node['reported'] === 'boolean') node['primarySource'] ??= !node['reported'];
      delete node['reported'];
    },
    move('practitioner', 'performer'),
    (node) => {
      if (isJsonObject(node['performer'])) node['performer'] = [withFunction('AP')(node['performer']) as JsonValue];
    },
    append('requester', 'performer', withFunction('OP')),
    move('vaccinationProtocol', 'protocolApplied'),
    codes('status', { stopped: 'not-done' }),
  ],
  'Immunization.performer': [move('role', 'function')],
  'Immunization.reaction': [
    (node) => {
      const what = node['manifestation'];
      if (isJsonObject(what) && isJsonObject(what['reference']) && what['concept'] === undefined) {
        node['detail'] ??= what['reference'];
        delete node['manifestation'];
      }
    },
  ],
  'Immunization.protocolApplied': [
    move('doseSequence', 'doseNumberPositiveInt'),
    move('doseNumber', 'doseNumberString'),
    (node) =>
      (typeof node['seriesDoses'] === 'number' ? move('seriesDoses', 'seriesDosesPositiveInt') : move('seriesDoses', 'seriesDosesString'))(
        node,
      ),
  ],
  'ImmunizationRecommendation.recommendation': [
    (node) =>
      (typeof node['doseNumber'] === 'number' ? move('doseNumber', 'doseNumberPositiveInt') : move('doseNumber', 'doseNumberString'))(node),
    (node) =>
      (typeof node['seriesDoses'] === 'number' ? move('seriesDoses', 'seriesDosesPositiveInt') : move('seriesDoses', 'seriesDosesString'))(
        node,
      ),
    (node) => {
      const { protocol } = node;
      if (!isJsonObject(protocol)) return;
      const { description, series, ...rest } = protocol;
      if (description !== undefined) node['description'] ??= description;
      if (series !== undefined) node['series'] ??= series;
      if (Object.keys(rest).length) node['protocol'] = rest;
      else delete node['protocol'];
    },
  ],
  ImagingStudy: [
    append('accession', 'identifier'),
    append('uid', 'identifier', (uid) =>
      typeof uid === 'string' ? { system: 'urn:dicom:uid', value: uid.startsWith('urn:') ? uid : `urn:oid:${uid}` } : undefined,
    ),
    move('modalityList', 'modality'),
    append('order', 'basedOn'),
  ],
  'ImagingStudy.series': [move('uid', 'uid', (uid) => (typeof uid === 'string' ? uid.replace(/^urn:oid:/, '') : uid))],
  'ImagingStudy.series.instance': [
    move('uid', 'uid', (uid) => (typeof uid === 'string' ? uid.replace(/^urn:oid:/, '') : uid)),
    move('sopClass', 'sopClass', (sop) =>
      typeof sop === 'string' ? { system: 'urn:ietf:rfc:3986', code: sop.startsWith('urn:') ? sop : `urn:oid:${sop}` } : sop,
    ),
  ],
  Specimen: [append('treatment', 'processing')],
};
