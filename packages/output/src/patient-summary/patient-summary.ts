import { isJsonObject, type JsonObject, type JsonValue, type Outcome, parseJson, success } from '@satchel/fhir';
import type { Listed, RecordView } from '@satchel/record';
import { choose, type Chosen } from './choose.ts';
import { ABSENT, fit } from './fit.ts';
import { type Entry, fullUrlOf, gather, pointedInside } from './gather.ts';
import { divOf, namedBy, type Row, rowOf } from './narrative.ts';
import { type SectionRule, SECTIONS } from './sections.ts';
import { type Language, WORDS } from './words.ts';

export interface SummaryOptions {
  readonly language: Language;
  /** Milliseconds since 1970. */
  readonly now: number;
  newId(): string;
  /** Version of the program that writes it. */
  readonly version: string;
  /** The view shows a part of the record: the reader is told that something may be withheld. */
  readonly isPart: boolean;
  /** The Patient to tell of, `Patient/<id>`; without, the one who is told most fully. */
  readonly patient?: string;
}

/** A section as people read it, beside the document. */
export interface ToldSection {
  readonly id: SectionRule['id'];
  readonly title: string;
  readonly answer: Chosen['answer'] | 'withheld';
  readonly rows: readonly Row[];
  readonly sentences: readonly string[];
}

export interface PatientSummary {
  /** The document, IPS 2.0.0. */
  readonly bundle: JsonObject;
  readonly title: string;
  readonly sections: readonly ToldSection[];
  readonly patient: JsonObject;
}

/**
 * The International Patient Summary of what a view shows (IPS 2.0.0, a FHIR document): required and recommended sections are
 * always there and say whether facts are known, none, withheld, not asked for, or not told of; narrative and entries are made
 * of the same facts in the same order; every reference points into the document.
 */
