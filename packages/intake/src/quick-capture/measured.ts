import { anyOf, MEASURES, type Measure, type MeasureUnit } from './vocabulary.ts';

/** A measurement read from a line. */
export interface Measured {
  readonly measure: Measure;
  /** As written, with a point for the decimals; two for a panel of two. */
  readonly values: readonly string[];
  readonly unit: MeasureUnit;
  /** The unit was not written; it is the one that the number suggests. */
  readonly assumed: boolean;
  readonly span: readonly [number, number];
}

const NUMBER = String.raw`(\d{1,6}(?:[.,]\d{1,4})?)`;
const BETWEEN = String.raw`(?:\s*(?::|=|is|was|of|de|es|era|fue)?\s*)`;
const PAIR = new RegExp(String.raw`\b(\d{2,3})\s*(?:\/|over|sobre|por)\s*(\d{2,3})\b(?!\s*\/)(?:\s*(?:mmhg|mm hg))?`);
/** A number with its unit says what was measured where only one measure has the unit. */
const TELLING = MEASURES.filter(({ id }) => ['weight', 'glucose', 'temperature', 'steps', 'heart-rate'].includes(id));

/** Every measurement in a folded line, in order. */
export function measuredIn(line: string): readonly Measured[] {
  const found: Measured[] = [];
  const pair = pairIn(line);
  if (pair) found.push(pair);
  for (const measure of MEASURES) {
    if (measure.parts) continue;
    const one = named(line, measure) ?? (TELLING.includes(measure) ? telling(line, measure) : undefined);
    if (one && !found.some(({ span }) => overlap(span, one.span))) found.push(one);
  }
  return found.sort((a, b) => a.span[0] - b.span[0]);
}

/** Two numbers with a stroke are a blood pressure where both could be one. */
function pairIn(line: string): Measured | undefined {
  const [measure] = MEASURES;
  const [unit] = measure?.units ?? [];
  const match = PAIR.exec(line);
  if (!match || !measure || !unit) return undefined;
  const [high, low] = [Number(match[1]), Number(match[2])];
  const before = new RegExp(`\\b(?:${anyOf(measure.names)})\\b\\D{0,12}$`).exec(line.slice(0, match.index));
  if (!before && !(high >= 60 && high <= 260 && low >= 30 && low <= 160 && high > low)) return undefined;
  const from = before ? before.index : match.index;
  return { measure, values: [match[1] ?? '', match[2] ?? ''], unit, assumed: false, span: [from, match.index + match[0].length] };
}

function named(line: string, measure: Measure): Measured | undefined {
  const names = anyOf(measure.names);
  const units = anyOf(measure.units.flatMap(({ written }) => written));
  const match =
    new RegExp(String.raw`\b(?:${names})\b${BETWEEN}${NUMBER}\s*(${units})?(?![\w/])`).exec(line) ??
    new RegExp(String.raw`(?<![\w.,])${NUMBER}\s*(${units})?\s*(?:of |de )?\b(?:${names})\b`).exec(line);
  if (!match || (measure.needsMark && (match[2] === undefined || /\p{L}\s*$/u.test(line.slice(0, match.index))))) return undefined;
  return withUnit(measure, match);
}

function telling(line: string, measure: Measure): Measured | undefined {
  const units = anyOf(
    measure.units.flatMap(({ written }) => written.filter((each) => each.length > 1 && each !== 'mg' && each !== 'grados')),
  );
  const match = new RegExp(String.raw`(?<![\w.,])${NUMBER}\s*(${units})(?![\w/])`).exec(line);
  return match ? withUnit(measure, match) : undefined;
}

function withUnit(measure: Measure, match: RegExpExecArray): Measured {
  const value = (match[1] ?? '').replace(',', '.');
  const written = measure.units.find((unit) => match[2] !== undefined && unit.written.includes(match[2]));
  const unit = written ?? suggested(measure, Number(value));
  return { measure, values: [value], unit, assumed: !written, span: [match.index, match.index + match[0].length] };
}

function suggested({ units }: Measure, value: number): MeasureUnit {
  const fits = units.find(({ when: [low = 0, high = -1] = [] }) => value >= low && value <= high);
  return fits ?? (units[0] as MeasureUnit);
}

const overlap = (a: readonly [number, number], b: readonly [number, number]): boolean => a[0] < b[1] && b[0] < a[1];
