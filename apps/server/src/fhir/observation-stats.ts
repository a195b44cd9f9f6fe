import { isJsonObject, type JsonObject, loadUnits, type Outcome, success } from '@satchel/fhir';
import type { RecordView, Stored } from '@satchel/record';
import { ucumOf } from '@satchel/terminology';
import type { Answer, Call, Interaction } from './interaction.ts';
import { type Given, given } from './operation-parameters.ts';
import { STATISTICS } from './statistics.ts';
import { refuse } from './trouble.ts';

/** GET Observation/$stats: statistics of one kind of value (http://hl7.org/fhir/R4/observation-operation-stats.html). */
export const observationStats: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Observation/$stats',
  operation: {
    name: 'stats',
    definition: 'http://hl7.org/fhir/OperationDefinition/Observation-stats',
    on: 'Observation',
    documentation: 'In the unit of the newest value; values that cannot be converted to it count as ignored.',
  },
  handle: stats,
};
export const observationStatsByPost: Interaction = { ...observationStats, method: 'POST' };

interface Code {
  readonly system?: string;
  readonly code: string;
}

interface Wanted {
  readonly subject: string;
  readonly codes: readonly Code[];
  readonly statistics: readonly string[];
  readonly period: { readonly start?: string; readonly end?: string };
  /** Observations to answer with, at most. */
  readonly sources: number;
}

const SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-statistics';
const PAGE = 500;
/** Observations that say nothing about the person. */
const VOID: ReadonlySet<unknown> = new Set(['registered', 'cancelled', 'entered-in-error']);

async function stats(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const wanted = wantedIn(asked.value, call.house.world.now());
  if (!wanted.ok) return wanted;
  const view = await call.view();
  if (!view.ok) return view;
  const parameter: JsonObject[] = [];
  const sources = new Map<string, Stored>();
  for (const code of wanted.value.codes) {
    const found = await observationsOf(view.value, call.base, wanted.value, code);
    if (!found.ok) return found;
    parameter.push({ name: 'statistics', resource: await statisticsOf(found.value, wanted.value, code) });
    for (const stored of found.value.slice(0, wanted.value.sources)) sources.set(stored.id, stored);
  }
  const texts = [
    ...parameter.map((each) => JSON.stringify(each)),
    ...[...sources.values()].map(({ text }) => `{"name":"source","resource":${text}}`),
  ];
  return success({ status: 200, body: `{"resourceType":"Parameters","parameter":[${texts.join(',')}]}` });
}

function wantedIn({ values, parameters }: Given, now: number): Outcome<Wanted> {
  const wrong = (name: string, words: string) => refuse(400, 'value', words, { expression: [`http.${name}`] });
  const subject = values.get('subject') ?? values.get('patient');
  if (!subject) return wrong('subject', 'Say whose Observations: subject.');
  const system = values.get('system');
  const named = values
    .getAll('code')
    .flatMap((each) => each.split(','))
    .map((code): Code => ({ code, ...(system !== null && { system }) }));
  const codes = [...named, ...parameters.flatMap(({ name, valueCoding }) => (name === 'coding' ? codesIn(valueCoding) : []))];
  if (codes.length === 0) return wrong('code', 'Say which Observations: code, with system, or coding.');
  const statistics = values.getAll('statistic').flatMap((each) => each.split(','));
  const strange = statistics.find((each) => each !== 'total-count' && !Object.hasOwn(STATISTICS, each));
  if (statistics.length === 0 || strange !== undefined)
    return wrong('statistic', `A statistic is one of ${[...Object.keys(STATISTICS), 'total-count'].join(', ')}.`);
  const period = periodIn(values, parameters, now);
  if (!period) return wrong('duration', "Of 'duration', a number of hours, and 'period' one can be given.");
  const limit = values.get('limit') ?? '100';
  if (!/^\d{1,4}$/.test(limit)) return wrong('limit', "'limit' is a whole number.");
  return success({ subject, codes, statistics, period, sources: values.get('include') === 'true' ? Number(limit) : 0 });
}

function codesIn(coding: unknown): Code[] {
  if (!isJsonObject(coding) || typeof coding['code'] !== 'string') return [];
  return [{ code: coding['code'], ...(typeof coding['system'] === 'string' && { system: coding['system'] }) }];
}

