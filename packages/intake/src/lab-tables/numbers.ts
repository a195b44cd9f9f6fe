/** What stands before the decimals in a report. */
export type Decimal = '.' | ',';

export interface WrittenNumber {
  /** As JSON writes it, digits kept. */
  readonly text: string;
  readonly comparator?: '<' | '<=' | '>' | '>=';
  /** A comma or point with three digits behind it: thousands or decimals, which the report does not settle. */
  readonly isAmbiguous: boolean;
}

export const NUMBER = String.raw`[+-]?\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d+)?(?!\d)|[+-]?\d+(?:[.,]\d+)?|[.,]\d+`;
const WHOLE = new RegExp(`^(<=|>=|[<>≤≥])?\\s*(${NUMBER})$`);

/** The decimal sign that the numbers of a report agree on; undefined where they do not tell. */
export function decimalOf(texts: readonly string[]): Decimal | undefined {
  const votes = { '.': 0, ',': 0 };
  for (const text of texts)
    for (const [, sign] of text.matchAll(/(?<![\d.,/-])\d+([.,])(?:\d{1,2}|\d{4,})(?![\d.,/-])/g)) votes[sign as Decimal] += 1;
  if (votes['.'] === votes[',']) return undefined;
  return votes['.'] > votes[','] ? '.' : ',';
}

export function readNumber(written: string, decimal: Decimal | undefined): WrittenNumber | undefined {
  const [, bound, digits] = WHOLE.exec(written.trim()) ?? [];
  if (digits === undefined) return undefined;
  const bare = digits.replace(/[' ](?=\d{3})/g, '');
  const signs = bare.match(/[.,]/g) ?? [];
  const last = signs.at(-1);
  const isGrouped = /^[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})+$/.test(bare);
  const isLone = signs.length === 1 && /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(bare);
  const isDecimal = !isGrouped && (!isLone || (decimal === undefined ? last === '.' : last === decimal));
  const [whole = '', fraction] =
    last !== undefined && isDecimal ? [bare.slice(0, bare.lastIndexOf(last)), bare.slice(bare.lastIndexOf(last) + 1)] : [bare];
  const plain = whole.replace(/[.,+]/g, '').replace(/^(-?)0+(?=\d)/, '$1') || '0';
  const comparator = bound === '≤' ? '<=' : bound === '≥' ? '>=' : (bound as WrittenNumber['comparator']);
  return {
    text: fraction === undefined ? plain : `${plain}.${fraction}`,
    isAmbiguous: isLone && decimal === undefined,
    ...(comparator !== undefined && { comparator }),
  };
}
