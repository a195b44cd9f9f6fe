import { hash } from 'node:crypto';
import type { JsonObject } from '@satchel/fhir';
import type { Draft } from '@satchel/record';
import type { DataSet } from 'dicom-parser';
import { date, moment, number, personName, personWords, text, uid } from './values.ts';

const SYSTEM = 'urn:dicom';
const MODALITIES = 'http://dicom.nema.org/resources/ontology/DCM';
const GENDERS: Readonly<Record<string, string>> = { M: 'male', F: 'female', O: 'other' };

/** Who a file speaks of, and the study that it is one image of. Files of one study are gathered by the record. */
export function draftsOf(set: DataSet): Draft[] {
  const study = uid(set, 'x0020000d');
  const [series, instance, sopClass] = [uid(set, 'x0020000e'), uid(set, 'x00080018'), uid(set, 'x00080016')];
  if (study === undefined || series === undefined || instance === undefined || sopClass === undefined) return [];
  const patient = patientOf(set);
  // Whoever gives one number to studies of two people does not mix them up here.
  const whose = patient?.source ? `.${patient.source.id.slice(-12)}` : '';
  const resource = studyOf(set, { study, series, instance, sopClass }, patient);
  return [
    ...(patient ? [patient] : []),
    { resource, source: { system: SYSTEM, id: `ImagingStudy/${study}${whose}` }, place: `instance ${instance}` },
  ];
}

interface Ids {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly sopClass: string;
}

function studyOf(set: DataSet, ids: Ids, patient: Draft | undefined): JsonObject {
  const modality = coded(text(set, 'x00080060'));
  const [accession, description, started, referrer] = [
    text(set, 'x00080050'),
    text(set, 'x00081030'),
    moment(set, 'x00080020', 'x00080030'),
    personWords(set, 'x00080090'),
  ];
  return {
    resourceType: 'ImagingStudy',
    identifier: [
      { system: 'urn:dicom:uid', value: `urn:oid:${ids.study}` },
      ...(accession
        ? [{ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] }, value: accession }]
        : []),
    ],
    status: 'available',
    ...(modality && { modality: [modality] }),
    subject: patient?.source ? { reference: patient.source.id } : { display: 'Not named in the file' },
    ...(started !== undefined && { started }),
    ...(referrer !== undefined && { referrer: { display: referrer } }),
    numberOfSeries: 1,
    numberOfInstances: 1,
    ...(description !== undefined && { description }),
    series: [seriesOf(set, ids, modality)],
  };
}

function seriesOf(set: DataSet, { series, instance, sopClass }: Ids, modality: JsonObject | undefined): JsonObject {
  const [seriesNumber, description, bodySite, started, instanceNumber] = [
    number(set, 'x00200011'),
    text(set, 'x0008103e'),
    text(set, 'x00180015'),
    moment(set, 'x00080021', 'x00080031'),
    number(set, 'x00200013'),
  ];
  return {
    uid: series,
    ...(seriesNumber !== undefined && { number: seriesNumber }),
    modality: modality ?? { system: MODALITIES, code: 'OT' },
    ...(description !== undefined && { description }),
    numberOfInstances: 1,
    ...(bodySite !== undefined && { bodySite: { display: bodySite } }),
    ...(started !== undefined && { started }),
    instance: [
      {
        uid: instance,
        sopClass: { system: 'urn:ietf:rfc:3986', code: `urn:oid:${sopClass}` },
        ...(instanceNumber !== undefined && { number: instanceNumber }),
      },
    ],
  };
}

const coded = (code: string | undefined): JsonObject | undefined => (code === undefined ? undefined : { system: MODALITIES, code });

/** Known by the number that the institution gave, or by name and birth date; undefined where the file is anonymous. */
function patientOf(set: DataSet): Draft | undefined {
  const name = personName(set, 'x00100010');
  const [number, issuer, birthDate] = [text(set, 'x00100020'), text(set, 'x00100021'), date(set, 'x00100030')];
  const gender = GENDERS[text(set, 'x00100040') ?? ''];
  if (!name && number === undefined && birthDate === undefined) return undefined;
  const key = number === undefined ? [name?.join('^'), birthDate] : [number, issuer ?? text(set, 'x00080080'), name?.join('^')];
  const [family, given, middle, prefix, suffix] = name ?? [];
  return {
    resource: {
      resourceType: 'Patient',
      ...(number !== undefined && { identifier: [{ value: number, ...(issuer !== undefined && { assigner: { display: issuer } }) }] }),
      ...(name && {
        name: [
          {
            ...(family && { family }),
            ...((given || middle) && { given: [given, middle].filter((part) => part).flatMap((part) => String(part).split(' ')) }),
            ...(prefix && { prefix: [prefix] }),
            ...(suffix && { suffix: [suffix] }),
          },
        ],
      }),
      ...(gender !== undefined && { gender }),
      ...(birthDate !== undefined && { birthDate }),
    },
    source: { system: SYSTEM, id: `Patient/${hash('sha256', JSON.stringify(key), 'hex').slice(0, 40)}` },
    place: 'patient',
  };
}