function periodIn(values: URLSearchParams, parameters: readonly JsonObject[], now: number): Wanted['period'] | undefined {
  const hours = values.get('duration');
  const given = parameters.find(({ name }) => name === 'period')?.['valuePeriod'];
  if (hours === null) {
    const { start, end } = isJsonObject(given) ? given : {};
    return { ...(typeof start === 'string' && { start }), ...(typeof end === 'string' && { end }) };
  }
  if (given !== undefined || !/^\d{1,7}(\.\d+)?$/.test(hours)) return undefined;
  return { start: new Date(now - Number(hours) * 3_600_000).toISOString(), end: new Date(now).toISOString() };
}

/** Newest first. */
async function observationsOf(
  view: RecordView,
  base: string,
  { subject, period }: Wanted,
  { system, code }: Code,
): Promise<Outcome<readonly Stored[]>> {
  const token = [...(system === undefined ? [] : [system]), code].map((each) => each.replaceAll(/[\\|,$]/g, String.raw`\$&`)).join('|');
  const query = new URLSearchParams([
    ['subject', subject],
    ['combo-code', token],
    ...(period.start === undefined ? [] : [['date', `ge${period.start}`]]),
    ...(period.end === undefined ? [] : [['date', `le${period.end}`]]),
    ['_sort', '-date'],
    ['_count', String(PAGE)],
  ]);
  const all: Stored[] = [];
  for (;;) {
    const page = await view.search('Observation', query.toString(), { base });
    if (!page.ok) return page;
    all.push(...page.value.matches);
    if (page.value.next === undefined) return success(all);
    query.set('_cursor', page.value.next);
  }
}

async function statisticsOf(found: readonly Stored[], { subject, statistics, period }: Wanted, code: Code): Promise<JsonObject> {
  const valid = found.map(({ text }) => JSON.parse(text) as JsonObject).filter(({ status }) => !VOID.has(status));
  const quantities = valid.flatMap((observation) => quantitiesIn(observation, code));
  const units = await loadUnits(ucumOf);
  const unit = quantities.map(unitOf)[0] ?? '1';
  const values = quantities.flatMap((quantity) => {
    const value = quantity['value'] as number;
    if (unitOf(quantity) === unit) return [value];
    const converted = units.convert(value, unitOf(quantity), unit);
    return converted.ok ? [converted.value] : [];
  });
  const sorted = values.sort((a, b) => a - b);
  const { system, code: ucum, unit: written } = quantities[0] ?? {};
  const inUnit = {
    ...(written !== undefined && { unit: written }),
    ...(system !== undefined && { system }),
    ...(ucum !== undefined && { code: ucum }),
  };
  const component = statistics.flatMap((name): JsonObject[] => {
    const value = name === 'total-count' ? valid.length : STATISTICS[name]?.(sorted);
    const isCount = name === 'count' || name === 'total-count';
    const says = { code: { coding: [{ system: SYSTEM, code: name }] } };
    if (value === undefined) return [{ ...says, dataAbsentReason: ABSENT }];
    return [{ ...says, valueQuantity: { value: Number(value.toPrecision(12)), ...(isCount ? {} : inUnit) } }];
  });
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ ...code }] },
    subject: { reference: subject.includes('/') ? subject : `Patient/${subject}` },
    ...((period.start ?? period.end) !== undefined && { effectivePeriod: { ...period } }),
    component,
  };
}

const ABSENT: JsonObject = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-applicable' }] };

const unitOf = ({ code, unit }: JsonObject): string => [code, unit].find((each) => typeof each === 'string') ?? '1';

/** The number of an Observation of this code, or of its components; what is only bounded is no number. */
function quantitiesIn(observation: JsonObject, code: Code): JsonObject[] {
  const { component } = observation;
  const parts = [observation, ...(Array.isArray(component) ? component.filter(isJsonObject) : [])];
  return parts
    .filter((part) => hasCode(part['code'], code))
    .map(({ valueQuantity }) => valueQuantity)
    .filter((value): value is JsonObject => isJsonObject(value) && typeof value['value'] === 'number' && value['comparator'] === undefined);
}

function hasCode(concept: unknown, { system, code }: Code): boolean {
  const codings = isJsonObject(concept) && Array.isArray(concept['coding']) ? concept['coding'].filter(isJsonObject) : [];
  return codings.some((coding) => coding['code'] === code && (system === undefined || coding['system'] === system));
}
