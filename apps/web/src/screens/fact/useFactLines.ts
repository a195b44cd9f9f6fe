import { useLingui } from '@lingui/react/macro';
import { parseJson } from '@satchel/fhir';
import { useMemo } from 'react';
import { ELEMENTS } from '../../words/elements.ts';
import { type FactLine, type Speech, factLines } from '../../words/fact-lines.ts';
import { type Words, useWords } from '../../words/useWords.ts';

export interface NamedLine {
  readonly name: string;
  readonly text: string;
}

/** How this reader's language says elements, codes and dates. */
export function useSpeech(): Speech {
  const { t } = useLingui();
  const words = useWords();
  return { date: words.date, code: words.code, element: (name) => elementName(words, name), yes: t`Yes`, no: t`No` };
}

export function elementName(words: Words, element: string): string {
  const known = ELEMENTS[element];
  return known
    ? words.i18n._(known)
    : element
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .replace(/^./, (first) => first.toUpperCase());
}

/** A resource's text as lines; empty when it is no JSON, which the raw view then shows. */
export function linesOf(text: string, speech: Speech): readonly FactLine[] {
  const parsed = parseJson(text);
  return parsed.ok ? factLines(parsed.value, speech) : [];
}

/** The same, with the elements named in the reader's language. */
export function useFactLines(text: string): readonly NamedLine[] {
  const speech = useSpeech();
  const { i18n } = useLingui();
  // The speech is made anew each time but follows the language alone.
  /* oxlint-disable react-hooks/exhaustive-deps */
  return useMemo(
    () => linesOf(text, speech).map(({ element, texts }) => ({ name: speech.element(element), text: texts.join('\n') })),
    [text, i18n.locale],
  );
  /* oxlint-enable react-hooks/exhaustive-deps */
}
