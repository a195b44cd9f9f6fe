import { extract, parseQuery, wordsOf } from '@satchel/fhir';
import type { JsonObject, QueryOptions, ToCanonical } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { createPersonIndex, deserialise, INDEX_VERSION } from './index.ts';
import type { IndexRow, PersonIndex, SearchResult, Shown } from './index.ts';

interface Resource extends JsonObject {
  resourceType: string;
  id: string;
}

function row(resource: Resource, more: Partial<IndexRow> = {}, canonical?: ToCanonical): IndexRow {
  const { resourceType: type, id } = resource;
  return {
    type,
    id,
    version: 1,
    updatedAt: 1000,
    seq: 1,
    labels: '',
    fingerprint: `${type}/${id}`,
    flags: [],
    timelineAt: null,
    card: { type },
    entries: extract(resource, canonical),
    words: wordsOf(resource),
    ...more,
  };
}

function indexOf(...rows: readonly IndexRow[]): PersonIndex {
  const index = createPersonIndex();
  index.transaction(() => rows.forEach((each) => index.put(each)));
  return index;
}

function answer(index: PersonIndex, type: string | undefined, query: string, options?: QueryOptions & Shown): SearchResult {
  const parsed = parseQuery(type, query, { handling: 'strict', ...options });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ diagnostics }) => diagnostics).join());
  const found = index.search(parsed.value, options);
  if (!found.ok) throw new Error('the search failed');
  return found.value;
}

function ids(index: PersonIndex, type: string | undefined, query: string, options?: QueryOptions & Shown): string[] {
  return answer(index, type, query, options).matches.map(({ type: each, id }) => `${each}/${id}`);
}

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Ängström' }], managingOrganization: { reference: 'Organization/o' } };
const organization = { resourceType: 'Organization', id: 'o', name: 'Clinic', partOf: { reference: 'Organization/parent' } };
const parent = { resourceType: 'Organization', id: 'parent', name: 'Group' };
const encounter = {
  resourceType: 'Encounter',
  id: 'e',
  subject: { reference: 'Patient/p' },
  serviceProvider: { reference: 'Organization/o' },
};
const observation = (id: string, more: JsonObject = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: 'glu', display: 'Glucose' }] },
  subject: { reference: 'Patient/p' },
  encounter: { reference: 'Encounter/e' },
  ...more,
});

