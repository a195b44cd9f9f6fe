import type { Outcome } from '@satchel/fhir';
import { success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { factsTold } from '../facts-told.ts';
import { COLUMNS, type Column as Told } from '../patient-summary/narrative.ts';
import { nameOf, patientSummary, type PatientSummary, type SummaryOptions, type ToldSection } from '../patient-summary/patient-summary.ts';
import type { SectionId } from '../patient-summary/sections.ts';
import { type Language, WORDS } from '../patient-summary/words.ts';
import type { Block, Column, Sheet } from './sheet.ts';
import { dayIn, PAPER_WORDS } from './words.ts';

/** What can be printed. */
export const PAPER_VIEWS = ['summary', 'medicines', 'immunizations', 'visit', 'timeline'] as const;
export type PaperView = (typeof PAPER_VIEWS)[number];

/** So many days back count as new for a visit. */
const NEW = 90;

/** A view of the record as it is told on paper, in one language. */
export async function sheetOf(
  view: RecordView,
  what: PaperView,
  options: SummaryOptions & { /** For a card: what matters in an emergency. */ readonly isBrief: boolean },
): Promise<Outcome<Sheet>> {
  const summary = await patientSummary(view, options);
  if (!summary.ok) return summary;
  const blocks = what === 'summary' ? summaryBlocks(summary.value, options) : await blocksOf(view, what, summary.value, options);
  const { patient } = summary.value;
  const words = PAPER_WORDS[options.language];
  return success({
    title: words.titles[what],
    language: options.language,
    person: {
      name: nameOf(patient) ?? words.nameless,
      ...(typeof patient['birthDate'] === 'string' && { birthDate: dayIn(options.language, patient['birthDate']) }),
    },
    madeAt: new Date(options.now).toISOString(),
    blocks,
    ...(what === 'visit' && { isOnePage: true as const }),
  });
}

async function blocksOf(
  view: RecordView,
  what: Exclude<PaperView, 'summary'>,
  { sections }: PatientSummary,
  { language, now }: SummaryOptions,
): Promise<readonly Block[]> {
  if (what === 'medicines') return [...medicineBlocks(sections, language), ...sectionBlocks(sections, 'allergies', language)];
  if (what === 'immunizations') return immunizationBlocks(sections, language);
  const counts = await view.counts();
  const listed = counts.ok ? await view.list(Object.keys(counts.value), { limit: Number.MAX_SAFE_INTEGER, newestDays: true }) : counts;
  const facts = listed.ok ? factsTold(listed.value) : [];
  return what === 'timeline' ? timelineBlocks(facts, language) : visitBlocks(sections, facts, language, now);
}

const SHARES: Readonly<Record<Told, number>> = { what: 4, value: 2.6, when: 1.8, detail: 3, status: 1.6, who: 2.4 };

/** What a card has room for. */
const BRIEF: readonly SectionId[] = ['alerts', 'allergies', 'medications', 'problems', 'devices', 'pregnancy'];

function summaryBlocks(
  { sections }: PatientSummary,
  { language, isBrief }: { readonly language: Language; readonly isBrief: boolean },
): Block[] {
  return isBrief
    ? sections.filter(({ id }) => BRIEF.includes(id)).flatMap((section) => briefBlocks(section, language))
    : sections.flatMap(({ id }) => sectionBlocks(sections, id, language));
}

/** A section as a heading and a line for each fact: what, and how. */
function briefBlocks(section: ToldSection | undefined, language: Language, limit = Number.MAX_SAFE_INTEGER): Block[] {
  if (!section) return [];
  const rows = section.rows.slice(0, limit).map(({ what = '', detail = '' }) => [what, detail]);
  const more = section.rows.length - rows.length;
  return [
    { kind: 'heading', text: section.title },
    ...(rows.length > 0 ? [{ kind: 'list', rows } as const] : []),
    ...(more > 0 ? [{ kind: 'text', text: WORDS[language].more(more), quiet: true } as const] : []),
    ...section.sentences.map((text) => ({ kind: 'text', text, quiet: true }) as const),
  ];
}

function sectionBlocks(sections: readonly ToldSection[], id: SectionId, language: Language): Block[] {
  const section = sections.find((each) => each.id === id);
  if (!section) return [];
  const names = COLUMNS[id].filter((name) => section.rows.some((row) => row[name]));
  const columns = names.map((name): Column => ({
    title: WORDS[language].columns[name],
    share: SHARES[name],
    ...(name === 'what' && { strong: true as const }),
  }));
  const rows = section.rows.map((row) => names.map((name) => (name === 'when' ? days(row.when, language) : (row[name] ?? ''))));
  return [
    { kind: 'heading', text: section.title },
    ...(rows.length > 0 ? [{ kind: 'table', columns, rows } as const] : []),
    ...section.sentences.map((text) => ({ kind: 'text', text, quiet: true }) as const),
  ];
}

const days = (when: string | undefined, language: Language): string =>
  (when ?? '')
    .split(' – ')
    .map((date) => dayIn(language, date))
    .join(' – ');

/** The list of medicines as a dose chart: the times of day are to be ticked, for a source's words are not to be guessed at. */
function medicineBlocks(sections: readonly ToldSection[], language: Language): Block[] {
  const words = PAPER_WORDS[language];
  const section = sections.find(({ id }) => id === 'medications');
  const columns: Column[] = [
    { title: words.medicine, share: 4, strong: true },
    { title: words.dose, share: 4 },
    { title: words.since, share: 1.7 },
    ...words.times.map((title) => ({ title, share: 1.15 })),
  ];
  const rows = (section?.rows ?? []).map(({ what = '', detail = '', when }) => [what, detail, days(when, language), '', '', '', '']);
  return [
    ...(rows.length > 0
      ? [{ kind: 'table', columns, rows, boxes: true } as const, { kind: 'text', text: words.boxes, quiet: true } as const]
      : []),
    ...(section?.sentences ?? []).map((text) => ({ kind: 'text', text, quiet: true }) as const),
  ];
}

function immunizationBlocks(sections: readonly ToldSection[], language: Language): Block[] {
  const words = PAPER_WORDS[language];
  const section = sections.find(({ id }) => id === 'immunizations');
  const columns: Column[] = [
    { title: words.vaccine, share: 5, strong: true },
    { title: words.given, share: 2 },
    { title: words.details, share: 3 },
  ];
  const rows = (section?.rows ?? []).map(({ what = '', when, detail = '' }) => [what, days(when, language), detail]);
  return [
    ...(rows.length > 0 ? [{ kind: 'table', columns, rows } as const] : []),
    ...(section?.sentences ?? []).map((text) => ({ kind: 'text', text, quiet: true }) as const),
    { kind: 'heading', text: words.next },
    { kind: 'table', columns, rows: Array.from({ length: 4 }, () => ['', '', '']) },
  ];
}

function visitBlocks(sections: readonly ToldSection[], facts: ReturnType<typeof factsTold>, language: Language, now: number): Block[] {
  const words = PAPER_WORDS[language];
  const since = new Date(now - NEW * 86_400_000).toISOString().slice(0, 10);
  const today = new Date(now).toISOString().slice(0, 10);
  const fresh = facts.filter(([, date]) => date >= since && date <= today);
  // Of what is measured again and again, the newest; bills are not what a visit is about.
  const seen = new Set(['']);
  const newest = fresh
    .filter(([type, , title]) => !/^(Claim|ExplanationOfBenefit|Coverage)/.test(type) && !seen.has(title) && seen.add(title))
    .slice(0, 5);
  const columns: Column[] = [
    { title: words.when, share: 2 },
    { title: words.what, share: 4, strong: true },
    { title: words.value, share: 4 },
  ];
  const rows = newest.map(([, date, title, value, detail]) => [dayIn(language, date), title, value || detail]);
  return [
    { kind: 'heading', text: words.questions },
    { kind: 'lines', count: 3 },
    { kind: 'heading', text: words.changes(NEW) },
    rows.length > 0 ? { kind: 'table', columns, rows } : { kind: 'text', text: words.noChanges, quiet: true },
    ...briefBlocks(
      sections.find(({ id }) => id === 'allergies'),
      language,
      6,
    ),
    ...briefBlocks(
      sections.find(({ id }) => id === 'medications'),
      language,
      10,
    ),
    ...briefBlocks(
      sections.find(({ id }) => id === 'problems'),
      language,
      8,
    ),
    { kind: 'heading', text: words.agreed },
    { kind: 'lines', count: 2 },
  ];
}

function timelineBlocks(facts: ReturnType<typeof factsTold>, language: Language): Block[] {
  const words = PAPER_WORDS[language];
  const columns: Column[] = [
    { title: words.when, share: 1.7 },
    { title: words.what, share: 4, strong: true },
    { title: words.value, share: 2.2 },
    { title: words.details, share: 3.4 },
  ];
  const years = Map.groupBy(facts, ([, date]) => date.slice(0, 4));
  return [...years].flatMap(([year, those]): Block[] => [
    { kind: 'heading', text: year || words.undated },
    { kind: 'table', columns, rows: those.map(([, date, title, value, detail]) => [dayIn(language, date), title, value, detail]) },
  ]);
}
