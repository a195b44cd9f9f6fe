import { i18n } from '@lingui/core';
import { device } from './device.ts';

/** The languages the app speaks, each in its own name. */
export const LOCALES = { en: 'English', es: 'Español' } as const;
export type Locale = keyof typeof LOCALES;

const isLocale = (text: string): text is Locale => text in LOCALES;

/** The person's choice, else the first language of the browser that we speak. */
export function preferredLocale(): Locale {
  const chosen = device.settings().locale;
  if (chosen) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale) ?? 'en';
}

/** The person's regional form of the language (`en-GB`, `es-MX`), so that dates and numbers look as they write them. */
function regionOf(locale: Locale): string {
  return navigator.languages.find((tag) => tag.startsWith(`${locale}-`)) ?? locale;
}

export async function speak(locale: Locale): Promise<void> {
  const { messages } = locale === 'es' ? await import('../locales/es.po') : await import('../locales/en.po');
  i18n.load(locale, messages);
  i18n.activate(locale, regionOf(locale));
  document.documentElement.lang = locale;
}
