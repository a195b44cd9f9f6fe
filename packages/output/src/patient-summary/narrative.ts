import { displayOf, isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Card } from '@satchel/record';
import type { SectionId } from './sections.ts';
import { type Language, valueIn, WORDS } from './words.ts';

export type Column = 'what' | 'value' | 'when' | 'detail' | 'status' | 'who';

/** One fact as the narrative, a page of paper and a screen tell it. */
export type Row = Readonly<Partial<Record<Column, string>>> & { readonly id: string };

/** What each section tells of a fact. */
export const COLUMNS: Readonly<Record<SectionId, readonly Column[]>> = {
  alerts: ['what', 'when', 'detail'],
  allergies: ['what', 'detail', 'when', 'status'],
  medications: ['what', 'detail', 'when', 'status'],
  problems: ['what', 'when', 'status', 'detail'],
  immunizations: ['what', 'when', 'detail'],
  procedures: ['what', 'when', 'who'],
  results: ['what', 'value', 'when', 'detail'],
  devices: ['what', 'when', 'status'],
  vitals: ['what', 'value', 'when'],
  pregnancy: ['what', 'value', 'when'],
  social: ['what', 'value', 'when'],
  directives: ['what', 'when', 'status'],
  plan: ['what', 'when', 'status'],
  past: ['what', 'when', 'status'],
};

/** The words of a fact; `named` is what it is called where it only points at its name (a Medication, a Device). */
export function rowOf(section: SectionId, id: string, card: Card, named: string | undefined, language: Language): Row {
  const value = [card.value, card.unit, card.flag && card.flag !== 'N' && `(${card.flag})`, rangeOf(card)].filter(Boolean).join(' ');
  const status = [card.status, card.verification].filter((code) => code !== undefined).map((code) => valueIn(language, code));
  const row = {
    what: named ?? card.title ?? card.code,
    value,
    when: [card.date, card.end]
      .filter((date) => date !== undefined)
      .map((date) => date.slice(0, 10))
      .join(' – '),
    detail: card.detail,
    status: status.join(', '),
    who: card.who,
  };
  return { id, ...Object.fromEntries(COLUMNS[section].flatMap((column) => (row[column] ? [[column, row[column]]] : []))) };
}

/** `[3.5–5.1]`, `[≥ 60]`: what is usual. */
function rangeOf({ range }: Card): string | undefined {
  if (!range) return undefined;
  const { low, high, text } = range;
  if (text !== undefined) return `[${text}]`;
  if (low !== undefined && high !== undefined) return `[${low}–${high}]`;
  return low === undefined ? high && `[≤ ${high}]` : `[≥ ${low}]`;
}

/** What a fact is about, where that stands in another resource of the document. */
export function namedBy(resource: JsonObject, target: (reference: string) => JsonObject | undefined): string | undefined {
  for (const name of ['medicationReference', 'device']) {
    const reference = resource[name];
    if (!isJsonObject(reference)) continue;
    if (typeof reference['display'] === 'string') return reference['display'];
    const found = typeof reference['reference'] === 'string' ? target(reference['reference']) : undefined;
    const words = found && (displayOf(found['code']) ?? displayOf(found['type']));
    if (words !== undefined) return words;
  }
  return undefined;
}

/** XHTML of a section: a table with a line for each entry, in its order, or the sentences that say why there is none. */
export function divOf(id: SectionId, rows: readonly Row[], sentences: readonly string[], language: Language): string {
  const { columns } = WORDS[language];
  const used = COLUMNS[id].filter((column) => column === 'what' || rows.some((row) => row[column]));
  const head = used.map((column) => `<th>${escaped(columns[column])}</th>`).join('');
  const lines = rows.map((row) => `<tr id="${row.id}">${used.map((column) => `<td>${escaped(row[column] ?? '')}</td>`).join('')}</tr>`);
  const table = rows.length > 0 ? `<table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table>` : '';
  return `<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="${language}" lang="${language}">${table}${sentences
    .map((words) => `<p>${escaped(words)}</p>`)
    .join('')}</div>`;
}

/** Control characters and halves of characters are no XML, whatever a source wrote. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

export const escaped = (words: string): string =>
  words.replace(UNPRINTABLE, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
