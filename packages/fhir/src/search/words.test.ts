import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';
import { INSTANCES } from './trials/instances.ts';
import { withoutTags, wordsOf } from './words.ts';

function wordsIn(id: string): string[] {
  return wordsOf(INSTANCES.find((each) => each['id'] === id) ?? {}).content.split('\n');
}

describe('wordsOf', () => {
  it('takes what people read and nothing else', () => {
    const words = wordsIn('p');
    expect(words).toEqual(expect.arrayContaining(['Zoë Ångström', 'Berg', 'Main St 1', 'Record number']));
    expect(words.join(' ')).not.toMatch(/urn:|17|example|home|female/);
  });

  it('reads displays, texts, units left out', () => {
    expect(wordsIn('bp')).toEqual(['Vital Signs', 'Blood pressure panel', 'Blood pressure', 'Position', 'Sitting']);
  });

  it('reads text attachments', () => {
    expect(wordsIn('d')).toContain('Hello world');
    expect(wordsOf({ resourceType: 'Binary', contentType: 'text/plain', data: '%%%' }).content).toBe('');
  });

  it('reads the narrative apart', () => {
    const text = {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Fever &amp; <b>chills</b></p><!-- no --></div>',
    };
    expect(wordsOf({ resourceType: 'Basic', text })).toEqual({ content: '', narrative: 'Fever & chills' });
  });
});

describe('withoutTags', () => {
  it.each([
    ['a<br/>b', 'a b'],
    ['x &lt; 5 &#181;g &#xb5;g', 'x < 5 µg µg'],
    ['&unknown; &#99999999;', '&unknown; &#99999999;'],
    ['<a title="x">y', 'y'],
    ['a <b', 'a'],
    ['a<!-- > -->b', 'a b'],
    ['&constructor;', '&constructor;'],
  ])('%s', (xhtml, text) => {
    expect(withoutTags(xhtml)).toBe(text);
  });
});

describe('foldText', () => {
  it.each([
    ['Ångström', 'angstrom'],
    ['  ÉCOLE   normale ', 'ecole normale'],
    ['naïve\tcafé', 'naive cafe'],
    ['plain', 'plain'],
    ['हिन्दी', 'हनद'],
  ])('%s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});

describe('broken narrative', () => {
  it('takes no longer than sound narrative', () => {
    const start = performance.now();
    withoutTags('<!--'.repeat(500_000));
    withoutTags('<'.repeat(2_000_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