export async function patientSummary(view: RecordView, options: SummaryOptions): Promise<Outcome<PatientSummary>> {
  const types = [...new Set(['Patient', ...SECTIONS.flatMap((rule) => rule.types)])];
  const listed = await view.list(types, { limit: Number.MAX_SAFE_INTEGER, newestDays: true });
  if (!listed.ok) return listed;
  const patients = listed.value.filter(({ type }) => type === 'Patient');
  const subject = await patientIn(view, patients, options);
  const chosen = choose(listed.value.filter(({ type }) => type !== 'Patient'));
  const keys = chosen.flatMap(({ facts }) => facts.map(keyOf));
  const gathered = await gather(view, keys, subject.fullUrl);
  if (!gathered.ok) return gathered;
  const document = compose(chosen, subject, gathered.value, options);
  const urls = new Map([
    ...[...document.entries, subject].map(({ key, fullUrl }) => [key, fullUrl] as const),
    // Sources call the same person by several Patients; the document has one.
    ...patients.map((each) => [keyOf(each), subject.fullUrl] as const),
  ]);
  for (const { fullUrl } of [...document.entries, subject]) urls.set(fullUrl, fullUrl);
  const bundle: JsonObject = {
    resourceType: 'Bundle',
    id: options.newId(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips'] },
    language: options.language,
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${options.newId()}` },
    type: 'document',
    timestamp: new Date(options.now).toISOString(),
    entry: [document.composition, subject, ...document.entries].map(({ fullUrl, resource }) => ({
      fullUrl,
      resource: pointedInside(resource, urls),
    })),
  };
  return success({ bundle, title: document.title, sections: document.sections, patient: subject.resource });
}

const keyOf = ({ type, id }: Pick<Listed, 'type' | 'id'>): string => `${type}/${id}`;

/** Sources differ in how much they write; the fullest name with a birth date says most. */
async function patientIn(view: RecordView, patients: readonly Listed[], { patient, newId }: SummaryOptions): Promise<Entry> {
  const fullness = ({ card }: Listed) => (card.date ? 1000 : 0) + (card.title?.length ?? 0);
  const first = patients.find((each) => keyOf(each) === patient) ?? patients.toSorted((a, b) => fullness(b) - fullness(a))[0];
  const stored = first && (await view.read(first.type, first.id));
  const parsed = stored?.ok ? parseJson(stored.value.text) : undefined;
  const resource = parsed?.ok ? fit(parsed.value, '') : undefined;
  if (first && resource) return { key: keyOf(first), fullUrl: fullUrlOf(first.id), resource };
  const id = newId();
  const nobody = fit({ resourceType: 'Patient', id }, '') ?? { resourceType: 'Patient', id };
  return { key: `Patient/${id}`, fullUrl: fullUrlOf(id), resource: nobody };
}

interface Composed {
  readonly composition: Entry;
  readonly entries: readonly Entry[];
  readonly title: string;
  readonly sections: readonly ToldSection[];
}

function compose(chosen: readonly Chosen[], subject: Entry, gathered: ReadonlyMap<string, Entry>, options: SummaryOptions): Composed {
  const { language, newId, now } = options;
  const uses: Entry[] = [];
  const told = chosen.map((each) => sectionOf(each, subject, gathered, uses, options));
  const author = authorOf(newId(), options.version);
  const id = newId();
  const name = nameOf(subject.resource);
  const title = name === undefined ? WORDS[language].summary : WORDS[language].of(name);
  const composition: JsonObject = {
    resourceType: 'Composition',
    id,
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    language,
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="${language}" lang="${language}"><p>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p></div>`,
    },
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` },
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: subject.fullUrl },
    date: new Date(now).toISOString(),
    author: [{ reference: author.fullUrl }],
    title,
    section: told.map(({ section }) => section),
  };
  return {
    composition: { key: `Composition/${id}`, fullUrl: fullUrlOf(id), resource: composition },
    entries: [author, ...gathered.values(), ...uses],
    title,
    sections: told.map(({ section: _section, ...rest }) => rest),
  };
}

function sectionOf(
  { rule, answer, facts, more }: Chosen,
  subject: Entry,
  gathered: ReadonlyMap<string, Entry>,
  uses: Entry[],
  { language, newId, isPart }: SummaryOptions,
): ToldSection & { readonly section: JsonObject } {
  const words = WORDS[language];
  const rows: Row[] = [];
  const wordsOnly: string[] = [];
  const entries: JsonValue[] = [];
  for (const fact of facts) {
    const entry = gathered.get(keyOf(fact));
    const named = entry && namedBy(entry.resource, (reference) => gathered.get(reference)?.resource);
    const row = rowOf(rule.id, keyOf(fact).replace('/', '-'), fact.card, answer === 'none' ? words.none[rule.id] : named, language);
    if (!entry) {
      wordsOnly.push([row.what, row.value, row.when, row.detail].filter(Boolean).join(', '));
      continue;
    }
    rows.push(row);
    const used = fact.type === 'Device' ? useOf(entry, subject, newId()) : entry;
    if (used !== entry) uses.push(used);
    entries.push({ reference: used.fullUrl });
  }
  const said = answer === 'unknown' && isPart ? 'withheld' : answer;
  const reason = REASONS[said];
  const sentences = [
    ...(entries.length === 0 && wordsOnly.length === 0 ? [sentenceOf(said, rule, language)] : []),
    ...(wordsOnly.length > 0 ? [words.inWords, ...wordsOnly] : []),
    ...(more > 0 ? [words.more(more)] : []),
    ...(isPart && entries.length > 0 ? [words.part] : []),
  ];
  return {
    id: rule.id,
    title: words.sections[rule.id],
    answer: said,
    rows,
    sentences,
    section: {
      title: words.sections[rule.id],
      code: { coding: [{ system: 'http://loinc.org', code: rule.code, display: rule.display }] },
      text: { status: 'generated', div: divOf(rule.id, rows, sentences, language) },
      ...(entries.length > 0
        ? { entry: entries }
        : { emptyReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', ...reason }] } }),
    },
  };
}

function sentenceOf(said: ToldSection['answer'], { id }: SectionRule, language: Language): string {
  const words = WORDS[language];
  if (said === 'withheld') return words.withheld;
  if (said === 'not-asked') return words.notAsked;
  return said === 'none' ? (words.none[id] ?? words.unknown) : words.unknown;
}

/** http://hl7.org/fhir/R4/valueset-list-empty-reason.html; known facts that can only be told in words stand in the narrative alone. */
const REASONS: Readonly<Record<ToldSection['answer'], { readonly code: string; readonly display: string }>> = {
  known: { code: 'unavailable', display: 'Unavailable' },
  none: { code: 'nilknown', display: 'Nil Known' },
  'not-asked': { code: 'notasked', display: 'Not Asked' },
  unknown: { code: 'unavailable', display: 'Unavailable' },
  withheld: { code: 'withheld', display: 'Information Withheld' },
};

/** A summary lists the use of a device; a record that has the device alone says no more than that. */
function useOf(device: Entry, subject: Entry, id: string): Entry {
  const resource: JsonObject = {
    resourceType: 'DeviceUseStatement',
    id,
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/DeviceUseStatement-uv-ips'] },
    status: 'active',
    subject: { reference: subject.fullUrl },
    _timingDateTime: ABSENT,
    device: { reference: device.fullUrl },
  };
  return { key: `DeviceUseStatement/${id}`, fullUrl: fullUrlOf(id), resource };
}

/** Assembled by a program, which says so. */
function authorOf(id: string, version: string): Entry {
  const resource: JsonObject = {
    resourceType: 'Device',
    id,
    deviceName: [{ name: 'Satchel', type: 'user-friendly-name' }],
    version: [{ value: version }],
  };
  return { key: `Device/${id}`, fullUrl: fullUrlOf(id), resource };
}

export function nameOf(patient: JsonObject): string | undefined {
  const name = Array.isArray(patient['name']) ? patient['name'].find(isJsonObject) : undefined;
  if (typeof name?.['text'] === 'string') return name['text'];
  const given = Array.isArray(name?.['given']) ? name['given'] : [];
  const parts = [...given, name?.['family']].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join(' ') : undefined;
}
