import type { JsonObject } from '@satchel/fhir';
import { type Book, HOLDER, known, noted } from '../book.ts';
import { dateOf, periodOf } from '../dates.ts';
import { type Entry, listed, value, words } from '../entries.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const coded = (system: string, code: string): JsonObject => ({ coding: [{ system: `${HL7}/${system}`, code }] });

export function condition(entry: Entry, book: Book): void {
  const name = words(entry, 'Condition Name', 'Problem');
  if (name === undefined) return;
  const [start, end] = [dateOf(value(entry, 'Medical Condition Start Date')), dateOf(value(entry, 'Medical Condition End Date'))];
  const status = end !== undefined ? 'resolved' : /inactive/i.test(value(entry, 'Status') ?? '') ? 'inactive' : 'active';
  book.keep(
    {
      resourceType: 'Condition',
      clinicalStatus: coded('condition-clinical', status),
      category: [coded('condition-category', 'problem-list-item')],
      code: { text: name },
      subject: HOLDER,
      ...known({
        onsetDateTime: start,
        abatementDateTime: end,
        recordedDate: dateOf(value(entry, 'Date/Time Entered')),
        asserter: by(words(entry, 'Provider')),
      }),
      ...noted(value(entry, 'Comments')),
    },
    entry.line,
    name,
    start ?? value(entry, 'Date/Time Entered'),
  );
}

const by = (name: string | undefined): JsonObject | undefined => (name === undefined ? undefined : { display: name });

const CATEGORIES: readonly (readonly [RegExp, string])[] = [
  [/drug|medic/i, 'medication'],
  [/food/i, 'food'],
  [/environ|pollen|animal|insect|plant/i, 'environment'],
];
const SEVERITIES: Readonly<Record<string, string>> = { mild: 'mild', moderate: 'moderate', severe: 'severe' };

export function allergy(entry: Entry, book: Book): void {
  const name = words(entry, 'Allergy Name');
  if (name === undefined) return;
  const kind = value(entry, 'Type', 'Allergy Type') ?? '';
  const category = CATEGORIES.find(([form]) => form.test(kind))?.[1];
  const severity = SEVERITIES[words(entry, 'Severity')?.toLowerCase() ?? ''];
  const reactions = (words(entry, 'Reaction') ?? '').split(/\s*,\s*/).filter(Boolean);
  const begun = dateOf(value(entry, 'First Episode Date', 'Date'));
  const told = ['Diagnosed', 'Treatment', 'Last Treatment Date', 'VA Drug Class', 'Observed/Historical'].flatMap((each) => {
    const said = words(entry, each);
    return said === undefined ? [] : [`${each}: ${said}`];
  });
  book.keep(
    {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: coded('allergyintolerance-clinical', 'active'),
      ...known({ category: category === undefined ? undefined : [category] }),
      code: { text: name },
      patient: HOLDER,
      ...known({
        onsetDateTime: begun,
        recordedDate: dateOf(value(entry, 'Date Entered')),
        lastOccurrence: dateOf(value(entry, 'Last Episode Date')),
      }),
      ...(reactions.length > 0 && { reaction: [{ manifestation: reactions.map((each) => ({ text: each })), ...known({ severity }) }] }),
      ...noted([value(entry, 'Comments'), ...told].filter(Boolean).join('\n') || undefined),
    },
    entry.line,
    name,
  );
}

export function medication(entry: Entry, book: Book): void {
  const name = words(entry, 'Medication', 'Drug Name');
  if (name === undefined) return;
  if (value(entry, 'Medication') !== undefined || value(entry, 'Initially Ordered On') !== undefined) prescription(entry, book, name);
  else statement(entry, book, name);
}

const ORDER_STATUS: readonly (readonly [RegExp, string])[] = [
  [/^(active|submitted|refill in process|suspended)/i, 'active'],
  [/^discontinued/i, 'stopped'],
  [/^expired|^completed/i, 'completed'],
  [/^hold|^on hold/i, 'on-hold'],
];