describe('rows', () => {
  const full = row(observation('1'), {
    version: 3,
    seq: 9,
    labels: 'hiv+genetic',
    flags: ['aside', 'invalid'],
    timelineAt: -5,
    card: { type: 'Observation', title: 'Glucose', category: ['laboratory'] },
  });

  it('are kept as they are put', () => {
    const { entries: _, words: __, ...kept } = full;
    expect(indexOf(full).get('Observation', '1')).toEqual(kept);
    expect(indexOf(full).get('Observation', '2')).toBeUndefined();
    expect(indexOf(full).get('Patient', '1')).toBeUndefined();
  });

  it('take the place of the version before, even within one transaction', () => {
    const index = indexOf(row(observation('1')), row(observation('1', { status: 'amended' }), { version: 2 }));
    expect(ids(index, 'Observation', 'status=final')).toEqual([]);
    expect(answer(index, 'Observation', 'status=amended').matches).toEqual([{ type: 'Observation', id: '1', version: 2 }]);
    index.put(row(observation('1', { status: 'final' }), { version: 3 }));
    expect(ids(index, 'Observation', 'status=amended')).toEqual([]);
    expect(index.words('glucose')).toHaveLength(1);
  });

  it('are forgotten with everything they were found by', () => {
    const index = indexOf(row(patient), row(observation('1')));
    expect(index.remove('Observation', '1')).toBe(true);
    expect(index.remove('Observation', '1')).toBe(false);
    index.removeId('p');
    for (const query of ['', '_id=1', 'code=glu', 'subject:Patient.family=angstrom', 'code:missing=true'])
      expect(ids(index, 'Observation', query)).toEqual([]);
    expect(index.words('glucose')).toEqual([]);
    expect(index.counts()).toEqual({});
  });

  it('change their labels alone', () => {
    const index = indexOf(row(observation('1')), row(patient));
    index.relabel('1', 'hiv');
    expect([index.get('Observation', '1')?.labels, index.get('Patient', 'p')?.labels]).toEqual(['hiv', '']);
  });

  it('of a failed transaction leave nothing, and those before stay', () => {
    const index = indexOf(row(patient));
    const failing = (): void =>
      index.transaction(() => {
        index.put(row({ ...patient, name: [{ family: 'Other' }] }));
        index.put(row(observation('new', { code: { coding: [{ code: 'unseen' }] } })));
        expect(ids(index, 'Observation', 'code=unseen')).toEqual(['Observation/new']);
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(ids(index, undefined, '')).toEqual(['Patient/p']);
    expect(ids(index, 'Patient', 'family=angstrom')).toEqual(['Patient/p']);
    index.put(row(observation('later', { code: { coding: [{ code: 'unseen' }] } })));
    expect(ids(index, 'Observation', 'code=unseen')).toEqual(['Observation/later']);
  });

  it('answer the same after thousands of replacements', () => {
    const index = indexOf(row(patient));
    for (let version = 1; version <= 1100; version += 1)
      index.put(row(observation('1', { status: version % 2 ? 'final' : 'amended' }), { version }));
    expect(ids(index, 'Observation', 'status=final')).toEqual([]);
    expect(answer(index, 'Observation', 'status=amended')).toMatchObject({ total: 1, matches: [{ version: 1100 }] });
    expect(index.serialise().length).toBeLessThan(300_000);
  });
});

describe('an image', () => {
  it('opens to the same index, which can be written on', () => {
    const index = indexOf(row(patient), row(observation('1')));
    index.remove('Observation', '1');
    const opened = deserialise(index.serialise());
    opened.put(row(observation('2')));
    expect(ids(opened, 'Observation', 'code=glu&subject:Patient.family=ang')).toEqual(['Observation/2']);
    expect(opened.words('gluc').map(({ id }) => id)).toEqual(['2']);
    expect(opened.bytes).toBeGreaterThan(0);
    expect(INDEX_VERSION).toMatch(/^[0-9a-f]{16}$/);
    opened.close();
  });
});

describe('flags', () => {
  const index = indexOf(
    row(observation('current'), { timelineAt: 1 }),
    row(observation('invalid'), { flags: ['invalid'], timelineAt: 2 }),
    row(observation('withdrawn'), { flags: ['withdrawn'], timelineAt: 3 }),
    row(observation('aside'), { flags: ['aside'], timelineAt: 4 }),
    row(observation('deleted'), { flags: ['deleted'], timelineAt: 5 }),
    row(patient, { flags: ['aside'] }),
  );

  it('hide what is not a current fact from every answer', () => {
    expect(ids(index, 'Observation', 'code=glu')).toEqual(['Observation/current', 'Observation/invalid']);
    expect(ids(index, 'Observation', 'subject:Patient.family=angstrom')).toEqual([]);
    expect(answer(index, 'Observation', '_include=Observation:subject').included).toEqual([]);
    expect(index.words('glucose').map(({ id }) => id)).toEqual(['invalid', 'current']);
    expect(index.counts()).toEqual({ Observation: 2 });
    expect(index.list(['Observation']).map(({ id }) => id)).toEqual(['current', 'invalid']);
    expect(index.timeline()).toMatchObject({ value: { entries: [{ id: 'invalid' }, { id: 'current' }] } });
  });

  it('show withdrawn and aside ones where asked, deleted ones never', () => {
    const also = ['withdrawn', 'aside'] as const;
    expect(ids(index, 'Observation', 'code=glu', { also })).toEqual([
      'Observation/aside',
      'Observation/current',
      'Observation/invalid',
      'Observation/withdrawn',
    ]);
    expect(ids(index, 'Observation', 'subject:Patient.family=angstrom', { also: ['aside'] })).toHaveLength(3);
    expect(index.counts({ also })).toEqual({ Observation: 4, Patient: 1 });
  });
});

describe('includes', () => {
  const index = indexOf(row(patient), row(organization), row(parent), row(encounter), row(observation('1')), row(observation('2')));
  const included = (query: string): string[] =>
    answer(index, 'Observation', `_id=1&${query}`).included.map(({ type, id }) => `${type}/${id}`);

  it('bring what matches refer to, each once, not counted', () => {
    expect(included('_include=Observation:subject')).toEqual(['Patient/p']);
    expect(included('_include=Observation:subject:Patient&_include=Observation:patient')).toEqual(['Patient/p']);
    expect(included('_include=Observation:subject:Group')).toEqual([]);
    expect(included('_include=Encounter:subject')).toEqual([]);
    expect(included('_include=*')).toEqual(['Encounter/e', 'Patient/p']);
    expect(answer(index, 'Observation', '_include=*')).toMatchObject({ total: 2, included: [{ id: 'e' }, { id: 'p' }] });
  });

  it('go on only with :iterate', () => {
    expect(included('_include=Observation:encounter&_include=Encounter:service-provider')).toEqual(['Encounter/e']);
    expect(included('_include=Observation:encounter&_include:iterate=Encounter:service-provider')).toEqual([
      'Encounter/e',
      'Organization/o',
    ]);
    expect(included('_include:iterate=*')).toEqual(['Encounter/e', 'Organization/o', 'Organization/parent', 'Patient/p']);
  });

  it('bring what refers to matches', () => {
    expect(answer(index, 'Patient', '_revinclude=Observation:patient').included).toMatchObject([{ id: '1' }, { id: '2' }]);
    expect(answer(index, 'Patient', '_revinclude=*').included).toHaveLength(3);
    expect(answer(index, 'Organization', '_id=parent&_revinclude:iterate=*').included.map(({ id }) => id)).toEqual([
      'e',
      '1',
      '2',
      'o',
      'p',
    ]);
  });
});

describe('search', () => {
  it('belongs to a compartment by the parameters of each type', () => {
    const index = indexOf(
      row(patient),
      row(organization),
      row(encounter),
      row(observation('1')),
      row(observation('other', { subject: { reference: 'Patient/q' }, encounter: null })),
    );
    const compartment = { type: 'Patient', id: 'p' };
    expect(ids(index, 'Observation', '', { compartment })).toEqual(['Observation/1']);
    expect(ids(index, undefined, '', { compartment })).toEqual(['Encounter/e', 'Observation/1', 'Patient/p']);
    expect(ids(index, 'Patient', '', { compartment })).toEqual(['Patient/p']);
    expect(ids(index, 'Organization', '', { compartment })).toEqual([]);
    expect(ids(index, undefined, '', { compartment: { type: 'Patient', id: 'q' } })).toEqual(['Observation/other']);
    expect(ids(index, undefined, '', { compartment: { type: 'Patient', id: 'nobody' } })).toEqual([]);
  });

  it('goes over several types by what they share', () => {
    const tagged = { meta: { tag: [{ code: 't' }] } };
    const index = indexOf(row({ ...patient, ...tagged }), row({ ...encounter, ...tagged }), row(observation('1', tagged)));
    expect(ids(index, undefined, '_tag=t&_type=Patient,Observation')).toEqual(['Observation/1', 'Patient/p']);
    expect(ids(index, undefined, '_tag=t&_sort=-_id')).toEqual(['Patient/p', 'Encounter/e', 'Observation/1']);
    expect(ids(index, undefined, '_id=e,1')).toEqual(['Encounter/e', 'Observation/1']);
  });

  it('knows the items of a list', () => {
    const index = indexOf(
      row(observation('1')),
      row(observation('2')),
      row({ resourceType: 'List', id: 'l', entry: [{ item: { reference: 'Observation/2' } }] }),
    );
    expect(ids(index, 'Observation', '_list=l')).toEqual(['Observation/2']);
    expect(ids(index, 'Observation', '_list=none')).toEqual([]);
  });

  it('compares amounts across units, in UCUM', () => {
    const toCanonical: ToCanonical = (value, unit) =>
      ({ mg: { value: value * 0.001, unit: 'g' }, g: { value, unit: 'g' }, kg: { value: value * 1000, unit: 'g' } })[unit];
    const amount = (id: string, value: number, code: string): IndexRow =>
      row(observation(id, { valueQuantity: { value, code, system: 'http://unitsofmeasure.org' } }), {}, toCanonical);
    const index = indexOf(
      amount('a', 5, 'mg'),
      amount('b', 0.005, 'g'),
      amount('c', 0.000005, 'kg'),
      amount('d', 5, 'g'),
      amount('e', 5, '{unknown}'),
    );
    const found = (value: string): string[] =>
      ids(index, 'Observation', `value-quantity=${value}`, { canonical: toCanonical }).map((name) => name.slice(-1));
    expect(found('5|http://unitsofmeasure.org|mg')).toEqual(['a', 'b', 'c']);
    expect(found('ge0.005|http://unitsofmeasure.org|g')).toEqual(['a', 'b', 'c', 'd']);
    expect(found('gt0.005|http://unitsofmeasure.org|g')).toEqual(['d']);
    expect(found('5|http://unitsofmeasure.org|{unknown}')).toEqual(['e']);
    expect(found('5')).toEqual(['a', 'd', 'e']);
  });

  it('reads uris exactly, above and below', () => {
    const profiled = (id: string, profile: string): IndexRow => row(observation(id, { meta: { profile: [profile] } }));
    const index = indexOf(profiled('a', 'http://x.org/a'), profiled('ab', 'http://x.org/a/b'));
    expect(ids(index, 'Observation', '_profile=http://x.org/a')).toEqual(['Observation/a']);
    expect(ids(index, 'Observation', '_profile:below=http://x.org/a')).toEqual(['Observation/a', 'Observation/ab']);
    expect(ids(index, 'Observation', '_profile:above=http://x.org/a/b/c')).toEqual(['Observation/a', 'Observation/ab']);
  });

  it('reads _lastUpdated, _text, _content and :of-type', () => {
    const text = { status: 'generated', div: '<div>Seen by Dr. Grün</div>' };
    const index = indexOf(
      row(observation('old'), { updatedAt: Date.UTC(2020, 0) }),
      row(observation('new', { text }), { updatedAt: Date.UTC(2024, 5) }),
      row({ ...patient, identifier: [{ value: '17', type: { coding: [{ system: 'urn:t', code: 'MR' }] } }] }),
    );
    expect(ids(index, 'Observation', '_lastUpdated=ge2024')).toEqual(['Observation/new']);
    expect(ids(index, 'Observation', '_sort=_lastUpdated')).toEqual(['Observation/old', 'Observation/new']);
    expect(ids(index, 'Observation', '_text=grun')).toEqual(['Observation/new']);
    expect(ids(index, 'Observation', '_text=glucose')).toEqual([]);
    expect(ids(index, 'Observation', '_content=glucose,nothing')).toEqual(['Observation/new', 'Observation/old']);
    expect(ids(index, 'Patient', 'identifier:of-type=urn:t|MR|17')).toEqual(['Patient/p']);
    expect(ids(index, 'Patient', 'identifier:of-type=urn:t|MR|18')).toEqual([]);
  });

  it.each([
    ['dates', `date=${Array.from({ length: 400 }, (_, at) => `gt${2000 + (at % 50)}`).join()}`],
    ['amounts', `value-quantity=${Array.from({ length: 400 }, (_, at) => `${at}||mg`).join()}`],
    ['texts', `code:text=${Array.from({ length: 400 }, (_, at) => `x${at}`).join()}`],
    ['words', `_content=${Array.from({ length: 400 }, (_, at) => `x${at}`).join()}`],
    ['pairs', `combo-code-value-quantity=${Array.from({ length: 100 }, (_, at) => `glu$${at}`).join()}`],
    ['parameters', Array.from({ length: 100 }, () => 'code:missing=false').join('&')],
    ['links', 'part-of.part-of.part-of.part-of.status=x'],
    ['links backwards', `${'_has:Observation:has-member:'.repeat(5)}code=glu`],
    ['long words', `_content=${'a'.repeat(100_000)}&code:text=${'b'.repeat(100_000)}`],
  ])('answers the largest that is allowed: %s', (_, query) => {
    const index = indexOf(row(patient), row(observation('1', { effectiveDateTime: '2024', valueQuantity: { value: 5, unit: 'mg' } })));
    expect(answer(index, 'Observation', query).matches.length).toBeLessThan(2);
  });

  it('answers numbers alone, with or without a total', () => {
    const index = indexOf(row(observation('1')), row(observation('2')));
    expect(answer(index, 'Observation', '_count=0')).toEqual({ matches: [], included: [], total: 2 });
    expect(answer(index, 'Observation', '_summary=count')).toEqual({ matches: [], included: [], total: 2 });
    expect(answer(index, 'Observation', '_total=none&_count=1')).not.toHaveProperty('total');
    expect(answer(index, 'Device', '')).toEqual({ matches: [], included: [], total: 0 });
  });
});

describe('a sort key with several values', () => {
  const day = (number: number): string => `2024-01-${String(number).padStart(2, '0')}`;
  const plans = Array.from({ length: 25 }, (_, at) => ({
    resourceType: 'CarePlan',
    id: String(at + 10),
    activity: [
      { detail: { scheduledPeriod: { start: day(at + 1), end: day(at + 2) } } },
      { detail: { scheduledPeriod: { start: day(25 - at) } } },
    ],
  }));
  const index = indexOf(...plans.map((plan) => row(plan)));
  const pages = (sort: string): string[] => {
    const first = answer(index, 'CarePlan', `_sort=${sort}&_count=13`);
    return [...first.matches, ...answer(index, 'CarePlan', `_sort=${sort}&_count=13&_cursor=${first.next}`).matches].map(({ id }) => id);
  };

  it('sorts upwards by the lowest, downwards by the highest, each resource once', () => {
    const ends = (at: number): [number, number] => [Math.min(at + 1, 25 - at), Math.max(at + 1, 25 - at)];
    const by = (compare: (a: number, b: number) => number): string[] =>
      plans
        .map((_, at) => at)
        .sort((a, b) => compare(a, b) || a - b)
        .map((at) => String(at + 10));
    expect(pages('activity-date')).toEqual(by((a, b) => ends(a)[0] - ends(b)[0]));
    expect(pages('-activity-date')).toEqual(by((a, b) => ends(b)[1] - ends(a)[1]));
  });
});

describe('cursors', () => {
  const many = Array.from({ length: 30 }, (_, at) =>
    row(observation(`o${String(at).padStart(2, '0')}`, { effectiveDateTime: `2024-01-${String((at % 7) + 1).padStart(2, '0')}` })),
  );

  it('go on where the page ended, whatever is written meanwhile', () => {
    const index = indexOf(...many);
    const first = answer(index, 'Observation', '_sort=-date&_count=10');
    const seen = first.matches.map(({ id }) => id);
    index.remove('Observation', seen.at(-1) ?? '');
    index.put(row(observation('newest', { effectiveDateTime: '2025-01-01' })));
    index.put(row(observation('oldest', { effectiveDateTime: '2023-01-01' })));
    for (let next = first.next; next !== undefined;) {
      const page = answer(index, 'Observation', `_sort=-date&_count=10&_cursor=${next}`);
      seen.push(...page.matches.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toHaveLength(31);
    expect(new Set(seen).size).toBe(31);
    expect(seen).toContain('oldest');
    expect(seen).not.toContain('newest');
  });

  it('are refused by another search, or when they are none', () => {
    const index = indexOf(...many);
    const { next = '' } = answer(index, 'Observation', '_sort=-date&_count=10');
    for (const query of [`_sort=date&_cursor=${next}`, `_cursor=${next}`, '_sort=-date&_cursor=abc', '_sort=-date&_cursor=W10']) {
      const parsed = parseQuery('Observation', query);
      expect(parsed.ok && index.search(parsed.value)).toMatchObject({ ok: false, issues: [{ code: 'invalid' }] });
    }
    expect(index.timeline({ cursor: next })).toMatchObject({ ok: false });
  });
});

describe('words', () => {
  const said = (id: string, title: string, note: string, timelineAt: number): IndexRow =>
    row(observation(id, { code: { text: title }, note: [{ text: note }] }), { card: { type: 'Observation', title }, timelineAt });
  const index = indexOf(
    said('a', 'Blood glucose', 'before breakfast', 1),
    said('b', 'Note', 'glucose in blood high', 3),
    said('c', 'Glycated haemoglobin', 'Größe 1,70 m', 2),
    row(patient),
  );
  const found = (text: string): string[] => index.words(text).map(({ id }) => id);

  it('all have to be there, the last perhaps begun', () => {
    expect(found('blood glu')).toEqual(['a', 'b']);
    expect(found('glucose breakfast')).toEqual(['a']);
    expect(found('glu blood')).toEqual([]);
    expect(found('glu')).toEqual(['a', 'b']);
    expect(found('blood ')).toEqual(['a', 'b']);
    expect(found('bloo ')).toEqual([]);
  });

  it('put titles first, then the newest', () => {
    expect(found('gl')).toEqual(['c', 'a', 'b']);
  });

  it('pay no regard to case and marks', () => {
    expect(found('GROSSE')).toEqual([]);
    expect(found('größe')).toEqual(['c']);
    expect(found('grose')).toEqual([]);
    expect(found('angstrom')).toEqual(['p']);
    expect(found('Ängstr')).toEqual(['p']);
  });

  it.each([
    '"',
    '*',
    'blood"',
    'NEAR(blood glucose)',
    'title:blood',
    'a OR b',
    'NOT blood',
    '-blood',
    '^blood',
    '{title} : x',
    'blood AND',
    '()',
    '',
    '   ',
    "'; DROP TABLE words; --",
    '\u0000',
    '💊',
  ])('typed are never syntax: %s', (text) => {
    expect(() => index.words(text)).not.toThrow();
  });

  it('narrow to types and a number', () => {
    expect(index.words('an', { types: ['Patient'] })).toHaveLength(1);
    expect(index.words('glucose', { types: ['Patient'] })).toEqual([]);
    expect(index.words('gl', { limit: 2 }).map(({ id }) => id)).toEqual(['c', 'a']);
  });

  it('rank the same when very many match', () => {
    const crowd = indexOf(
      ...Array.from({ length: 400 }, (_, at) => said(`n${at}`, 'Glucose', 'x', at % 50)),
      said('z', 'Other', 'glucose', 1000),
    );
    const ranked = crowd.words('glucose', { limit: 30 });
    expect(ranked.slice(0, 9).map(({ id }) => id)).toEqual(['n149', 'n199', 'n249', 'n299', 'n349', 'n399', 'n49', 'n99', 'n148']);
    expect(crowd.words('glucose', { limit: 500 }).at(-1)?.id).toBe('z');
  });
});

describe('the timeline', () => {
  const on = (id: string, timelineAt: number | null, category: string): IndexRow =>
    row(observation(id), { timelineAt, card: { type: 'Observation', category: [category] } });
  const index = indexOf(
    on('a', 1, 'laboratory'),
    on('b', 2, 'vital-signs'),
    on('c', 2, 'laboratory'),
    on('d', null, 'laboratory'),
    row(patient, { timelineAt: 3 }),
  );
  const read = (options?: Parameters<PersonIndex['timeline']>[0]): { ids: string[]; next: string | undefined } => {
    const page = index.timeline(options);
    if (!page.ok) throw new Error('no page');
    return { ids: page.value.entries.map(({ id }) => id), next: page.value.next };
  };

  it('is newest first, without what has no date', () => {
    expect(read().ids).toEqual(['p', 'b', 'c', 'a']);
  });

  it('narrows to types, categories and a stretch of time', () => {
    expect(read({ types: ['Observation'] }).ids).toEqual(['b', 'c', 'a']);
    expect(read({ categories: ['laboratory', 'x'] }).ids).toEqual(['c', 'a']);
    expect(read({ before: 3, after: 2 }).ids).toEqual(['b', 'c']);
    expect(read({ types: [] }).ids).toEqual([]);
  });

  it('pages without loss or repetition', () => {
    const seen: string[] = [];
    for (let page = read({ limit: 1 }); ; page = read({ limit: 1, cursor: page.next ?? '' })) {
      seen.push(...page.ids);
      if (page.next === undefined) break;
    }
    expect(seen).toEqual(['p', 'b', 'c', 'a']);
  });
});

describe('links', () => {
  const index = indexOf(row(patient), row(organization), row(encounter), row(observation('1')));

  it('tell who refers here, and through what', () => {
    expect(index.referrers('Encounter', 'e')).toEqual([{ type: 'Observation', id: '1', version: 1, parameter: 'encounter' }]);
    expect(index.referrers('Patient', 'p', ['subject']).map(({ type }) => type)).toEqual(['Encounter', 'Observation']);
    expect(index.referrers('Patient', 'nobody')).toEqual([]);
  });

  it('tell what is referred to, as far as it is here', () => {
    expect(index.outgoing('Encounter', 'e').map(({ type, id, parameter }) => `${parameter} ${type}/${id}`)).toEqual([
      'service-provider Organization/o',
      'patient Patient/p',
      'subject Patient/p',
    ]);
    expect(index.outgoing('Organization', 'o')).toEqual([]);
  });
});
