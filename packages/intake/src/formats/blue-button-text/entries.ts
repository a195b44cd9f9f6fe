import type { Line } from './lines.ts';
import type { Section } from './sections.ts';

/** One thing of a section: its lines `Name: value`, in order, and free text below a rule. */
export interface Entry {
  readonly line: number;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  value: string;
}

/** What a value is when it says that there is none. */
const NOTHING = /^(?:-+|\*?\s*not available\s*\*?|no information available|n\/a|na|none recorded|unknown)?$/i;
const FIELD = /^\s*([A-Z][A-Za-z0-9 .,()/*#'&-]{1,55}?)\s*:(?:\s+(.*)|\s*)$/;
const CLOSE_FIELD = /^\s*([A-Z][A-Za-z0-9 .,()/*#'&-]{1,40}?):(\S.*)$/;
const RULE = /^[\s=_-]*$/;

/** The entries of a section: each begins where the field comes again that began the first, or at one of `leads`. */
export function entriesOf(section: Section, leads?: RegExp): Entry[] {
  const entries: { line: number; fields: Field[] }[] = [];
  let lead = leads;
  let open: Field | undefined;
  for (const line of section.lines) {
    const found = fieldsIn(line);
    if (found.length === 0) {
      open = continued(line, open);
      continue;
    }
    for (const field of found) {
      if (/^(Source|Last Updated|Sorted By)$/i.test(field.name)) continue;
      lead ??= new RegExp(`^${field.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
      if (lead.test(field.name) || entries.length === 0) entries.push({ line: line.number, fields: [] });
      entries.at(-1)?.fields.push(field);
      open = field;
    }
  }
  return entries;
}

/** A line without a name goes on with the value before it; a rule or an empty line ends that. */
function continued(line: Line, open: Field | undefined): Field | undefined {
  if (line.text.trim() === '') return open?.value === '' ? open : undefined;
  if (RULE.test(line.text)) return /^-{3,}$/.test(line.text.trim()) && open?.value === '' ? open : undefined;
  if (open) open.value = open.value === '' ? line.text.trim() : `${open.value}\n${line.text.trim()}`;
  return open;
}

/** The fields of a line: My HealtheVet puts two on one, with spaces between. */
function fieldsIn({ text }: Line): Field[] {
  return text.split(/\s{2,}(?=[A-Z][A-Za-z0-9 ./-]{2,40}:(?:\s|$))/).flatMap((part) => {
    const [, name, value = ''] = FIELD.exec(part) ?? CLOSE_FIELD.exec(part) ?? [];
    return name === undefined ? [] : [{ name: name.replace(/\*$/, ''), value: value.replace(/^\*\s/, '').trim() }];
  });
}

/** A value by the name of its field; undefined where it says nothing. */
export function value(entry: Entry, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = entry.fields.find((field) => field.name.toLowerCase() === name.toLowerCase() && !NOTHING.test(field.value.trim()));
    if (found) return found.value.trim();
  }
  return undefined;
}

/** A value on one line. */
export const words = (entry: Entry, ...names: readonly string[]): string | undefined => value(entry, ...names)?.replace(/\s+/g, ' ');

/** The lines of a value that lists things. */
export const listed = (entry: Entry, name: string): string[] =>
  value(entry, name)
    ?.split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '') ?? [];
