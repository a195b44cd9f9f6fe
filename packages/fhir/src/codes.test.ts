import { describe, expect, it } from 'vitest';
import { codingsOf, displayOf, hasCode } from './codes.ts';

const concept = {
  coding: [
    { system: 'http://loinc.org', code: '8480-6', display: 'Systolic' },
    { system: 'http://example.org', code: 'sys', display: 'BP sys', userSelected: true },
  ],
};

describe('codes', () => {
  it('are read from a concept, a coding, or a list', () => {
    expect(codingsOf(concept).map(({ code }) => code)).toEqual(['8480-6', 'sys']);
    expect(codingsOf({ code: 'AMB' })).toEqual([{ system: undefined, code: 'AMB', display: undefined }]);
    expect(codingsOf([concept, { text: 'words' }, null])).toHaveLength(2);
    expect(codingsOf('x')).toEqual([]);
  });

  it('are shown by text, then the selected display, then the first, then the code', () => {
    expect(displayOf({ ...concept, text: 'Upper value' })).toBe('Upper value');
    expect(displayOf(concept)).toBe('BP sys');
    expect(displayOf({ coding: [{ code: 'a' }, { display: 'B' }] })).toBe('B');
    expect(displayOf({ coding: [{ code: 'a' }] })).toBe('a');
    expect(displayOf({ display: 'Ambulatory' })).toBe('Ambulatory');
    expect(displayOf([{}, concept])).toBe('BP sys');
    expect(displayOf({ coding: [] })).toBeUndefined();
    expect(displayOf(undefined)).toBeUndefined();
  });

  it('are found, in one system or in any', () => {
    expect(hasCode(concept, '8480-6', 'http://loinc.org')).toBe(true);
    expect(hasCode(concept, '8480-6', 'http://snomed.info/sct')).toBe(false);
    expect(hasCode(concept, 'sys')).toBe(true);
  });
});
