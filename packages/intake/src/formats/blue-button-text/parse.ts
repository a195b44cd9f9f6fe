import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { Book } from './book.ts';
import { entriesOf, type Entry } from './entries.ts';
import { excerpt } from './excerpt.ts';
import { linesOf } from './lines.ts';
import { Claims } from './read/claims.ts';
import {
  allergy,
  condition,
  device,
  dueService,
  event,
  familyMember,
  immunization,
  medication,
  preventiveService,
  stay,
} from './read/health.ts';
import { appointment, demographics, emergencyContact, insurance, provider } from './read/people.ts';
import { LabPanel, ownTest, vital } from './read/results.ts';
import { documents, reminders } from './read/texts.ts';
import { type Section, sectionsBetweenRules, sectionsUnderBanners } from './sections.ts';

/** The text files of the Blue Button: MyMedicare.gov, and My HealtheVet of the US Department of Veterans Affairs. */
export const blueButtonText: Format = { name: 'blue-button-text', version: '1', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  const start = text.slice(0, 4096);
  if (/^-{4,}\s*MY HEALTHEVET PERSONAL INFORMATION REPORT/.test(start)) return 'My HealtheVet Blue Button report';
  return /^[\s-]*MYMEDICARE\.GOV PERSONAL HEALTH INFORMATION/i.test(start) ? 'MyMedicare.gov Blue Button report' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const lines = await linesOf(source);
  if (!lines) {
    yield unread('This report is longer than 64 MB.', 'line 1', 'too-long');
    return;
  }
  const isVa = lines.slice(0, 10).some(({ text }) => /MY HEALTHEVET/.test(text));
  const book = new Book(isVa ? 'va' : 'cms');
  const sections = isVa ? sectionsUnderBanners(lines) : sectionsBetweenRules(lines);
  const reading: Reading = { book, claims: new Claims(), panels: new LabPanel() };
  for (const section of sections) read(section, reading);
  yield* book.results();
}

interface Reading {
  readonly book: Book;
  readonly claims: Claims;
  readonly panels: LabPanel;
}

type Reader = (section: Section, reading: Reading) => void;

/** Each entry of a section alike; `leads` are the fields that begin one, where it is not just the first. */
const entries =
  (each: (entry: Entry, book: Book) => void, leads?: RegExp): Reader =>
  (section, { book }) => {
    for (const entry of entriesOf(section, leads)) each(entry, book);
  };
const passed: Reader = () => undefined;

const READERS: readonly (readonly [title: RegExp, reader: Reader])[] = [
  [/^MYMEDICARE\.GOV|^MY HEALTHEVET (PERSONAL|ACCOUNT)|^DOWNLOAD REQUEST|^END OF/i, passed],
  [/^(Demographic|SELF REPORTED DEMOGRAPHICS)/i, everybody],
  [/^Emergency Contact/i, entries(emergencyContact)],
  [/^Self Reported Medical Conditions|^VA PROBLEM LIST/i, entries(condition)],
  [/ALLERGIES/i, entries(allergy)],
  [/^Self Reported Implantable Device/i, entries(device)],
  [/IMMUNIZATIONS$/i, entries(immunization, /^Immunization( Name)?$/)],
  [
    /^VA LABORATORY RESULTS/i,
    (section, { book, panels }) => {
      for (const entry of entriesOf(section, /^(Lab Test|Test Name)$/)) panels.read(entry, book);
    },
  ],
  [/LABS AND TESTS/i, entries(ownTest)],
  [/VITAL STATISTICS|VITALS AND READINGS/i, entries(vital, /^(Vital Statistic Type|Measurement Type|Vital Sign)$/)],
  [/FAMILY (HEALTH|MEDICAL) HISTORY|^Family Medical/i, entries(familyMember, /^(Family Member|Relationship)$/)],
  [/^Drugs|MEDICATION HISTORY/i, entries(medication)],
  [/MEDICATIONS AND SUPPLEMENTS/i, entries(medication, /^Category$/)],
  [/^Preventive Services/i, entries(preventiveService)],
  [/WELLNESS REMINDERS/i, (section, { book }) => reminders(section, (name, due, last, line) => dueService(name, due, last, line, book))],
  [/^Providers|^Pharmacies|HEALTH CARE PROVIDERS|TREATMENT FACILITIES/i, entries(provider)],
  [/^Plans|^Employer Subsidy|^(Primary|Other) Insurance|HEALTH INSURANCE/i, entries(insurance)],
  [/^Claim Summary/i, claimSummary],
  [/^Claim Lines for Claim Number/i, claimLines],
  [/APPOINTMENTS/i, entries(appointment)],
  [/MEDICAL EVENTS/i, entries(event)],
  [
    /ADMISSIONS AND DISCHARGES/i,
    (section, reading) => {
      entries(stay, /^Admission Date$/)(section, reading);
      documents(section, 'Discharge summary', reading.book);
    },
  ],
  [/^VA NOTES/i, (section, { book }) => documents(section, 'Note', book)],
  [/PATHOLOGY REPORTS/i, (section, { book }) => documents(section, 'Pathology report', book)],
  [/RADIOLOGY REPORTS/i, (section, { book }) => documents(section, 'Radiology report', book)],
  [/ELECTROCARDIOGRAM/i, (section, { book }) => documents(section, 'Electrocardiogram report', book)],
];

function read(section: Section, reading: Reading): void {
  const [, reader] = READERS.find(([title]) => title.test(section.title)) ?? [];
  if (reader) reader(section, reading);
  else reading.book.unread(`The section "${section.title.slice(0, 60)}" is not read.`, section.line);
}

/** Who it is about; My HealtheVet puts the people to call below. */
function everybody(section: Section, { book }: Reading): void {
  const at = section.lines.findIndex(({ text }) => /^EMERGENCY CONTACTS?$/.test(text.trim()));
  const own = { ...section, lines: at === -1 ? section.lines : section.lines.slice(0, at) };
  const [person] = entriesOf(own, /^(Name|First Name)$/);
  if (person) demographics(person, book);
  if (at !== -1) entries(emergencyContact)({ ...section, lines: section.lines.slice(at + 1) }, { book } as Reading);
}

function claimSummary(section: Section, { book, claims }: Reading): void {
  for (const entry of entriesOf(section, /^Claim Number$/)) claims.summary(entry, book);
}

/** The lines of one claim; the next claim's summary may follow in the same section. */
function claimLines(section: Section, reading: Reading): void {
  const number = /Number:\s*(\S+)/.exec(section.title)?.[1];
  for (const entry of entriesOf(section, /^(Line number|Claim Number)$/)) {
    if (entry.fields[0]?.name === 'Claim Number') reading.claims.summary(entry, reading.book);
    else if (number !== undefined) reading.claims.line(entry, number, reading.book);
  }
}
