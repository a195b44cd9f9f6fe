import { type JsonObject, keepExact } from '@satchel/fhir';
import { type Book, HOLDER, known } from '../book.ts';
import { dateOf, periodOf } from '../dates.ts';
import { type Entry, value, words } from '../entries.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const UNKNOWN = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }] };

function money(text: string | undefined): JsonObject | undefined {
  const [, digits] = /^\$\s*(-?[\d,]+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  const written = digits.replaceAll(',', '');
  const amount: JsonObject = { value: Number(written), currency: 'USD' };
  if (String(Number(written)) !== written) keepExact(amount, 'value', written);
  return amount;
}

const AMOUNTS: readonly (readonly [name: string, code: string])[] = [
  ['Amount Charged', 'submitted'],
  ['Medicare Approved', 'eligible'],
  ['Provider Paid', 'benefit'],
  ['You May be Billed', 'copay'],
];
const LINE_AMOUNTS: readonly (readonly [name: string, code: string])[] = [
  ['Submitted Amount/Charges', 'submitted'],
  ['Allowed Amount', 'eligible'],
];

/** `98941 - Chiropractic Manipulative Treatment`. */
function coded(text: string | undefined, system?: string): JsonObject | undefined {
  if (text === undefined) return undefined;
  const [, code, display] = /^([A-Z0-9.]{1,8})\s+-\s+(.*)$/.exec(text) ?? [];
  if (code === undefined) return { text };
  return { coding: [known({ system: system ?? systemOf(code), code, display })] };
}

const systemOf = (code: string): string | undefined =>
  /^[A-Z]\d{4}$/.test(code)
    ? 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'
    : /^\d{4}[0-9A-Z]$/.test(code)
      ? 'http://www.ama-assn.org/go/cpt'
      : undefined;

/** A claim, and the lines of it that a section of its own lists. */
export class Claims {
  readonly #byNumber = new Map<string, JsonObject>();

  summary(entry: Entry, book: Book): void {
    const number = words(entry, 'Claim Number');
    if (number === undefined) return;
    const resource = this.#claim(number, entry.line, book);
    const provider = words(entry, 'Provider');
    Object.assign(
      resource,
      known({
        type: { text: words(entry, 'Claim Type') ?? 'Claim' },
        billablePeriod: periodOf(value(entry, 'Service Start Date'), value(entry, 'Service End Date')).period,
        provider: provider === undefined ? UNKNOWN : { display: provider },
        diagnosis: diagnoses(entry),
        total: totals(entry),
      }),
    );
  }

  line(entry: Entry, number: string, book: Book): void {
    const sequence = Number(words(entry, 'Line number'));
    if (!Number.isInteger(sequence) || sequence < 1) return;
    const resource = this.#claim(number, entry.line, book);
    const quantity = Number(words(entry, 'Quantity Billed/Units') ?? 'no');
    const modifiers = [1, 2, 3, 4]
      .map((each) => coded(words(entry, `Modifier ${each}/Description`), undefined))
      .filter((each) => each !== undefined);
    const { period } = periodOf(value(entry, 'Date of Service From'), value(entry, 'Date of Service To'));
    const item = {
      sequence,
      ...known({ revenue: coded(words(entry, 'Revenue Code/Description'), 'https://www.nubc.org/CodeSystem/RevenueCodes') }),
      productOrService: coded(words(entry, 'Procedure Code/Description')) ?? UNKNOWN,
      ...known({
        modifier: modifiers.length ? modifiers : undefined,
        servicedPeriod: period,
        locationCodeableConcept: coded(
          words(entry, 'Place of Service/Description'),
          'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
        ),
        quantity: Number.isFinite(quantity) ? { value: quantity } : undefined,
        adjudication: adjudications(entry),
      }),
    };
    const items = Array.isArray(resource['item']) ? resource['item'] : [];
    resource['item'] = [...items, item];
  }

  #claim(number: string, line: number, book: Book): JsonObject {
    let resource = this.#byNumber.get(number);
    if (!resource) {
      resource = {
        resourceType: 'ExplanationOfBenefit',
        identifier: [{ type: NUMBER_OF_CLAIM, value: number }],
        status: 'active',
        type: { text: 'Claim' },
        use: 'claim',
        patient: HOLDER,
        _created: UNKNOWN,
        insurer: { display: 'Medicare' },
        provider: UNKNOWN,
        outcome: 'complete',
        insurance: [{ focal: true, coverage: { display: 'Medicare' } }],
      };
      this.#byNumber.set(number, resource);
      book.keep(resource, line, number);
    }
    return resource;
  }
}

/** CARIN's name for the number of a claim. */
const NUMBER_OF_CLAIM: JsonObject = { coding: [{ system: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType', code: 'uc' }] };

function totals(entry: Entry): JsonObject[] | undefined {
  const found = AMOUNTS.flatMap(([name, code]) => {
    const amount = money(words(entry, name));
    return amount ? [{ category: { coding: [{ system: `${HL7}/adjudication`, code }], text: name }, amount }] : [];
  });
  return found.length ? found : undefined;
}

function adjudications(entry: Entry): JsonObject[] | undefined {
  const found: JsonObject[] = LINE_AMOUNTS.flatMap(([name, code]) => {
    const amount = money(words(entry, name));
    return amount ? [{ category: { coding: [{ system: `${HL7}/adjudication`, code }], text: name }, amount }] : [];
  });
  const noncovered = money(words(entry, 'Non-Covered'));
  if (noncovered)
    found.push({
      category: {
        coding: [{ system: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication', code: 'noncovered' }],
        text: 'Non-Covered',
      },
      amount: noncovered,
    });
  return found.length ? found : undefined;
}

/** The codes stand without dots, in ICD-9 before October 2015 and ICD-10 after. */
function diagnoses(entry: Entry): JsonObject[] | undefined {
  const isNew = (dateOf(value(entry, 'Service Start Date')) ?? '') >= '2015-10-01';
  const found = entry.fields.flatMap(({ name, value: written }) => {
    const sequence = Number(/^Diagnosis Code (\d+)$/.exec(name)?.[1]);
    const code = written.trim();
    if (!Number.isInteger(sequence) || !/^[A-Z0-9.]{3,8}$/.test(code)) return [];
    const dotted =
      code.includes('.') || code.length <= 3
        ? code
        : `${code.slice(0, /^E\d/.test(code) && !isNew ? 4 : 3)}.${code.slice(/^E\d/.test(code) && !isNew ? 4 : 3)}`;
    const system = `http://hl7.org/fhir/sid/icd-${isNew ? '10' : '9'}-cm`;
    return [{ sequence, diagnosisCodeableConcept: { coding: [{ system, code: dotted.replace(/\.$/, '') }] } }];
  });
  return found.length ? found : undefined;
}
