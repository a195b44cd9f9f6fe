import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { coded, concept, date, display, known, listOf, note, text } from './values.ts';

export const PERSON = { reference: 'Patient/person' };
type Row = JsonObject;
/** What a row of a list becomes; one row may be several things. */
export type Reader = (row: Row) => JsonObject[];

const named = (form: readonly (readonly [RegExp, string])[], value: string | undefined, otherwise: string): string =>
  form.find(([each]) => each.test(value ?? ''))?.[1] ?? otherwise;

const CONDITION = [
  [/resolved|recovered|healed/i, 'resolved'],
  [/inactive/i, 'inactive'],
  [/remission/i, 'remission'],
  [/recurr/i, 'recurrence'],
] as const;
const SEVERITY = [
  [/mild/i, 'mild'],
  [/moderate/i, 'moderate'],
  [/severe|life/i, 'severe'],
] as const;
const MEDICATION = [
  [/stopped|discontinued|cancel/i, 'stopped'],
  [/completed|finished/i, 'completed'],
  [/hold/i, 'on-hold'],
  [/inactive/i, 'stopped'],
  [/planned/i, 'intended'],
] as const;
const PROCEDURE = [
  [/complet/i, 'completed'],
  [/progress/i, 'in-progress'],
  [/cancel/i, 'not-done'],
  [/scheduled|planned/i, 'preparation'],
  [/hold|postponed/i, 'on-hold'],
] as const;

const condition = (row: Row, name: string | undefined, onset: string, more: JsonObject = {}): JsonObject[] => {
  if (name === undefined) return [];
  return [
    {
      resourceType: 'Condition',
      clinicalStatus: coded('condition-clinical', named(CONDITION, text(row, 'status'), 'active')),
      category: [coded('condition-category', 'problem-list-item')],
      code: { text: name },
      subject: PERSON,
      ...known({ onsetDateTime: date(row, onset), asserter: display(text(row, 'diagnosed_by', 'practitioner')) }),
      ...more,
    },
  ];
};

const period = (start: string | undefined, end: string | undefined): JsonObject | undefined =>
  start === undefined && end === undefined ? undefined : known({ start, end });

/** The vital signs of a row, with LOINC's code and the unit that the export names. */
const VITALS: readonly (readonly [name: string, code: string, words: string, unit: string])[] = [
  ['heart_rate', '8867-4', 'Heart rate', '/min'],
  ['temperature', '8310-5', 'Body temperature', 'temperature_unit'],
  ['weight', '29463-7', 'Body weight', 'weight_unit'],
  ['height', '8302-2', 'Body height', 'height_unit'],
  ['oxygen_saturation', '59408-5', 'Oxygen saturation', '%'],
  ['respiratory_rate', '9279-1', 'Respiratory rate', '/min'],
  ['blood_glucose', '2339-0', 'Blood glucose', 'mg/dL'],
  ['bmi', '39156-5', 'Body mass index', 'kg/m2'],
  ['pain_scale', '72514-3', 'Pain', '{score}'],
];
const UNITS: Readonly<Record<string, string>> = { lbs: '[lb_av]', kg: 'kg', inches: '[in_i]', cm: 'cm', '°F': '[degF]', '°C': 'Cel' };

const quantity = (value: number, unit: string): JsonObject => ({
  value,
  unit,
  system: 'http://unitsofmeasure.org',
  code: UNITS[unit] ?? unit,
});

