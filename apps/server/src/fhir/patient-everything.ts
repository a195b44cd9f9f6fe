import { dateInterval, type Interval, isResourceType, type JsonObject, type Outcome, success } from '@satchel/fhir';
import { clinicalDateOf, type EverythingOptions, type RecordView, type Stored } from '@satchel/record';
import { bundleText, searchEntry } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { nextLink, pageAsked } from './page-link.ts';
import { refuse } from './trouble.ts';
import { deleted, onlyPresent } from './withdrawn.ts';

const operation = {
  name: 'everything',
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
  on: 'Patient',
  documentation:
    'What belongs to a patient, what that refers to, and its Provenance. Without _count it streams; with it, it comes in pages.',
};

/** GET Patient/[id]/$everything (http://hl7.org/fhir/R4/patient-operation-everything.html). */
export const patientEverything: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Patient/:id/$everything',
  operation,
  handle: everything,
};
export const patientEverythingByPost: Interaction = { ...patientEverything, method: 'POST' };

/** GET Patient/$everything: the whole record. */
export const recordEverything: Interaction = { ...patientEverything, path: 'Patient/$everything' };
export const recordEverythingByPost: Interaction = { ...recordEverything, method: 'POST' };

interface Wanted {
  readonly types?: readonly string[];
  readonly since?: number;
  /** Clinical dates, both ends. */
  readonly care?: { readonly from?: Interval; readonly to?: Interval };
  readonly count?: number;
}

async function everything(call: Call): Promise<Outcome<Answer>> {
  const { id } = call.params;
  const path = `Patient/${id === undefined ? '' : `${id}/`}$everything`;
  const page = pageAsked(call, path);
  if (!page.ok) return page;
  const asked = page.value ? success({ values: new URLSearchParams(page.value.query) }) : given(call);
  if (!asked.ok) return asked;
  const wanted = wantedIn(asked.value.values);
  if (!wanted.ok) return wanted;
  const view = await call.view();
  if (!view.ok) return view;
  if (id !== undefined) {
    const patient = await view.value.read('Patient', id);
    if (!patient.ok) return onlyPresent(patient);
    if (patient.value.marks.withdrawn !== undefined) return deleted(patient.value);
  }
  const { types, since, count } = wanted.value;
  const options: EverythingOptions = {
    ...(id !== undefined && { patient: id }),
    ...(since !== undefined && { since }),
    ...(page.value && { after: page.value.cursor }),
    ...(count !== undefined && { limit: count + 1 }),
  };
  const found = view.value.everything(types, options);
  return count === undefined
    ? streamed(call, path, found, wanted.value)
    : paged(call, path, found, wanted.value, asked.value.values.toString(), count);
}

async function paged(
  call: Call,
  path: string,
  found: ReturnType<RecordView['everything']>,
  { care }: Wanted,
  query: string,
  count: number,
): Promise<Outcome<Answer>> {
  const all: Stored[] = [];
  for await (const stored of found) all.push(stored);
  const [page, last] = [all.slice(0, count), all[count - 1]];
  const next = all.length > count && last ? nextLink(call, path, { query, cursor: `${last.type}/${last.id}` }) : undefined;
  return success({
    status: 200,
    body: bundleText({
      type: 'searchset',
      links: { self: `${call.base}/${path}`, next },
      entries: page.filter((stored) => isInCare(stored, care)).map((stored) => searchEntry(call.base, stored, 'match')),
    }),
  });
}

/** The first resource is fetched before anything is sent: what goes wrong until then is still an answer of its own. */
async function streamed(
  { base }: Call,
  path: string,
  found: ReturnType<RecordView['everything']>,
  { care }: Wanted,
): Promise<Outcome<Answer>> {
  const rest = found[Symbol.asyncIterator]();
  const first = await rest.next();
  async function* text(): AsyncIterable<string> {
    try {
      yield `{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":${JSON.stringify(`${base}/${path}`)}}]`;
      let [pieces, size, lead] = [[] as string[], 0, ',"entry":['];
      for (let each = first; !each.done; each = await rest.next()) {
        if (!isInCare(each.value, care)) continue;
        const piece = lead + searchEntry(base, each.value, 'match');
        lead = ',';
        pieces.push(piece);
        size += piece.length;
        if (size < PIECE) continue;
        yield pieces.join('');
        [pieces, size] = [[], 0];
      }
      yield `${pieces.join('')}${lead === ',' ? ']' : ''}}`;
    } finally {
      await rest.return?.();
    }
  }
  return success({ status: 200, body: text() });
}

/** Characters that go out together. */
const PIECE = 64 * 1024;

const NAMES = ['start', 'end', '_since', '_type', '_count'];

function wantedIn(values: URLSearchParams): Outcome<Wanted> {
  const known = only(values, NAMES);
  if (!known.ok) return known;
  const intervals = ['start', 'end', '_since'].map((name) => ({ name, text: values.get(name)?.replace(' ', '+') }));
  const dates = intervals.map(({ text }) => (text ? dateInterval(text) : undefined));
  const wrong = intervals.find(({ text }, at) => text && !dates[at]);
  if (wrong) return refuse(400, 'value', `'${wrong.name}' is no date.`, { expression: [`http.${wrong.name}`] });
  const types = values.getAll('_type').flatMap((each) => each.split(','));
  if (!types.every(isResourceType)) return refuse(400, 'value', "'_type' names resource types of R4.", { expression: ['http._type'] });
  const count = values.get('_count');
  if (count !== null && !/^[1-9]\d{0,4}$/.test(count))
    return refuse(400, 'value', "'_count' is a whole number.", { expression: ['http._count'] });
  const [from, to, since] = dates;
  return success({
    ...(types.length > 0 && { types }),
    ...(since && { since: since.low }),
    ...((from ?? to) && { care: { ...(from && { from }), ...(to && { to }) } }),
    ...(count !== null && { count: Math.min(Number(count), 1000) }),
  });
}

/** What has no clinical date was true all the time. */
function isInCare({ text }: Stored, care: Wanted['care']): boolean {
  if (!care) return true;
  const written = clinicalDateOf(JSON.parse(text) as JsonObject);
  const at = written === undefined ? undefined : dateInterval(written);
  return !at || ((!care.from || at.high >= care.from.low) && (!care.to || at.low <= care.to.high));
}
