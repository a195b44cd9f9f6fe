/** What a bench prints: any JSON object of numbers, words and further objects. A list called `growth` is drawn. */
export type Report = { readonly [name: string]: Value };
type Value = string | number | boolean | null | Report | readonly Value[];

/** One line of a curve: the size, and what was measured at it. */
export type GrowthPoint = Readonly<Record<string, number>>;

/** The reports in what a bench printed: one JSON document, or one a line among other words. */
export function reportsIn(output: string): Report[] {
  const whole = parse(output);
  return whole
    ? [whole]
    : output
        .split('\n')
        .map(parse)
        .filter((report) => report !== undefined);
}

function parse(text: string): Report | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

/** Every value with the path that leads to it, in words: `sqlite, get microseconds p50`. Lists are left to the plot. */
export function figuresOf(report: Report): [name: string, value: string][] {
  return Object.entries(report).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value) || value === null) return [];
    if (typeof value === 'object') return figuresOf(value as Report).map(([inner, figure]) => [`${inWords(name)}, ${inner}`, figure]);
    return [[inWords(name), typeof value === 'number' ? value.toLocaleString('en') : String(value)]];
  });
}

/** `getManyOf100MicrosecondsP50` as people read it. */
export const inWords = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z][a-z])/g, ' ').toLowerCase();

/** Every list called `growth`, at any depth. */
export function growthOf(report: Report): (readonly GrowthPoint[])[] {
  return Object.entries(report).flatMap(([name, value]) => {
    if (name === 'growth' && Array.isArray(value)) return [value as readonly GrowthPoint[]];
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? growthOf(value as Report) : [];
  });
}
