import { describe, expect, it } from 'vitest';
import { UCUM, ucumOf } from './ucum.ts';

describe('ucumOf', () => {
  it.each([
    ['mmHg', 'mm[Hg]'],
    ['mm Hg', 'mm[Hg]'],
    ['MMHG', 'mm[Hg]'],
    ['bpm', '/min'],
    ['breaths/min', '/min'],
    ['mg/dl', 'mg/dL'],
    ['MG/DL', 'mg/dL'],
    ['mcg', 'ug'],
    ['µg/L', 'ug/L'],
    ['μg/L', 'ug/L'],
    ['IU/L', '[iU]/L'],
    ['°C', 'Cel'],
    ['C', 'Cel'],
    ['°F', '[degF]'],
    ['lbs', '[lb_av]'],
    ['inches', '[in_i]'],
    ['%', '%'],
    ['x10E3/uL', '10*3/uL'],
    ['K/uL', '10*3/uL'],
    ['10³/µL', '10*3/uL'],
    ['10^9/L', '10*9/L'],
    ['mEq/L', 'meq/L'],
    ['mL/min/1.73 m2', 'mL/min/{1.73_m2}'],
    ['kg/m²', 'kg/m2'],
    ['copies/mL', '{copies}/mL'],
    ['mmol/L', 'mmol/L'],
    [' mg/dL ', 'mg/dL'],
    ['comprimidos', '{tbl}'],
  ])('reads %s as %s', (written, code) => {
    expect(ucumOf(written)).toBe(code);
  });

  it.each(['', ' ', 'zorks', 'mg/dL/week/person'])('cannot tell %j', (written) => {
    expect(ucumOf(written)).toBeUndefined();
  });

  it('takes UCUM at its word, where it is one', () => {
    expect(ucumOf('C', UCUM)).toBe('C');
    expect(ucumOf('nmol/min/mg{prot}', UCUM)).toBe('nmol/min/mg{prot}');
    expect(ucumOf('mg/dl', UCUM)).toBe('mg/dL');
  });

  it('corrects units that are labelled UCUM and are not', () => {
    expect(ucumOf('mmHg', UCUM)).toBe('mm[Hg]');
    expect(ucumOf('beats/minute', UCUM)).toBe('/min');
  });

  it('does not guess between units that differ by case alone', () => {
    expect(ucumOf('Mg/dL')).toBe('mg/dL');
    expect(ucumOf('m')).toBe('m');
  });
});
