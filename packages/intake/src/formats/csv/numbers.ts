/** `5.6`, `5,6`, `1,234.5`, `< 0.5`: a number as a table writes it, and whether it was a bound. */
export interface Written {
  readonly value: number;
  /** The same number as JSON would write it, digits kept. */
  readonly text: string;
  readonly comparator?: '<' | '<=' | '>' | '>=';
}

const NUMBER = /^([<>]=?|[≤≥])?\s*([+-]?\d[\d.,' ]*)$/;

/** Undefined for what is no number. `decimal` is what stands before the decimals in this table, `.` unless a cell shows otherwise. */
export function readNumber(cell: string, decimal: '.' | ',' = '.'): Written | undefined {
  const [, bound, digits] = NUMBER.exec(cell.replaceAll('\u00a0', ' ').trim()) ?? [];
  if (digits === undefined) return undefined;
  const plain = digits.replaceAll(/['\s]/g, '');
  const text = decimal === ',' ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '');
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined;
  const comparator = bound === '≤' ? '<=' : bound === '≥' ? '>=' : (bound as Written['comparator']);
  const json = text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
  return { value: Number(json), text: json, ...(comparator !== undefined && { comparator }) };
}

/** What stands before the decimals in these cells; undefined where they do not tell. */
export function decimalOf(cells: readonly string[]): '.' | ',' | undefined {
  for (const cell of cells) {
    if (/^\D?\s*[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.test(cell)) return ',';
    if (/^\D?\s*[+-]?\d{1,3}(?:,\d{3})+\.\d+$/.test(cell)) return '.';
    if (/^[+-]?\d+,\d{1,2}$/.test(cell) || /^[+-]?\d+,\d{4,}$/.test(cell)) return ',';
    if (/^[+-]?\d+\.\d{1,2}$/.test(cell) || /^[+-]?\d+\.\d{4,}$/.test(cell)) return '.';
  }
  return undefined;
}
