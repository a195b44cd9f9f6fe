import { expect, test } from 'vitest';
import { countsIn, foldLog } from './fold-log.ts';

const line = (action: string, at: string, what = '') => ({
  at: `2026-01-01T${at}Z`,
  grant: 'g',
  label: 'Chrome',
  kind: 'session',
  purpose: 'PATRQT',
  action,
  what,
});

test('lists of one minute are one line, reads of different entries are not', () => {
  const folds = foldLog([
    line('open', '10:00:03', 'a'),
    line('list', '10:00:02', 'b'),
    line('read', '10:00:01', 'x/1'),
    line('read', '10:00:00', 'x/2'),
    line('list', '09:59:59'),
  ]);
  expect(folds.map(({ line: { action }, count }) => `${action} x${count}`)).toEqual(['list x2', 'read x1', 'read x1', 'list x1']);
});

test('counts by type are told from other words', () => {
  expect(countsIn('2 Observation, 1 Patient')).toEqual([
    [2, 'Observation'],
    [1, 'Patient'],
  ]);
  expect(countsIn('revoked 1f0c')).toBeUndefined();
});