function vitals(row: Row): JsonObject[] {
  const made = (code: string, words: string, value: JsonObject): JsonObject => ({
    resourceType: 'Observation',
    status: 'final',
    category: [coded('observation-category', code === '2339-0' ? 'laboratory' : 'vital-signs')],
    code: { coding: [{ system: 'http://loinc.org', code }], text: words },
    subject: PERSON,
    ...known({ effectiveDateTime: date(row, 'recorded_date'), device: display(text(row, 'device_used')) }),
    ...value,
    ...note(text(row, 'notes')),
  });
  const single = VITALS.flatMap(([name, code, words, unit]) => {
    const value = row[name];
    const said = unit.endsWith('_unit') ? (text(row, unit) ?? '') : unit;
    return typeof value === 'number' ? [made(code, words, { valueQuantity: said === '' ? { value } : quantity(value, said) })] : [];
  });
  const { systolic_bp: high, diastolic_bp: low } = row;
  if (typeof high !== 'number' || typeof low !== 'number') return single;
  const part = (code: string, value: number) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: quantity(value, 'mm[Hg]'),
  });
  return [made('85354-9', 'Blood pressure', { component: [part('8480-6', high), part('8462-4', low)] }), ...single];
}

function labs(row: Row): JsonObject[] {
  const at = date(row, 'completed_date') ?? date(row, 'ordered_date');
  const parts = Array.isArray(row['test_components']) ? row['test_components'].filter(isJsonObject) : [];
  const results = parts.map((part): JsonObject => {
    const { value, ref_range_min: low, ref_range_max: high } = part;
    const unit = text(part, 'unit');
    const measured = (number: number): JsonObject => known({ value: number, unit });
    const words = text(part, 'ref_range_text');
    const range = known({
      low: typeof low === 'number' ? measured(low) : undefined,
      high: typeof high === 'number' ? measured(high) : undefined,
      text: words,
    });
    return {
      resourceType: 'Observation',
      status: 'final',
      category: [coded('observation-category', 'laboratory')],
      code: { text: text(part, 'test_name') ?? 'Result' },
      subject: PERSON,
      ...known({
        effectiveDateTime: at,
        valueQuantity: typeof value === 'number' ? measured(value) : undefined,
        valueString: typeof value === 'number' ? undefined : text(part, 'qualitative_value', 'value'),
        interpretation: listOf(concept(text(part, 'status'))),
        referenceRange: Object.keys(range).length ? [range] : undefined,
      }),
    };
  });
  const report: JsonObject = {
    resourceType: 'DiagnosticReport',
    status: named(
      [
        [/complet|final/i, 'final'],
        [/order|pending|progress/i, 'registered'],
        [/cancel/i, 'cancelled'],
      ],
      text(row, 'status'),
      'unknown',
    ),
    category: [coded('v2-0074', 'LAB')],
    code: known({
      coding: text(row, 'test_code') === undefined ? undefined : [{ code: text(row, 'test_code') as string }],
      text: text(row, 'test_name') ?? 'Laboratory test',
    }),
    subject: PERSON,
    ...known({
      effectiveDateTime: at,
      performer: listOf(display(text(row, 'facility'))),
      conclusion: [text(row, 'labs_result'), text(row, 'notes')].filter(Boolean).join('\n') || undefined,
    }),
  };
  return [report, ...results];
}

function symptom(row: Row): JsonObject[] {
  const name = text(row, 'symptom_name');
  const times = Array.isArray(row['occurrences']) ? row['occurrences'].filter(isJsonObject) : [];
  if (name === undefined) return [];
  return times.map((time): JsonObject => ({
    resourceType: 'Observation',
    status: 'final',
    category: [coded('observation-category', 'survey')],
    code: { text: 'Symptom' },
    subject: PERSON,
    performer: [PERSON],
    ...known({ effectiveDateTime: date(time, 'occurrence_date') }),
    valueCodeableConcept: { text: name },
    ...known({ interpretation: listOf(concept(text(time, 'severity'))) }),
    ...note(text(time, 'notes'), text(time, 'duration'), text(time, 'location')),
  }));
}

