import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { excerptOf, wholeJson } from '../whole-json.ts';
import { LISTS } from './rows.ts';
import { date, known, listOf, text } from './values.ts';

/** Exports of MediKeep as JSON: lists of rows, one for each kind of entry. */
export const medikeep: Format = { name: 'medikeep', version: '1', recognise, parse, excerpt };

function recognise({ text: start }: Head): string | undefined {
  return /^\{\s*"export_metadata"\s*:\s*\{/.test(start) && /"generated_at"\s*:/.test(start) ? 'MediKeep export' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const read = await wholeJson(source);
  if ('trouble' in read) {
    yield read.trouble;
    return;
  }
  const { json } = read;
  const person = personOf(json);
  const system = systemOf(person);
  yield { kind: 'draft', draft: { resource: person, source: { system, id: 'Patient/person' }, place: 'patient_info' } };
  for (const { list, row, place } of rowsOf(json)) {
    const made = LISTS[list]?.(row) ?? [];
    const key = text(row, 'id') ?? createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32);
    for (const [n, resource] of linked(made, `${list.replaceAll('_', '-')}.${key}`).entries())
      yield {
        kind: 'draft',
        draft: { resource, source: { system, id: `${String(resource['resourceType'])}/${nameOf(list, key, n)}` }, place },
      };
  }
  for (const [name, value] of Object.entries(json)) {
    if (Array.isArray(value) && value.length > 0 && !Object.hasOwn(LISTS, name) && name !== 'emergency_contacts')
      yield unread('This list is not read.', name, 'not-supported', 'The original keeps it.');
  }
}

function excerpt(source: Source, place: string): Promise<string | undefined> {
  return excerptOf(source, place, (json) => [
    ...(isJsonObject(json['patient_info']) ? [{ place: 'patient_info', value: json['patient_info'] }] : []),
    ...rowsOf(json).map(({ place: where, row }) => ({ place: where, value: row })),
  ]);
}

const nameOf = (list: string, key: string, n: number): string => `${list.replaceAll('_', '-')}.${key}.${n + 1}`;

/** A laboratory report points at the results that came with it. */
function linked(made: JsonObject[], key: string): JsonObject[] {
  const [first, ...rest] = made;
  if (first?.['resourceType'] !== 'DiagnosticReport' || rest.length === 0) return made;
  return [{ ...first, result: rest.map((_, n) => ({ reference: `Observation/${key}.${n + 2}` })) }, ...rest];
}

function rowsOf(json: JsonObject): { list: string; row: JsonObject; place: string }[] {
  return Object.keys(LISTS).flatMap((list) => {
    const rows = json[list];
    return (Array.isArray(rows) ? rows : []).flatMap((row, n) => (isJsonObject(row) ? [{ list, row, place: `${list} ${n + 1}` }] : []));
  });
}

const GENDERS: Readonly<Record<string, string>> = { m: 'male', male: 'male', f: 'female', female: 'female', other: 'other', o: 'other' };

function personOf(json: JsonObject): JsonObject {
  const info = isJsonObject(json['patient_info']) ? json['patient_info'] : {};
  const name = known({ family: text(info, 'last_name'), given: listOf(text(info, 'first_name')) });
  const address = text(info, 'address');
  const doctor = isJsonObject(info['primary_physician']) ? text(info['primary_physician'], 'name') : undefined;
  const contacts = Array.isArray(json['emergency_contacts']) ? json['emergency_contacts'].filter(isJsonObject) : [];
  return {
    resourceType: 'Patient',
    ...known({
      name: Object.keys(name).length ? [name] : undefined,
      gender: GENDERS[text(info, 'gender')?.toLowerCase() ?? ''],
      birthDate: date(info, 'birth_date'),
      address: address === undefined ? undefined : [{ text: address }],
      generalPractitioner: doctor === undefined ? undefined : [{ display: doctor }],
      contact: contacts.map(contactOf).filter((each) => each['name'] !== undefined || each['telecom'] !== undefined),
    }),
  };
}

function contactOf(row: JsonObject): JsonObject {
  const name = text(row, 'name');
  const relationship = text(row, 'relationship');
  const reach = [
    ...listOf(text(row, 'phone_number')).map((value) => ({ system: 'phone', value })),
    ...listOf(text(row, 'secondary_phone')).map((value) => ({ system: 'phone', value })),
    ...listOf(text(row, 'email')).map((value) => ({ system: 'email', value })),
  ];
  return known({
    relationship: relationship === undefined ? undefined : [{ text: relationship }],
    name: name === undefined ? undefined : { text: name },
    telecom: reach,
  });
}

/** Numbers are those of one installation; two people's exports have nothing in common. */
function systemOf(person: JsonObject): string {
  const who = JSON.stringify([person['name'] ?? null, person['birthDate'] ?? null]).toLowerCase();
  return `urn:satchel:medikeep:${createHash('sha256').update(who).digest('hex').slice(0, 16)}`;
}
