import { dateInterval, type Interval, isJsonObject, type Issue, type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { bundleText, outcomeEntry, searchEntry } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** GET DocumentReference/$docref: the documents about a patient (IPA 1.0 and US Core 6.1). */
export const documentReferenceDocref: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'DocumentReference/$docref',
  operation: {
    name: 'docref',
    definition: 'http://hl7.org/fhir/uv/ipa/OperationDefinition/docref',
    on: 'DocumentReference',
    documentation: 'Documents that are here; none is made on demand. With nothing but a patient: the newest summary document.',
  },
  handle: docref,
};
export const documentReferenceDocrefByPost: Interaction = { ...documentReferenceDocref, method: 'POST' };

const NAMES = ['patient', 'start', 'end', 'type', 'on-demand', 'profile'];
/** Summaries of a whole history: C-CDA continuity of care, and the International Patient Summary. */
const SUMMARIES = 'http://loinc.org|34133-9,http://loinc.org|60591-5';

async function docref(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, NAMES);
  if (!known.ok) return known;
  const patient = values.get('patient');
  if (!patient) return refuse(400, 'required', 'Say whose documents: patient.', { expression: ['http.patient'] });
  const [start, end] = [careDate(values, 'start'), careDate(values, 'end')];
  if (!start.ok) return start;
  if (!end.ok) return end;
  const onlyNewest = !values.has('type') && !values.has('start') && !values.has('end');
  const query = new URLSearchParams({ patient, status: 'current', _sort: '-date', _count: onlyNewest ? '1' : '500', _total: 'none' });
  query.set('type', onlyNewest ? SUMMARIES : values.getAll('type').join(','));
  if (query.get('type') === '') query.delete('type');
  const view = await call.view();
  if (!view.ok) return view;
  const matches: Stored[] = [];
  const issues: Issue[] = [];
  do {
    const page = await view.value.search('DocumentReference', query.toString(), { base: call.base, handling: 'strict' });
    if (!page.ok) return page;
    matches.push(...page.value.matches.filter(({ text }) => isAbout(JSON.parse(text) as JsonObject, start.value, end.value)));
    issues.push(...page.issues);
    query.set('_cursor', page.value.next ?? '');
  } while (query.get('_cursor') !== '' && !onlyNewest);
  return success({
    status: 200,
    body: bundleText({
      type: 'searchset',
      total: matches.length,
      links: { self: `${call.base}/DocumentReference/$docref?${values.toString()}` },
      entries: [...matches.map((stored) => searchEntry(call.base, stored, 'match')), ...outcomeEntry(issues)],
    }),
  });
}

function careDate(values: URLSearchParams, name: string): Outcome<Interval | undefined> {
  const text = values.get(name);
  if (text === null) return success(undefined);
  const interval = dateInterval(text.replace(' ', '+'));
  return interval ? success(interval) : refuse(400, 'value', `'${name}' is no date.`, { expression: [`http.${name}`] });
}

/** Whether the care that a document tells of, or else its own date, falls into the stretch. */
function isAbout({ context, date }: JsonObject, start: Interval | undefined, end: Interval | undefined): boolean {
  const period = isJsonObject(context) && isJsonObject(context['period']) ? context['period'] : undefined;
  const boundOf = (value: unknown) => (typeof value === 'string' ? dateInterval(value) : undefined);
  const from = boundOf(period?.['start'] ?? (period ? undefined : date));
  const to = boundOf(period?.['end'] ?? (period ? undefined : date));
  return (!start || !to || to.high >= start.low) && (!end || !from || from.low <= end.high);
}