/** The lists of an export, each by what its rows become. */
export const LISTS: Readonly<Record<string, Reader>> = {
  medications: (row) => [
    {
      resourceType: 'MedicationStatement',
      status: named(MEDICATION, text(row, 'status'), 'active'),
      medicationCodeableConcept: { text: text(row, 'medication_name') ?? 'Medication' },
      subject: PERSON,
      ...known({
        effectivePeriod: period(date(row, 'start_date'), date(row, 'end_date')),
        reasonCode: listOf(concept(text(row, 'indication'))),
        dosage: dosage(row),
      }),
      ...note(text(row, 'alternative_name'), text(row, 'prescribed_by'), text(row, 'notes')),
    },
  ],
  lab_results: labs,
  allergies: (row) => {
    const reaction = concept(text(row, 'reaction'));
    return [
      {
        resourceType: 'AllergyIntolerance',
        clinicalStatus: coded(
          'allergyintolerance-clinical',
          named(
            [
              [/resolved/i, 'resolved'],
              [/inactive/i, 'inactive'],
            ],
            text(row, 'status'),
            'active',
          ),
        ),
        code: { text: text(row, 'allergen') ?? 'Allergy' },
        patient: PERSON,
        ...known({ onsetDateTime: date(row, 'onset_date') }),
        ...(reaction && {
          reaction: [known({ manifestation: [reaction], severity: named(SEVERITY, text(row, 'severity'), '') || undefined })],
        }),
        ...note(text(row, 'notes')),
      },
    ];
  },
  conditions: (row) => condition(row, text(row, 'condition_name', 'diagnosis'), 'onset_date', note(text(row, 'notes'))),
  injuries: (row) =>
    condition(row, text(row, 'injury_name'), 'date_of_injury', {
      ...known({ bodySite: listOf(concept([text(row, 'laterality'), text(row, 'body_part')].filter(Boolean).join(' ') || undefined)) }),
      ...note(text(row, 'mechanism'), text(row, 'treatment_received'), text(row, 'recovery_notes'), text(row, 'notes')),
    }),
  symptoms: symptom,
  immunizations: (row) => [
    {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { text: text(row, 'vaccine_name') ?? 'Vaccine' },
      patient: PERSON,
      ...(date(row, 'date_administered') === undefined
        ? { occurrenceString: 'unknown' }
        : { occurrenceDateTime: date(row, 'date_administered') as string }),
      ...known({
        manufacturer: display(text(row, 'manufacturer')),
        lotNumber: text(row, 'lot_number'),
        expirationDate: date(row, 'expiration_date'),
        site: concept(text(row, 'site')),
        route: concept(text(row, 'route')),
        performer: listOf(display(text(row, 'administered_by'))).map((actor) => ({ actor })),
        protocolApplied: text(row, 'dose_number') === undefined ? undefined : [{ doseNumberString: text(row, 'dose_number') as string }],
      }),
      ...note(text(row, 'notes')),
    },
  ],
  procedures: (row) => [
    {
      resourceType: 'Procedure',
      status: named(PROCEDURE, text(row, 'status'), 'unknown'),
      code: known({
        coding: text(row, 'code') === undefined ? undefined : [{ code: text(row, 'code') as string }],
        text: text(row, 'procedure_name') ?? 'Procedure',
      }),
      subject: PERSON,
      ...known({
        performedDateTime: date(row, 'date'),
        performer: listOf(display(text(row, 'performed_by'))).map((actor) => ({ actor })),
        location: display(text(row, 'facility')),
      }),
      ...note(text(row, 'description'), text(row, 'notes')),
    },
  ],
  treatments: (row) => [
    {
      resourceType: 'CarePlan',
      status: named(
        [
          [/complet/i, 'completed'],
          [/stop|cancel|discontinued/i, 'revoked'],
          [/hold/i, 'on-hold'],
          [/planned/i, 'draft'],
        ],
        text(row, 'status'),
        'active',
      ),
      intent: 'plan',
      title: text(row, 'treatment_name') ?? 'Treatment',
      ...known({ description: text(row, 'description'), category: listOf(concept(text(row, 'treatment_type', 'treatment_category'))) }),
      subject: PERSON,
      ...known({ period: period(date(row, 'start_date'), date(row, 'end_date')), author: display(text(row, 'prescribed_by')) }),
      ...note(text(row, 'frequency'), text(row, 'outcome'), text(row, 'location'), text(row, 'notes')),
    },
  ],
  encounters: (row) => [
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: PERSON,
      ...known({
        period: period(date(row, 'date'), undefined),
        reasonCode: listOf(concept([text(row, 'reason'), text(row, 'notes')].filter(Boolean).join('. ') || undefined)),
        participant: listOf(display(text(row, 'practitioner'))).map((individual) => ({ individual })),
      }),
    },
  ],
  vitals,
  practitioners: (row) => [
    {
      resourceType: 'Practitioner',
      name: [{ text: text(row, 'name') ?? 'Practitioner' }],
      ...known({ telecom: phone(row), qualification: listOf(concept(text(row, 'specialty'))).map((code) => ({ code })) }),
    },
  ],
  pharmacies: (row) => [
    {
      resourceType: 'Organization',
      type: [coded('organization-type', 'other')],
      name: text(row, 'name') ?? 'Pharmacy',
      ...known({
        telecom: phone(row),
        address: [
          known({
            line: listOf(text(row, 'street_address')),
            city: text(row, 'city'),
            state: text(row, 'state'),
            postalCode: text(row, 'zip_code'),
            country: text(row, 'country'),
          }),
        ].filter((each) => Object.keys(each).length),
      }),
    },
  ],
  family_history: (row) => {
    const issues = Array.isArray(row['conditions']) ? row['conditions'].filter(isJsonObject) : [];
    const died = text(row, 'death_year');
    return [
      {
        resourceType: 'FamilyMemberHistory',
        status: 'completed',
        patient: PERSON,
        ...known({ name: text(row, 'name') }),
        relationship: { text: text(row, 'relationship') ?? 'relative' },
        ...known({
          bornDate: date(row, 'birth_year') ?? year(row, 'birth_year'),
          deceasedDate: died === undefined ? undefined : year(row, 'death_year'),
        }),
        ...(died === undefined && row['is_deceased'] === true && { deceasedBoolean: true }),
        ...known({
          condition: issues.map((each) => ({ code: { text: text(each, 'condition_name') ?? 'Condition' }, ...note(text(each, 'notes')) })),
        }),
        ...note(text(row, 'notes')),
      },
    ];
  },
  insurance: (row) => {
    const group = text(row, 'group_number');
    const plan = text(row, 'plan_name');
    return [
      {
        resourceType: 'Coverage',
        status: named([[/expired|inactive|cancel/i, 'cancelled']], text(row, 'status'), 'active'),
        ...known({ type: concept(text(row, 'insurance_type')), subscriberId: text(row, 'member_id') }),
        beneficiary: PERSON,
        ...known({
          relationship: concept(text(row, 'relationship_to_holder')),
          period: period(date(row, 'effective_date'), date(row, 'expiration_date')),
        }),
        payor: [{ display: text(row, 'company_name') ?? 'unknown' }],
        ...known({
          class: [
            ...listOf(group).map((value) => ({
              type: coded('coverage-class', 'group'),
              value,
              ...known({ name: text(row, 'employer_group') }),
            })),
            ...listOf(plan).map((value) => ({ type: coded('coverage-class', 'plan'), value })),
          ],
        }),
      },
    ];
  },
};

const year = (row: Row, name: string): string | undefined => /^\d{4}$/.exec(text(row, name) ?? '')?.[0];

function phone(row: Row): JsonObject[] {
  return [
    ...listOf(text(row, 'phone_number')).map((value) => ({ system: 'phone', value })),
    ...listOf(text(row, 'fax_number')).map((value) => ({ system: 'fax', value })),
    ...listOf(text(row, 'email')).map((value) => ({ system: 'email', value })),
    ...listOf(text(row, 'website')).map((value) => ({ system: 'url', value })),
  ];
}

function dosage(row: Row): JsonObject[] | undefined {
  const words = [text(row, 'dosage'), text(row, 'frequency')].filter(Boolean).join(', ');
  const route = concept(text(row, 'route'));
  return words === '' && !route ? undefined : [known({ text: words || undefined, route })];
}
