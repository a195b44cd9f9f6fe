import { codingsOf, displayOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { dateOf, dayOf } from '../deviations/days.ts';
import type { Fact } from '../facts.ts';
import { textsOf } from './rules.ts';
import { type Contradiction, count, referencesIn, type Sight, type Verdict } from './verdict.ts';

interface Entry {
  readonly fact: Fact;
  readonly keys: readonly string[];
  readonly day: number | undefined;
}

/** A medicine that one place says was stopped, later than another place that still lists it as taken. */
export function stoppedMedicines({ facts }: Sight): Verdict {
  const medicines = new Map(facts.of('Medication').map((fact) => [fact.reference, fact.resource['code']]));
  const entries = facts.of('MedicationRequest', 'MedicationStatement').filter(({ resource }) => resource['intent'] !== 'proposal');
  const all = entries.map((fact): Entry => ({ fact, keys: namesOf(medicineOf(fact.resource, medicines)), day: undefined }));
  const unnamed = all.filter(({ keys }) => keys.length === 0).length;
  const active = all
    .filter(({ fact }) => fact.resource['status'] === 'active')
    .map((each) => ({ ...each, day: startOf(each.fact.resource) }));
  const stopped = all
    .filter(({ fact }) => STOPPED.has(String(fact.resource['status'])))
    .map((each) => ({ ...each, day: endOf(each.fact.resource) }));
  const byName = byKeys(stopped);
  let undated = 0;
  const found = active.flatMap((taken): Contradiction[] => {
    const its = [...new Set(taken.keys.flatMap((key) => byName.get(key) ?? []))];
    if (its.length === 0) return [];
    const later = its.filter(({ day }) => day !== undefined && taken.day !== undefined && day > taken.day);
    if (later.length < its.length && (taken.day === undefined || its.some(({ day }) => day === undefined))) undated++;
    const last = later.toSorted((a, b) => (b.day ?? 0) - (a.day ?? 0))[0];
    if (!last) return [];
    const what = displayOf(medicineOf(taken.fact.resource, medicines)) ?? '?';
    const values = { what, date: dateOf(last.day ?? 0) };
    return [{ about: taken.fact.reference, facts: [taken.fact, last.fact], ask: taken.fact, values }];
  });
  const doubts = [
    ...(unnamed > 0 ? [count(unnamed, 'Medicines without a name', 'Medicinas sin nombre')] : []),
    ...(undated > 0 ? [count(undated, 'Medicines without a date', 'Medicinas sin fecha')] : []),
  ];
  return { found, doubts, looked: all.length - unnamed };
}

const STOPPED = new Set(['stopped', 'not-taken', 'ended', 'cancelled']);

function medicineOf(
  { medicationCodeableConcept, medicationReference }: JsonObject,
  medicines: ReadonlyMap<string, JsonValue | undefined>,
): JsonValue | undefined {
  if (medicationCodeableConcept !== undefined) return medicationCodeableConcept;
  const [reference = ''] = referencesIn(medicationReference);
  return medicines.get(reference) ?? (isJsonObject(medicationReference) ? { text: medicationReference['display'] ?? '' } : undefined);
}

const startOf = ({ authoredOn, effectiveDateTime, effectivePeriod, dateAsserted }: JsonObject): number | undefined =>
  firstDay(dateAsserted, authoredOn, effectiveDateTime, partOf(effectivePeriod, 'start'));
const endOf = ({ effectivePeriod, dateAsserted, effectiveDateTime, authoredOn, dispenseRequest }: JsonObject): number | undefined =>
  firstDay(
    partOf(effectivePeriod, 'end'),
    dateAsserted,
    effectiveDateTime,
    partOf(partOf(dispenseRequest, 'validityPeriod'), 'end'),
    authoredOn,
  );

const partOf = (value: JsonValue | undefined, name: string): JsonValue | undefined => (isJsonObject(value) ? value[name] : undefined);
const firstDay = (...values: (JsonValue | undefined)[]): number | undefined => values.map(dayOf).find((day) => day !== undefined);

/** An allergy that is active in one place and refuted or over in another; or one beside a later "no known allergy". */
export function allergyContradictions({ facts, settings }: Sight): Verdict {
  const none = new Set(textsOf(settings['none']));
  const all = facts.of('AllergyIntolerance').map((fact): Entry & { stands: boolean; isNone: boolean } => {
    const { code, verificationStatus, clinicalStatus } = fact.resource;
    const over = [...codingsOf(verificationStatus), ...codingsOf(clinicalStatus)].some(({ code: each = '' }) => OVER.has(each));
    return {
      fact,
      keys: namesOf(code),
      day: saidOn(fact.resource),
      stands: !over,
      isNone: codingsOf(code).some((each) => none.has(each.code ?? '')),
    };
  });
  const named = all.filter(({ keys, isNone }) => keys.length > 0 && !isNone);
  const byName = byKeys(named.filter(({ stands }) => !stands));
  const standing = named.filter(({ stands }) => stands);
  const found = standing.flatMap((allergy): Contradiction[] => {
    const denied = allergy.keys.flatMap((key) => byName.get(key) ?? [])[0];
    const later = all.find(
      ({ isNone, stands, day }) => isNone && stands && day !== undefined && allergy.day !== undefined && day > allergy.day,
    );
    const against = denied ?? later;
    if (!against) return [];
    const values = { what: displayOf(allergy.fact.resource['code']) ?? '?' };
    return [{ about: allergy.keys[0] ?? '', facts: [allergy.fact, against.fact], ask: against.fact, values }];
  });
  const unnamed = all.filter(({ keys }) => keys.length === 0).length;
  const once = [...new Map(found.map((each) => [each.about, each])).values()];
  return {
    found: once,
    doubts: unnamed > 0 ? [count(unnamed, 'Allergies without a name', 'Alergias sin nombre')] : [],
    looked: all.length - unnamed,
  };
}

const OVER = new Set(['refuted', 'inactive', 'resolved']);
const saidOn = ({ recordedDate, lastOccurrence, onsetDateTime }: JsonObject): number | undefined =>
  firstDay(recordedDate, lastOccurrence, onsetDateTime);

/** More than one blood group. */
export function bloodGroups({ facts, settings }: Sight): Verdict {
  const codes = textsOf(settings['loinc']);
  const its = facts
    .of('Observation')
    .filter(({ resource }) => codingsOf(resource['code']).some(({ system, code = '' }) => system === LOINC && codes.includes(code)));
  const said = its.map((fact) => ({ fact, group: groupIn(fact.resource, settings) }));
  const known = said.filter((each): each is { fact: Fact; group: Group } => each.group !== undefined);
  const differing = known.flatMap((a, n) => known.slice(n + 1).flatMap((b) => (differ(a.group, b.group) ? [[a, b] as const] : [])))[0];
  const unread = said.length - known.length;
  const doubts = unread > 0 ? [count(unread, 'Blood groups that could not be read', 'Grupos sanguíneos que no se pudieron leer')] : [];
  if (!differing) return { found: [], doubts, looked: known.length };
  const [a, b] = differing;
  const values = { what: `${a.group.abo}${a.group.rh} / ${b.group.abo}${b.group.rh}` };
  return { found: [{ about: 'blood-group', facts: [a.fact, b.fact], ask: a.fact, values }], doubts, looked: known.length };
}

const LOINC = 'http://loinc.org';

interface Group {
  readonly abo: string;
  readonly rh: string;
}

const differ = (a: Group, b: Group): boolean =>
  (a.abo !== '' && b.abo !== '' && a.abo !== b.abo) || (a.rh !== '' && b.rh !== '' && a.rh !== b.rh);

function groupIn({ valueCodeableConcept, valueString }: JsonObject, settings: JsonObject): Group | undefined {
  const names = isJsonObject(settings['codes']) ? settings['codes'] : {};
  const coded = codingsOf(valueCodeableConcept).map(({ code = '' }) =>
    Object.keys(names).find((name) => textsOf(names[name]).includes(code)),
  );
  const text = coded.find((each) => each !== undefined) ?? displayOf(valueCodeableConcept) ?? valueString;
  if (typeof text !== 'string') return undefined;
  const plain = text
    .toUpperCase()
    .replaceAll(/BLOOD|GROUP|GRUPO|SANGU[IÍ]NEO|TYPE|TIPO|FACTOR|\(?RH\(?D?\)?|[\s(),.:]/g, '')
    .replace('0', 'O');
  const match = /^(AB|A|B|O)?(\+|POS(?:ITIVE|ITIVO)?|-|−|NEG(?:ATIVE|ATIVO)?)?$/.exec(plain);
  if (!match || plain === '') return undefined;
  const [, abo = '', rh = ''] = match;
  return { abo, rh: rh === '' ? '' : rh.startsWith('+') || rh.startsWith('P') ? '+' : '-' };
}

/** What a concept is known by: each code with its system, and its words. */
function namesOf(concept: JsonValue | undefined): string[] {
  const codes = codingsOf(concept).flatMap(({ system, code }) => (system !== undefined && code !== undefined ? [`${system}|${code}`] : []));
  const words = displayOf(concept)?.trim().toLowerCase();
  return words === undefined || words === '' ? codes : [...codes, words];
}

function byKeys<T extends Entry>(entries: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const entry of entries)
    for (const key of entry.keys) {
      const its = map.get(key) ?? [];
      map.set(key, its);
      its.push(entry);
    }
  return map;
}
