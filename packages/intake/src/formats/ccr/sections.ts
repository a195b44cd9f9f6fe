import type { JsonObject } from '@satchel/fhir';
import { type XmlNode, child, children, ownText } from '../ccda/xml/node.ts';
import type { Actors } from './actors.ts';
import { PERSON, type Reader } from './document.ts';
import { coded, conceptOf, dateOf, known, listOf, noteOf, quantityOf, textOf } from './values.ts';

const named = (form: readonly (readonly [RegExp, string])[], value: string | undefined, otherwise: string): string =>
  form.find(([each]) => each.test(value ?? ''))?.[1] ?? otherwise;

const asserter = (entry: XmlNode, actors: Actors): JsonObject | undefined => {
  const { isPatient, display } = actors.sourceOf(entry);
  return isPatient ? PERSON : display === undefined ? undefined : { display };
};

const problem: Reader = (entry, actors) => {
  const code = conceptOf(child(entry, 'Description'));
  if (!code) return [];
  const end = dateOf(entry, 'end|stop|resol');
  const status =
    end === undefined
      ? named(
          [
            [/inactive/i, 'inactive'],
            [/resolved|prior/i, 'resolved'],
          ],
          textOf(entry, 'Status'),
          'active',
        )
      : 'resolved';
  return [
    {
      resourceType: 'Condition',
      clinicalStatus: coded('condition-clinical', status),
      category: [coded('condition-category', 'problem-list-item')],
      code,
      subject: PERSON,
      ...known({ onsetDateTime: dateOf(entry, 'start|onset'), abatementDateTime: end, asserter: asserter(entry, actors) }),
      ...noteOf(entry),
    },
  ];
};

const alert: Reader = (entry, actors) => {
  const agent = child(entry, 'Agent');
  const product =
    child(agent, 'Products', 'Product', 'ProductName') ?? child(agent, 'EnvironmentalAgents', 'EnvironmentalAgent', 'Description');
  const code = conceptOf(product) ?? conceptOf(child(entry, 'Description'));
  if (!code) return [];
  const reaction = child(entry, 'Reaction');
  const manifestation = conceptOf(child(reaction, 'Description'));
  const severity = named(
    [
      [/mild/i, 'mild'],
      [/moderate/i, 'moderate'],
      [/severe/i, 'severe'],
    ],
    textOf(reaction, 'Severity'),
    '',
  );
  const kind = named(
    [
      [/drug|medic/i, 'medication'],
      [/food/i, 'food'],
      [/environ/i, 'environment'],
    ],
    textOf(entry, 'Type'),
    child(agent, 'EnvironmentalAgents') ? 'environment' : '',
  );
  return [
    {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: coded(
        'allergyintolerance-clinical',
        named(
          [
            [/inactive/i, 'inactive'],
            [/resolved/i, 'resolved'],
          ],
          textOf(entry, 'Status'),
          'active',
        ),
      ),
      ...(kind !== '' && { category: [kind] }),
      code,
      patient: PERSON,
      ...known({ onsetDateTime: dateOf(entry, 'start|onset|initial'), asserter: asserter(entry, actors) }),
      ...(manifestation && { reaction: [{ manifestation: [manifestation], ...(severity !== '' && { severity }) }] }),
      ...noteOf(entry),
    },
  ];
};

const medication: Reader = (entry, actors) => {
  const product = child(entry, 'Product');
  const code = conceptOf(child(product, 'ProductName')) ?? conceptOf(child(product, 'BrandName'));
  if (!code) return [];
  const directions = children(child(entry, 'Directions'), 'Direction')
    .map(directionOf)
    .filter((each) => Object.keys(each).length);
  const [start, end] = [dateOf(entry, 'start|prescri|order'), dateOf(entry, 'end|stop')];
  const strength = child(product, 'Strength');
  const words = [ownText(child(strength, 'Value')), textOf(strength, 'Units', 'Unit'), textOf(product, 'Form')].filter(Boolean).join(' ');
  const full = words === '' ? code : { ...code, text: `${String(code['text'] ?? '')} ${words}`.trim() };
  return [
    {
      resourceType: 'MedicationStatement',
      status: named(
        [
          [/discontinued|inactive|stopped/i, 'stopped'],
          [/completed/i, 'completed'],
          [/hold/i, 'on-hold'],
          [/active|current/i, 'active'],
        ],
        textOf(entry, 'Status'),
        end === undefined ? 'active' : 'completed',
      ),
      medicationCodeableConcept: full,
      subject: PERSON,
      ...known({
        effectivePeriod: start === undefined && end === undefined ? undefined : known({ start, end }),
        informationSource: asserter(entry, actors),
        dosage: directions,
      }),
      ...noteOf(entry),
    },
  ];
};

