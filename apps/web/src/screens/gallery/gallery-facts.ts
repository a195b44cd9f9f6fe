import type { Listed } from '@satchel/record';

const fact = (type: string, id: string, card: Omit<Listed['card'], 'type'>): Listed => ({
  type,
  id,
  version: 1,
  timelineAt: Date.UTC(2025, 4, 12),
  card: { type, ...card },
  marks: {},
});

/** Synthetic entries, one of each look. */
export const GALLERY_FACTS: readonly Listed[] = [
  fact('Observation', 'a', {
    title: 'Hemoglobin A1c',
    value: '6.10',
    unit: '%',
    flag: 'H',
    date: '2025-05-12',
    who: 'Hillside Laboratory',
  }),
  fact('MedicationRequest', 'b', {
    title: 'Metformin 500 mg tablet',
    detail: 'One tablet twice a day with food',
    date: '2025-05',
    status: 'active',
  }),
  fact('Encounter', 'c', { title: 'Check-up', date: '2025-05-12', who: 'Dr Amal Haddad' }),
  { ...fact('Condition', 'd', { title: 'Asthma', date: '2011' }), marks: { withdrawn: true } },
];
