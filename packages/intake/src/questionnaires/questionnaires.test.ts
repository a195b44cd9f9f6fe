import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, validate } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { questionnaires } from './questionnaire.ts';
import { respond, scoreOf } from './respond.ts';

const at = '2026-03-02T10:15:00+01:00';
const folder = join(import.meta.dirname, '../../../../knowledge/questionnaires');
const errors = (resource: JsonObject) => validate(resource).filter(({ severity }) => severity === 'error');

describe('questionnaires', () => {
  it('are valid FHIR Questionnaires', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) expect(errors(JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonObject)).toEqual([]);
  });

  it.each(questionnaires('es'))('$id speaks Spanish throughout, and its bands cover every total once', (shown) => {
    const english = questionnaires('en').find(({ id }) => id === shown.id);
    for (const [n, question] of shown.questions.entries()) expect(question.words).not.toBe(english?.questions[n]?.words);
    const most = shown.questions.reduce((sum, { choices }) => sum + Math.max(...choices.map(({ score }) => score)), 0);
    const covered = shown.bands.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n));
    expect(covered).toEqual(Array.from({ length: most + 1 }, (_, n) => n));
  });

  it.each(questionnaires('en'))('$id becomes a valid response and score, and no score while an answer is missing', (questionnaire) => {
    for (const place of [0, 1, 2]) {
      const chosen = Object.fromEntries(questionnaire.questions.map(({ linkId }) => [linkId, place]));
      const answered = respond(questionnaire, chosen, at);
      expect(answered?.total).toBe(place * questionnaire.questions.length);
      if (!answered) continue;
      const subject = { reference: 'Patient/p' };
      expect(errors({ ...answered.response, subject })).toEqual([]);
      expect(errors({ ...scoreOf(questionnaire, answered, 'QuestionnaireResponse/r', at), subject })).toEqual([]);
      const [first = '', ...others] = Object.keys(chosen);
      expect(respond(questionnaire, Object.fromEntries(others.map((name) => [name, place])), at)).toBeUndefined();
      expect(respond(questionnaire, { ...chosen, [first]: 99 }, at)).toBeUndefined();
    }
  });
});
