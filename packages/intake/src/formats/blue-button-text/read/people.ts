import type { JsonObject } from '@satchel/fhir';
import { type Book, HOLDER, known } from '../book.ts';
import { dateOf, periodOf } from '../dates.ts';
import { type Entry, value, words } from '../entries.ts';

/** `JOHN Q DOE` and `DOE, JOHN Q`. */
export function nameOf(text: string): JsonObject {
  const [family, rest] = text.includes(',') ? text.split(',', 2) : [text.split(' ').at(-1), text.split(' ').slice(0, -1).join(' ')];
  const given = (rest ?? '').trim().split(/\s+/).filter(Boolean);
  return known({ family: family?.trim() || undefined, given: given.length ? given : undefined });
}

function address(entry: Entry, before = ''): JsonObject[] | undefined {
  const at = (...names: string[]) => words(entry, ...names.map((name) => `${before}${name}`));
  const line = [at('Address Line 1', 'Address'), at('Address Line 2', 'Address2')].filter((each) => each !== undefined);
  const found = known({
    line: line.length ? line : undefined,
    city: at('City'),
    state: at('State'),
    postalCode: at('Zip', 'Zip/Postal Code', 'Zip/Post Code', 'Postal Code'),
    country: at('Country'),
  });
  return Object.keys(found).length ? [found] : undefined;
}

function telecom(entry: Entry): JsonObject[] | undefined {
  const of = (system: string, use: string | undefined, ...names: string[]) => {
    const text = words(entry, ...names);
    return text === undefined ? [] : [known({ system, value: text, use })];
  };
  const all = [
    ...of('phone', 'home', 'Home Phone', 'Home Phone Number', 'Phone Number'),
    ...of('phone', 'work', 'Work Phone', 'Work Phone Number'),
    ...of('phone', 'mobile', 'Mobile Phone', 'Cell Phone Number'),
    ...of('pager', undefined, 'Pager Number'),
    ...of('fax', undefined, 'FAX Number'),
    ...of('email', undefined, 'Email', 'Email Address'),
  ];
  return all.length ? all : undefined;
}

const GENDERS: Readonly<Record<string, string>> = { male: 'male', female: 'female', m: 'male', f: 'female' };

export function demographics(entry: Entry, book: Book): void {
  const whole = words(entry, 'Name');
  const parts = known({ family: words(entry, 'Last Name'), given: given(entry), suffix: suffixes(entry) });
  const name = whole === undefined ? parts : nameOf(whole);
  book.about(
    entry.line,
    known({
      name: Object.keys(name).length ? [name] : undefined,
      birthDate: dateOf(value(entry, 'Date of Birth')),
      gender: GENDERS[words(entry, 'Gender')?.toLowerCase() ?? ''],
      address: address(entry) ?? address(entry, 'Mailing or Destination '),
      telecom: telecom(entry),
      maritalStatus: text(words(entry, 'Marital Status')),
    }),
  );
  for (const part of ['A', 'B']) medicarePart(entry, book, part);
}

function given(entry: Entry): string[] | undefined {
  const all = [words(entry, 'First Name'), words(entry, 'Middle Name', 'Middle Initial')].filter((each) => each !== undefined);
  return all.length ? all : undefined;
}

const suffixes = (entry: Entry): string[] | undefined => {
  const suffix = words(entry, 'Suffix');
  return suffix === undefined ? undefined : [suffix];
};
const text = (plain: string | undefined): JsonObject | undefined => (plain === undefined ? undefined : { text: plain });

function medicarePart(entry: Entry, book: Book, part: string): void {
  const start = dateOf(value(entry, `Part ${part} Effective Date`));
  if (start === undefined) return;
  book.keep(
    {
      resourceType: 'Coverage',
      status: 'active',
      type: { text: `Medicare Part ${part}` },
      beneficiary: HOLDER,
      period: { start },
      payor: [{ display: 'Medicare' }],
    },
    entry.line,
    'medicare part',
    part,
  );
}

