import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { Listed, RecordView } from '@satchel/record';
import type { Summary } from '../api.ts';
import { assertsNone, byNewest, isOver, isRuledOut, saysNothing } from '@satchel/output';
import { resourceOf } from './listed.ts';
import { sectionOf, SECTIONS } from './sections.ts';
import { everyFact, sourcesAmong } from './sources.ts';

/** How many entries of a section a summary carries; sections whose every entry matters carry more. */
const SHORT = 12;
const LONG = 200;
const WHOLE = new Set(['problems', 'allergies', 'medicines', 'immunizations', 'family', 'plans']);
/** Sections of things said again and again, where a summary wants the newest of each. */
const SERIES = new Set(['results', 'vitals', 'social', 'medicines']);

/** The record by category: what is known, what was said not to be, and what nobody has said anything about. */
export async function summaryOf(view: RecordView): Promise<Outcome<Summary>> {
  const counts = await view.counts();
  if (!counts.ok) return counts;
  const all = await everyFact(view, { newestDays: true });
  if (!all.ok) return all;
  const sources = await sourcesAmong(view, all.value);
  if (!sources.ok) return sources;
  const bySection = Map.groupBy(all.value, sectionOf);
  const patient = await patientOf(view, all.value);
  return success({
    ...(patient && { patient }),
    sources: sources.value,
    counts: counts.value,
    sections: SECTIONS.map((id) => sectionIn(id, bySection.get(id) ?? [])),
  });
}

function sectionIn(id: (typeof SECTIONS)[number], entries: readonly Listed[]): Summary['sections'][number] {
  const standing = entries.filter((entry) => !isRuledOut(entry));
  const facts = standing.filter((entry) => !assertsNone(entry) && !saysNothing(entry));
  const answer = facts.length ? 'known' : standing.some(assertsNone) ? 'none' : 'unknown';
  const ruledOut = entries.filter(isRuledOut).toSorted(byNewest).slice(0, SHORT);
  const ordered = facts.toSorted(WHOLE.has(id) ? byCurrent : byNewest);
  const shown = SERIES.has(id) ? newestOfEach(ordered) : ordered;
  return { id, total: facts.length, answer, entries: shown.slice(0, WHOLE.has(id) ? LONG : SHORT), ruledOut };
}

/** One line a thing measured or medicine taken; another dose is another line. */
function newestOfEach(ordered: readonly Listed[]): Listed[] {
  const seen = new Set<string>();
  return ordered.filter(({ type, card }) => {
    const key = [card.code ?? card.title, type === 'Observation' ? '' : card.detail].join('\n');
    return !seen.has(key) && seen.add(key);
  });
}

/** What still holds before what is over, then newest first. */
function byCurrent(a: Listed, b: Listed): number {
  return Number(isOver(a)) - Number(isOver(b)) || byNewest(a, b);
}

async function patientOf(view: RecordView, all: readonly Listed[]): Promise<Summary['patient']> {
  const patients = all.filter(({ type }) => type === 'Patient');
  // Sources differ in how much of a name they write; the fullest, with a birth date, says most.
  const fullness = ({ card }: Listed) => (card.date ? 1000 : 0) + (card.title?.length ?? 0);
  const first = patients.toSorted((a, b) => fullness(b) - fullness(a))[0];
  if (!first) return undefined;
  const read = await view.read(first.type, first.id);
  if (!read.ok) return undefined;
  const resource: JsonObject = resourceOf(read.value);
  const [birthDate, gender] = [resource['birthDate'], resource['gender']];
  return {
    name: first.card.title ?? '',
    ...(typeof birthDate === 'string' && { birthDate }),
    ...(typeof gender === 'string' && { gender }),
  };
}