function prescription(entry: Entry, book: Book, name: string): void {
  const number = words(entry, 'Prescription Number');
  const [quantity, days, refills] = ['Quantity', 'Days Supply', 'Refills Remaining'].map((each) => Number(words(entry, each) ?? 'no'));
  const status = ORDER_STATUS.find(([form]) => form.test(value(entry, 'Status') ?? ''))?.[1] ?? 'unknown';
  const supply = known({
    numberOfRepeatsAllowed: Number.isInteger(refills) ? refills : undefined,
    quantity: Number.isFinite(quantity) ? { value: quantity as number } : undefined,
    expectedSupplyDuration: Number.isFinite(days)
      ? { value: days as number, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' }
      : undefined,
    performer: by(words(entry, 'Pharmacy')),
  });
  const filled = words(entry, 'Last Filled On');
  book.keep(
    {
      resourceType: 'MedicationRequest',
      ...known({ identifier: number === undefined ? undefined : [{ type: { text: 'Prescription number' }, value: number }] }),
      status,
      intent: 'order',
      medicationCodeableConcept: { text: name },
      subject: HOLDER,
      ...known({ authoredOn: dateOf(value(entry, 'Initially Ordered On')), dosageInstruction: dosage(words(entry, 'Instructions')) }),
      ...(Object.keys(supply).length > 0 && { dispenseRequest: supply }),
      ...noted(filled === undefined ? undefined : `Last filled on ${filled}`),
    },
    entry.line,
    number ?? name,
    number === undefined ? value(entry, 'Initially Ordered On') : 'number',
  );
}

const dosage = (text: string | undefined): JsonObject[] | undefined => (text === undefined ? undefined : [{ text }]);

function statement(entry: Entry, book: Book, name: string): void {
  const [start, stop] = [value(entry, 'Start Date'), value(entry, 'Stop Date')];
  const taking = [words(entry, 'Strength'), words(entry, 'Dose'), words(entry, 'Frequency', 'Supply')].filter(Boolean).join(', ');
  const { period } = periodOf(start, stop);
  const reason = words(entry, 'Reason for taking');
  const told = [value(entry, 'Comments'), value(entry, 'Category')].filter(Boolean).join('\n');
  book.keep(
    {
      resourceType: 'MedicationStatement',
      status: stop === undefined ? 'active' : 'completed',
      medicationCodeableConcept: { text: name },
      subject: HOLDER,
      ...known({
        effectivePeriod: period,
        dosage: dosage(taking || undefined),
        reasonCode: reason === undefined ? undefined : [{ text: reason }],
      }),
      informationSource: HOLDER,
      ...noted(told || undefined),
    },
    entry.line,
    name,
    start,
  );
}

export function immunization(entry: Entry, book: Book): void {
  const name = words(entry, 'Immunization Name', 'Immunization');
  if (name === undefined) return;
  const isOwn = value(entry, 'Immunization Name') !== undefined || entry.fields.some(({ name: each }) => each === 'Reactions');
  const reactions = [...listed(entry, 'Reactions'), ...listed(entry, 'Reaction')].filter((each) => !/^none\b|^-+$/i.test(each));
  const dates = [value(entry, 'Date Administered', 'Date Received'), ...[1, 2, 3].map((each) => value(entry, `Booster ${each} Date`))];
  const comments = [value(entry, 'Comments'), ...reactions.map((each) => `Reaction: ${each}`)].filter(Boolean).join('\n');
  for (const [n, date] of dates.entries()) {
    if (date === undefined && n > 0) continue;
    const at = dateOf(date);
    book.keep(
      {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: { text: n === 0 ? name : `${name} (booster)` },
        patient: HOLDER,
        ...(at === undefined ? { occurrenceString: date ?? 'unknown' } : { occurrenceDateTime: at }),
        primarySource: !isOwn,
        ...known({ location: by(words(entry, 'Location')), route: textOf(words(entry, 'Method')) }),
        ...noted(n === 0 ? comments || undefined : undefined),
      },
      entry.line,
      name,
      date,
    );
  }
}

const textOf = (text: string | undefined): JsonObject | undefined => (text === undefined ? undefined : { text });

export function familyMember(entry: Entry, book: Book): void {
  const who = words(entry, 'Family Member', 'Relationship');
  if (who === undefined || /^self$/i.test(who)) return;
  const named = descriptions(entry);
  const issues = [...named, ...listed(entry, 'Health Issues'), ...listed(entry, 'Other Health Issues')].filter(
    (each) => each !== '' && !/^-+$/.test(each),
  );
  const died = dateOf(value(entry, 'DOD'));
  const isDead = died !== undefined || /deceased/i.test(value(entry, 'Living or Deceased') ?? '');
  const name = [words(entry, 'First Name'), words(entry, 'Last Name')].filter(Boolean).join(' ');
  book.keep(
    {
      resourceType: 'FamilyMemberHistory',
      status: 'completed',
      patient: HOLDER,
      ...known({ name: name || undefined }),
      relationship: { text: who },
      ...known({ bornDate: dateOf(value(entry, 'DOB')) }),
      ...(died === undefined ? (isDead ? { deceasedBoolean: true } : {}) : { deceasedDate: died }),
      ...(issues.length > 0 && { condition: issues.map((each) => ({ code: { text: each } })) }),
      ...noted(value(entry, 'Comments')),
    },
    entry.line,
    who,
    name || value(entry, 'DOB'),
  );
}

/** `Type: Allergy`, then what to; `Type: Condition`, then which. */
function descriptions({ fields }: Entry): string[] {
  let kind = '';
  return fields.flatMap(({ name, value: said }) => {
    if (name === 'Type') kind = said;
    return name === 'Description' && said !== '' ? [/^allergy$/i.test(kind) ? `Allergy: ${said}` : said] : [];
  });
}

export function device(entry: Entry, book: Book): void {
  const name = words(entry, 'Device Name');
  if (name === undefined) return;
  const at = dateOf(value(entry, 'Date Implanted'));
  const reference = book.keep({ resourceType: 'Device', status: 'active', type: { text: name }, patient: HOLDER }, entry.line, name);
  book.keep(
    {
      resourceType: 'DeviceUseStatement',
      status: 'active',
      subject: HOLDER,
      ...known({ timingDateTime: at }),
      device: { reference, display: name },
    },
    entry.line,
    name,
    value(entry, 'Date Implanted'),
  );
}

/** A service that is due, and the last time it was done. */
export function dueService(name: string, due: string | undefined, last: string | undefined, line: number, book: Book): void {
  book.keep(
    {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'proposal',
      code: { text: name },
      subject: HOLDER,
      ...known({ occurrenceDateTime: dateOf(due) }),
      ...noted(dateOf(due) === undefined ? due : undefined),
    },
    line,
    name,
  );
  const done = dateOf(last);
  if (done === undefined) return;
  book.keep(
    { resourceType: 'Procedure', status: 'completed', code: { text: name }, subject: HOLDER, performedDateTime: done },
    line,
    name,
    last,
  );
}

export const preventiveService = (entry: Entry, book: Book): void => {
  const name = words(entry, 'Description');
  if (name !== undefined) dueService(name, value(entry, 'Next Eligible Date'), value(entry, 'Last Date of Service'), entry.line, book);
};

/** Something that happened, which may be an illness, an injury or a treatment: the report does not say which. */
export function event(entry: Entry, book: Book): void {
  const what = words(entry, 'Medical Event');
  if (what === undefined) return;
  const { period } = periodOf(value(entry, 'Start Date'), value(entry, 'Stop Date'));
  book.keep(
    {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Medical event' },
      subject: HOLDER,
      ...known({ effectivePeriod: period }),
      performer: [HOLDER],
      valueString: what,
      ...noted([value(entry, 'Response'), value(entry, 'Comments')].filter(Boolean).join('\n') || undefined),
    },
    entry.line,
    what,
    value(entry, 'Start Date'),
  );
}

/** A stay in hospital, and what was written when it ended. */
export function stay(entry: Entry, book: Book): void {
  const { period } = periodOf(value(entry, 'Admission Date'), value(entry, 'Discharge Date'));
  if (!period) return;
  const doctors = [words(entry, 'Admitting Physician'), words(entry, 'Discharge Physician')].filter((each) => each !== undefined);
  book.keep(
    {
      resourceType: 'Encounter',
      status: period.end === undefined ? 'in-progress' : 'finished',
      class: { system: `${HL7}/v3-ActCode`, code: 'IMP' },
      subject: HOLDER,
      ...(doctors.length > 0 && { participant: [...new Set(doctors)].map((display) => ({ individual: { display } })) }),
      period,
      ...known({ serviceProvider: by(words(entry, 'Location')) }),
    },
    entry.line,
    'stay',
    value(entry, 'Admission Date'),
  );
}