function directionOf(direction: XmlNode): JsonObject {
  const dose = child(direction, 'Dose');
  const amount = [ownText(child(dose, 'Value')), textOf(dose, 'Units', 'Unit')].filter(Boolean).join(' ');
  const often = textOf(direction, 'Frequency', 'Value') ?? textOf(direction, 'Frequency');
  const words = textOf(direction, 'Description') ?? [amount, textOf(direction, 'Route'), often].filter(Boolean).join(' ');
  return known({ text: words || undefined, route: conceptOf(child(direction, 'Route')) });
}

const immunization: Reader = (entry, actors) => {
  const product = child(entry, 'Product');
  const code = conceptOf(child(product, 'ProductName')) ?? conceptOf(child(product, 'BrandName')) ?? conceptOf(child(entry, 'Description'));
  if (!code) return [];
  const at = dateOf(entry);
  const maker = ownText(child(product, 'Manufacturer', 'ActorID'));
  const { isPatient } = actors.sourceOf(entry);
  return [
    {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: code,
      patient: PERSON,
      ...(at === undefined ? { occurrenceString: 'unknown' } : { occurrenceDateTime: at }),
      primarySource: !isPatient,
      ...known({
        manufacturer: maker === undefined ? undefined : known({ display: actors.named(maker).display ?? maker }),
        lotNumber: textOf(child(entry, 'SeriesNumber'), 'LotNumber'),
        route: conceptOf(child(entry, 'Directions', 'Direction', 'Route')),
      }),
      ...noteOf(entry),
    },
  ];
};

const results =
  (category: string): Reader =>
  (entry, actors) =>
    children(entry, 'Test').flatMap((test): JsonObject[] => {
      const code = conceptOf(child(test, 'Description')) ?? conceptOf(child(entry, 'Description'));
      if (!code) return [];
      const result = child(test, 'TestResult');
      const quantity = quantityOf(result);
      const words = ownText(child(result, 'Value')) ?? textOf(result, 'Description');
      const ranges = children(child(test, 'NormalResult'), 'Normal').map(
        (normal) =>
          textOf(normal, 'Description') ?? [ownText(child(normal, 'Value')), textOf(normal, 'Units', 'Unit')].filter(Boolean).join(' '),
      );
      const { isPatient, display } = actors.sourceOf(test);
      return [
        {
          resourceType: 'Observation',
          status: named(
            [
              [/prelim|pending/i, 'preliminary'],
              [/correct/i, 'corrected'],
              [/cancel/i, 'cancelled'],
            ],
            textOf(test, 'Status') ?? textOf(entry, 'Status'),
            'final',
          ),
          category: [coded('observation-category', category)],
          code,
          subject: PERSON,
          ...known({
            effectiveDateTime: dateOf(test) ?? dateOf(entry),
            performer: isPatient ? [PERSON] : display === undefined ? undefined : [{ display }],
          }),
          ...(quantity
            ? { valueQuantity: quantity }
            : words === undefined
              ? { dataAbsentReason: coded('data-absent-reason', 'unknown') }
              : { valueString: words }),
          ...known({
            interpretation: listOf(conceptOf(child(test, 'Flag'))),
            referenceRange: ranges.filter((each) => each !== '').map((text) => ({ text })),
          }),
          ...noteOf(test),
        },
      ];
    });

const procedure: Reader = (entry, actors) => {
  const code = conceptOf(child(entry, 'Description'));
  if (!code) return [];
  return [
    {
      resourceType: 'Procedure',
      status: named(
        [
          [/cancel|not done/i, 'not-done'],
          [/progress|active/i, 'in-progress'],
          [/hold/i, 'on-hold'],
        ],
        textOf(entry, 'Status'),
        'completed',
      ),
      code,
      subject: PERSON,
      ...known({
        performedDateTime: dateOf(entry),
        asserter: asserter(entry, actors),
        bodySite: listOf(conceptOf(child(entry, 'Site') ?? child(entry, 'Locations', 'Location', 'Description'))),
      }),
      ...noteOf(entry),
    },
  ];
};

