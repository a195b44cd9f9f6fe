import { failure, issue, success, type Outcome } from '@satchel/fhir';
import type { MedicineTable, TableFile } from '../table.ts';
import { cellsOf, linesOf, separatorOf } from './lines.ts';

/** A list of medicines that an operator supplies, and what it is called. */
export interface ListFile {
  readonly rows: AsyncIterable<Uint8Array | string>;
  readonly id: string;
  readonly version: string;
  readonly source: string;
  /** How records name the code system: addresses or OIDs. */
  readonly systems: readonly string[];
}

interface Columns {
  readonly code: number;
  readonly name: number;
  readonly ingredients?: number;
}

const HEADINGS: Readonly<Record<keyof Columns, RegExp>> = {
  code: /^(code|codigo|código|atc ?code|atc|nummer|number)$/i,
  name: /^(name|nombre|atc ?name|product|producto|display|description|descripcion)$/i,
  ingredients: /^(ingredients?|substances?|principios? activos?|sustancias?|ingredientes?|wirkstoffe?)$/i,
};

/** What was made of a list, and which of its rows name a substance that nobody knows. */
export interface ListRead {
  readonly table: TableFile;
  readonly unread: readonly string[];
}

/**
 * Reads a file of `code, name, ingredients` (the last one optional; several parted by `+`, `/` or `;`) with a heading, in commas,
 * semicolons or tabs: a national list, or ATC with its names. Substances are told by the names that `known` holds.
 */
export async function readList({ rows, id, version, source, systems }: ListFile, known: MedicineTable): Promise<Outcome<ListRead>> {
  let columns: Columns | undefined;
  let separator = ',';
  const codes = new Map<string, string[]>();
  const brands: Record<string, string> = {};
  const unread: string[] = [];
  for await (const line of linesOf(rows)) {
    const text = line.replace(/^\uFEFF/, '');
    if (text.trim() === '') continue;
    if (!columns) {
      separator = separatorOf(text);
      const heading = cellsOf(text, separator);
      const at = (name: keyof Columns): number => heading.findIndex((cell) => HEADINGS[name].test(cell));
      if (at('code') < 0 || at('name') < 0) {
        return failure(
          issue('error', 'structure', 'The first line must name the columns code and name.', {
            remedy: 'Begin the file with: code,name,ingredients',
          }),
        );
      }
      columns = { code: at('code'), name: at('name'), ...(at('ingredients') < 0 ? {} : { ingredients: at('ingredients') }) };
      continue;
    }
    const cells = cellsOf(text, separator);
    const [code = '', name = ''] = [cells[columns.code], cells[columns.name]];
    const parts = (columns.ingredients === undefined ? '' : (cells[columns.ingredients] ?? ''))
      .split(/[+/;]/)
      .filter((part) => part.trim() !== '');
    const readings = (parts.length > 0 ? parts : [name]).map((part) => known.names.read(part));
    // A row of which one part is not understood would hide a substance: it is left out, and said.
    if (code === '' || readings.some(({ ingredients, unread: strange }) => ingredients.length === 0 || strange !== undefined)) {
      unread.push(code === '' ? name : code);
      continue;
    }
    const made = [...new Set(readings.flatMap(({ ingredients }) => ingredients))].sort().join('+');
    codes.set(made, [...(codes.get(made) ?? []), code]);
    if (parts.length > 0 && name !== '') brands[name.toLowerCase()] = made;
  }
  if (!columns) return failure(issue('error', 'structure', 'The file is empty.', { remedy: 'Begin the file with: code,name,ingredients' }));
  const table = {
    id,
    version,
    source,
    date: version.slice(0, 10),
    ingredients: [],
    brands,
    systems: { [id]: systems },
    codes: { [id]: Object.fromEntries([...codes].map(([made, all]) => [made, all.join(' ')])) },
  };
  return success({ table, unread });
}
