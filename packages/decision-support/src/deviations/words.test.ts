import { describe, expect, it } from 'vitest';
import contradictions from '../../../../knowledge/contradictions/rules.json' with { type: 'json' };
import thresholds from '../../../../knowledge/thresholds/rules.json' with { type: 'json' };
import { gradeOfEnglish, gradeOfSpanish } from './trials/reading-grade.ts';

/** Words for a person are for anybody who finished the eighth grade. */
const GRADE = 8;

const texts = [...Object.entries(thresholds.words), ...Object.entries(contradictions.rules)];

describe('the words of alerts', () => {
  it.each(texts)('%s are for everybody', (_name, { title, advice }) => {
    expect(gradeOfEnglish(`${title.en} ${advice.en}`)).toBeLessThanOrEqual(GRADE);
    expect(gradeOfSpanish(`${title.es} ${advice.es}`)).toBeLessThanOrEqual(GRADE);
  });

  it('are measured by something that can tell hard words', () => {
    const hard =
      'Notwithstanding contraindications, pharmacological antihypertensive intervention necessitates comprehensive cardiovascular evaluation.';
    expect(gradeOfEnglish(hard)).toBeGreaterThan(12);
    expect(
      gradeOfSpanish('La administración intrahospitalaria de antihipertensivos requiere consideraciones farmacológicas individualizadas.'),
    ).toBeGreaterThan(8);
  });
});
