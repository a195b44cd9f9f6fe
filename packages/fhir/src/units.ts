/**
 * Conversion of quantities in UCUM (https://ucum.org), through NLM's `@lhncbc/ucum-lhc`. The library
 * is 1 MB of tables, so it is loaded on first use and only here.
 */
import type { UcumLhcUtils } from '@lhncbc/ucum-lhc';
import { failure, issue, success } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** The system of UCUM codes in a FHIR Quantity. */
export const UCUM_SYSTEM = 'http://unitsofmeasure.org';

/** Translates a unit as people and machines write it (`mmHg`) to UCUM (`mm[Hg]`); undefined when unknown. */
export type UnitAlias = (unitText: string, system?: string) => string | undefined;

/** The members of a Quantity that say how much of what. */
export interface Measured {
  readonly value?: unknown;
  readonly unit?: unknown;
  readonly system?: unknown;
  readonly code?: unknown;
}

/** A value in a unit that all units of its kind come down to: `{ value: 50, unit: 'm-3.g' }`. */
export interface CanonicalQuantity {
  readonly value: number;
  /** UCUM base units; or the unit as given, when it cannot be compared with another. */
  readonly unit: string;
  readonly isComparable: boolean;
}

export interface ConvertOptions {
  /** In g/mol, to convert between mass and amount of substance (glucose: 180.156). */
  readonly molecularWeight?: number;
}

export interface Units {
  /**
   * `value` in another unit. Units may be UCUM codes or what the alias knows. Fails with
   * `code-invalid` for a unit that is unknown and `not-supported` for two that measure different
   * things.
   */
  convert(value: number, from: string, to: string, options?: ConvertOptions): Outcome<number>;
  /** What `quantity` comes down to; undefined without a value that is a number. */
  canonical(quantity: Measured): CanonicalQuantity | undefined;
  /** The UCUM code meant by `unit`; undefined when it is neither UCUM nor known to the alias. */
  ucumOf(unit: string, system?: string): string | undefined;
}

/** Loads the library (about 100 ms, once) and hands out conversion that knows `alias`. */
export async function loadUnits(alias: UnitAlias = () => undefined): Promise<Units> {
  const module = await import('@lhncbc/ucum-lhc');
  const library = (module.UcumLhcUtils ?? module.default.UcumLhcUtils).getInstance();
  return createUnits(library, alias);
}

/** What a unit is, as far as canonical values need it. */
interface Measure {
  readonly code: string;
  readonly base: string;
  /** How many base units one is; undefined for units that are no multiple of their base. */
  readonly factor: number | undefined;
}

/** UCUM is written in printable ASCII without spaces; nobody writes longer ones. */
const UCUM_FORM = /^[!-~]{1,100}$/;

/** Units come from outside, so what is remembered of them is bounded. */
const MAX_REMEMBERED = 2000;

function createUnits(library: UcumLhcUtils, alias: UnitAlias): Units {
  const measures = new Map<string, Measure | undefined>();

  function measureOf(unit: string, system?: string): Measure | undefined {
    const key = `${system ?? ''}|${unit}`;
    if (measures.has(key)) return measures.get(key);
    const measure = [alias(unit, system), unit]
      .map((code) => (code === undefined ? undefined : lookUp(library, code)))
      .find((each) => each !== undefined);
    if (measures.size >= MAX_REMEMBERED) measures.clear();
    measures.set(key, measure);
    return measure;
  }

  function convert(value: number, from: string, to: string, options: ConvertOptions = {}): Outcome<number> {
    const [source, target] = [measureOf(from), measureOf(to)];
    if (source === undefined || target === undefined) return failure(unknownUnit);
    if (source.code === target.code) return success(value);
    const { status, toVal } = library.convertUnitTo(source.code, value, target.code, options);
    return status === 'succeeded' && toVal !== null ? success(withoutNoise(toVal)) : failure(differentKinds);
  }

  function canonical({ value, unit, system, code }: Measured): CanonicalQuantity | undefined {
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    const text = [code, unit].find((each): each is string => typeof each === 'string' && each !== '') ?? '1';
    const measure = measureOf(text, typeof system === 'string' ? system : undefined);
    if (measure === undefined) return { value, unit: text, isComparable: false };
    const inBase = measure.factor === undefined ? library.convertUnitTo(measure.code, value, measure.base).toVal : value * measure.factor;
    return inBase === null
      ? { value, unit: measure.code, isComparable: false }
      : { value: withoutNoise(inBase), unit: measure.base, isComparable: true };
  }

  return { convert, canonical, ucumOf: (unit, system) => measureOf(unit, system)?.code };
}

function lookUp(library: UcumLhcUtils, code: string): Measure | undefined {
  const unit = UCUM_FORM.test(code) ? parse(library, code) : undefined;
  if (unit === undefined) return undefined;
  const base = baseOf(unit);
  return {
    code,
    base,
    factor: base === code ? 1 : unit.isSpecial ? undefined : unit.magnitude / AVOGADRO ** (unit.moles + unit.equivalents),
  };
}

/** A unit of the library under names of ours. */
interface ParsedUnit {
  readonly code: string;
  readonly magnitude: number;
  /** Exponents of `BASE_UNITS`. */
  readonly exponents: readonly number[];
  /** On a scale with an offset or a logarithm: Cel, [pH]. */
  readonly isSpecial: boolean;
  /** Defined by a procedure: [IU]. */
  readonly isArbitrary: boolean;
  readonly moles: number;
  readonly equivalents: number;
}

/** Exactly this unit; the library would also take a synonym, which is for the alias to say. */
function parse({ uStrParser_: parser }: UcumLhcUtils, code: string): ParsedUnit | undefined {
  try {
    const [unit, readAs] = parser.parseString(code, 'validate');
    if (unit === null || readAs !== code) return undefined;
    const {
      magnitude_: magnitude,
      dim_: { dimVec_: exponents },
      isSpecial_: isSpecial,
      isArbitrary_: isArbitrary,
    } = unit;
    const { moleExp_: moles, equivalentExp_: equivalents } = unit;
    return { code, magnitude, exponents: exponents ?? [], isSpecial, isArbitrary, moles, equivalents };
  } catch {
    return undefined;
  }
}

/** As the library has it. UCUM counts moles as plain numbers; a concentration is no cell count, though. */
const AVOGADRO = 6.0221367e23;

/** The order of the library's dimension vectors. */
const BASE_UNITS = ['m', 's', 'g', 'rad', 'K', 'C', 'cd'];

/** The base units, `m-3.g`; an arbitrary or special unit, but for temperatures, is its own. */
function baseOf(unit: ParsedUnit): string {
  const powers: [string, number][] = unit.exponents.map((exponent, i) => [BASE_UNITS[i]!, exponent]);
  powers.push(['mol', unit.moles], ['eq', unit.equivalents]);
  const written = powers.filter(([, exponent]) => exponent !== 0).map(([name, exponent]) => (exponent === 1 ? name : `${name}${exponent}`));
  const base = written.length === 0 ? '1' : written.join('.');
  return unit.isArbitrary || (unit.isSpecial && base !== 'K') ? unit.code : base;
}

/** Twelve digits are more than any instrument has, and hide that 37 Cel come out as 98.59999999999997 [degF]. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}

const unknownUnit = issue('error', 'code-invalid', 'The unit is not known', {
  remedy: 'Give the unit in UCUM, such as mg/dL.',
});
const differentKinds = issue('error', 'not-supported', 'The two units measure different things');
