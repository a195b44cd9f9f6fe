import { LANGUAGES, type Language } from '@satchel/output';
import { type Call, option, UsageError } from './command.ts';

export const languageOption = { lang: { type: 'string' } } as const;

/** The language that a document is asked for in: `--lang`, English unless given. */
export function languageOf(call: Call): Language {
  const asked = option(call, 'lang') ?? 'en';
  const known = LANGUAGES.find((language) => language === asked);
  if (!known) throw new UsageError(`--lang is one of ${LANGUAGES.join(', ')}.`);
  return known;
}
