import { readFileSync } from 'node:fs';
import { at } from './places.ts';

export type Locale = 'en' | 'es';

/** What the app says for an English text in a language, from its own catalogue; throws for a text it does not know. */
export function wordsIn(locale: Locale): (english: string, values?: Readonly<Record<string, string | number>>) => string {
  const catalogue = catalogueOf(locale);
  return (english, values = {}) => {
    const said = locale === 'en' ? english : catalogue.get(english);
    if (!said) throw new Error(`The ${locale} catalogue does not have: ${english}`);
    return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, String(value)), said);
  };
}

export type Say = ReturnType<typeof wordsIn>;

function catalogueOf(locale: Locale): ReadonlyMap<string, string> {
  const entries = readFileSync(at(`apps/web/src/locales/${locale}.po`), 'utf8').matchAll(
    /^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)/gm,
  );
  return new Map([...entries].map(([, id, text]) => [joined(id ?? ''), joined(text ?? '')]));
}

const joined = (quoted: string): string => [...quoted.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([part]) => JSON.parse(part) as string).join('');