export function emergencyContact(entry: Entry, book: Book): void {
  const whole = words(entry, 'Contact Name');
  const name = whole === undefined ? known({ family: words(entry, 'Contact Last Name'), given: firstName(entry) }) : nameOf(whole);
  const relationship = words(entry, 'Relationship');
  const contact = known({
    relationship: [known({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0131', code: 'C' }], text: relationship })],
    name: Object.keys(name).length ? name : undefined,
    telecom: telecom(entry),
    address: address(entry)?.[0],
  });
  if (contact['name'] === undefined && contact['telecom'] === undefined) return;
  const before = Array.isArray(book.patient['contact']) ? book.patient['contact'] : [];
  book.patient['contact'] = [...before, contact];
}

const firstName = (entry: Entry): string[] | undefined => {
  const name = words(entry, 'Contact First Name');
  return name === undefined ? undefined : [name];
};

/** Types of provider on MyMedicare.gov that are houses, not people. */
const HOUSES = /^(HOS|NHC|HHA|HSP|DIA|SUP)$/;

export function provider(entry: Entry, book: Book): void {
  const name = words(entry, 'Provider Name', 'Facility Name', 'Pharmacy Name');
  if (name === undefined) return;
  const kind = words(entry, 'Type', 'Type of Provider', 'Facility Type');
  const street = words(entry, 'Provider Address');
  const where = street === undefined ? (address(entry, 'Mailing ') ?? undefined) : [{ text: street }];
  const phone = words(entry, 'Pharmacy Phone', 'Phone Number');
  const reach = [...(phone === undefined ? [] : [{ system: 'phone', value: phone }]), ...mail(entry)];
  const shared = known({ telecom: reach.length ? reach : undefined, address: where });
  const isHouse = HOUSES.test(kind ?? '') || value(entry, 'Provider Name') === undefined;
  if (isHouse)
    book.keep(
      { resourceType: 'Organization', ...known({ type: kind === undefined ? undefined : [{ text: kind }] }), name, ...shared },
      entry.line,
      name,
    );
  else book.keep({ resourceType: 'Practitioner', name: [{ text: name, ...nameOf(name) }], ...shared }, entry.line, name);
}

const mail = (entry: Entry): JsonObject[] => {
  const found = words(entry, 'Email');
  return found === undefined ? [] : [{ system: 'email', value: found }];
};

export function insurance(entry: Entry, book: Book): void {
  const company = words(entry, 'Health Insurance Company', 'Insurer Name', 'Marketing Name', 'Employer Plan', 'Plan Name');
  if (company === undefined) return;
  const plan = words(entry, 'Plan Name');
  const number = words(entry, 'ID Number', 'Policy Number');
  const [group, contract] = [words(entry, 'Group Number'), words(entry, 'Contract ID/Plan ID')];
  const [from, to] = (value(entry, 'Plan Period') ?? '').split(/\s+-\s+/);
  const system = 'http://terminology.hl7.org/CodeSystem/coverage-class';
  const classes = [
    ...(contract === undefined ? [] : [{ type: { coding: [{ system, code: 'plan' }] }, value: contract, ...known({ name: plan }) }]),
    ...(group === undefined ? [] : [{ type: { coding: [{ system, code: 'group' }] }, value: group }]),
  ];
  book.keep(
    {
      resourceType: 'Coverage',
      status: 'active',
      ...known({ type: text(words(entry, 'Plan Type', 'MSP Type')), subscriberId: number }),
      beneficiary: HOLDER,
      ...periodOf(
        value(entry, 'Start Date', 'Effective Date', 'Employer Subsidy Start Date') ?? from,
        value(entry, 'Stop Date', 'Termination Date', 'Employer Subsidy End Date') ?? to,
      ),
      payor: [{ display: company }],
      ...known({ class: classes.length ? classes : undefined }),
    },
    entry.line,
    company,
    number ?? contract ?? plan,
    value(entry, 'Start Date', 'Effective Date', 'Plan Period', 'Employer Subsidy Start Date'),
  );
}

export function appointment(entry: Entry, book: Book): void {
  const when = value(entry, 'Date/Time');
  const day = dateOf(when);
  if (day === undefined) return;
  const [clinic, place] = [words(entry, 'Clinic'), words(entry, 'Location')];
  const status = /cancel/i.test(value(entry, 'Status') ?? '') ? 'cancelled' : 'proposed';
  book.keep(
    {
      resourceType: 'Appointment',
      status,
      ...known({ appointmentType: text(words(entry, 'Type')), serviceType: clinic === undefined ? undefined : [{ text: clinic }] }),
      requestedPeriod: [{ start: day, end: day }],
      ...known({ comment: [when, words(entry, 'Note')].filter(Boolean).join('. ') || undefined }),
      participant: [
        { actor: HOLDER, status: 'accepted' },
        ...(place === undefined ? [] : [{ actor: { display: place }, status: 'accepted' }]),
      ],
    },
    entry.line,
    when,
    clinic,
    place,
  );
}