const encounter: Reader = (entry) => {
  const [start, end] = [dateOf(entry, 'start|admi|encounter|visit'), dateOf(entry, 'end|discharge')];
  const what = conceptOf(child(entry, 'Description')) ?? conceptOf(child(entry, 'Type'));
  if (!what && start === undefined) return [];
  return [
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: {
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
        code: /inpatient|hospital/i.test(textOf(entry, 'Type') ?? '') ? 'IMP' : 'AMB',
      },
      subject: PERSON,
      ...known({ type: listOf(what), period: start === undefined && end === undefined ? undefined : known({ start, end }) }),
    },
  ];
};

const family: Reader = (entry) => {
  const member = child(entry, 'FamilyMember');
  const who = textOf(member, 'ActorRole') ?? textOf(member, 'Relation') ?? 'relative';
  const issues = [
    ...children(entry, 'Problem').map((each) => conceptOf(child(each, 'Description'))),
    conceptOf(child(entry, 'Description')),
  ].filter((each) => each !== undefined);
  if (issues.length === 0) return [];
  return [
    {
      resourceType: 'FamilyMemberHistory',
      status: 'completed',
      patient: PERSON,
      relationship: { text: who },
      condition: issues.map((code) => ({ code })),
      ...noteOf(entry),
    },
  ];
};

const social: Reader = (entry) => {
  const kind = conceptOf(child(entry, 'Type')) ?? { text: 'Social history' };
  const words = textOf(entry, 'Description');
  if (words === undefined) return [];
  return [
    {
      resourceType: 'Observation',
      status: 'final',
      category: [coded('observation-category', 'social-history')],
      code: kind,
      subject: PERSON,
      ...known({ effectiveDateTime: dateOf(entry) }),
      valueString: words,
      ...noteOf(entry),
    },
  ];
};

const payer: Reader = (entry, actors) => {
  const company = actors.named(ownText(child(entry, 'PaymentProvider', 'ActorID')) ?? '').display ?? textOf(entry, 'Description');
  if (company === undefined) return [];
  const number = children(entry, 'IDs').flatMap((each) => listOf(ownText(child(each, 'ID'))))[0];
  return [
    {
      resourceType: 'Coverage',
      status: 'active',
      ...known({ type: conceptOf(child(entry, 'Type')), subscriberId: number }),
      beneficiary: PERSON,
      payor: [{ display: company }],
    },
  ];
};

const plan: Reader = (entry) => {
  const code = conceptOf(child(entry, 'Description')) ?? conceptOf(child(entry, 'OrderRequest', 'Description'));
  return code
    ? [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'plan',
          code,
          subject: PERSON,
          ...known({ occurrenceDateTime: dateOf(entry) }),
          ...noteOf(entry),
        },
      ]
    : [];
};

const directive: Reader = (entry) => {
  const words = conceptOf(child(entry, 'Description'));
  if (!words) return [];
  return [
    {
      resourceType: 'Observation',
      status: 'final',
      code: conceptOf(child(entry, 'Type')) ?? { text: 'Advance directive' },
      subject: PERSON,
      ...known({ effectiveDateTime: dateOf(entry) }),
      valueCodeableConcept: words,
      ...noteOf(entry),
    },
  ];
};

interface SectionReader {
  readonly entries: readonly string[];
  readonly read: Reader;
}

/** The sections of the body: what their entries are called and what they become. */
export const SECTIONS: Readonly<Record<string, SectionReader>> = {
  Problems: { entries: ['Problem'], read: problem },
  Alerts: { entries: ['Alert'], read: alert },
  Medications: { entries: ['Medication'], read: medication },
  Immunizations: { entries: ['Immunization'], read: immunization },
  VitalSigns: { entries: ['Result'], read: results('vital-signs') },
  Results: { entries: ['Result'], read: results('laboratory') },
  Procedures: { entries: ['Procedure'], read: procedure },
  Encounters: { entries: ['Encounter'], read: encounter },
  FamilyHistory: { entries: ['FamilyProblemHistory'], read: family },
  SocialHistory: { entries: ['SocialHistoryElement'], read: social },
  Payers: { entries: ['Payer'], read: payer },
  PlanOfCare: { entries: ['Plan'], read: plan },
  AdvanceDirectives: { entries: ['AdvanceDirective'], read: directive },
};
