/**
 * Units as HealthKit writes them, in UCUM, and how many of a common unit of their kind one is. A phone exports in the
 * units its person has chosen, so the same series may come in miles one year and in kilometres the next.
 */
interface AppleUnit {
  readonly code: string;
  readonly kind: string;
  readonly factor: number;
}

const TABLE: Readonly<Record<string, readonly (readonly [written: string, code: string, factor: number])[]>> = {
  length: [
    ['m', 'm', 1],
    ['km', 'km', 1000],
    ['cm', 'cm', 0.01],
    ['mm', 'mm', 0.001],
    ['mi', '[mi_i]', 1609.344],
    ['yd', '[yd_i]', 0.9144],
    ['ft', '[ft_i]', 0.3048],
    ['in', '[in_i]', 0.0254],
  ],
  energy: [
    ['kcal', 'kcal', 1],
    ['Cal', 'kcal', 1],
    ['cal', 'cal', 0.001],
    ['kJ', 'kJ', 1 / 4.184],
    ['J', 'J', 1 / 4184],
  ],
  mass: [
    ['kg', 'kg', 1000],
    ['g', 'g', 1],
    ['mg', 'mg', 1e-3],
    ['mcg', 'ug', 1e-6],
    ['lb', '[lb_av]', 453.59237],
    ['oz', '[oz_av]', 28.349523125],
    ['st', '[stone_av]', 6350.29318],
  ],
  volume: [
    ['L', 'L', 1000],
    ['l', 'L', 1000],
    ['mL', 'mL', 1],
    ['fl_oz_us', '[foz_us]', 29.5735295625],
    ['fl_oz_imp', '[foz_br]', 28.4130625],
    ['cup_us', '[cup_us]', 236.5882365],
    ['cup_imp', '{cup_imp}', 284.130625],
    ['pt_us', '[pt_us]', 473.176473],
    ['pt_imp', '[pt_br]', 568.26125],
  ],
  time: [
    ['s', 's', 1],
    ['ms', 'ms', 0.001],
    ['min', 'min', 60],
    ['hr', 'h', 3600],
    ['d', 'd', 86_400],
  ],
  rate: [
    ['count/min', '/min', 1],
    ['count/s', '/s', 60],
    ['Hz', 'Hz', 60],
    ['count/hr', '/h', 1 / 60],
  ],
  speed: [
    ['m/s', 'm/s', 1],
    ['km/hr', 'km/h', 1 / 3.6],
    ['mi/hr', '[mi_i]/h', 0.44704],
    ['ft/s', '[ft_i]/s', 0.3048],
  ],
  pressure: [
    ['mmHg', 'mm[Hg]', 1],
    ['kPa', 'kPa', 7.500615758456564],
    ['cmAq', 'cm[H2O]', 0.73555912],
  ],
  flow: [
    ['L/min', 'L/min', 1],
    ['L/s', 'L/s', 60],
    ['mL/min', 'mL/min', 0.001],
  ],
  dose: [['IU', '[iU]', 1]],
  power: [['W', 'W', 1]],
  sound: [
    ['dBASPL', 'dB[SPL]', 1],
    ['dBHL', 'dB', 1],
  ],
  fitness: [
    ['mL/min·kg', 'mL/(kg.min)', 1],
    ['mL/kg*min', 'mL/(kg.min)', 1],
    ['ml/(kg*min)', 'mL/(kg.min)', 1],
  ],
  effort: [
    ['kcal/hr·kg', 'kcal/(kg.h)', 1],
    ['kcal/hr*kg', 'kcal/(kg.h)', 1],
    ['kcal/(kg*hr)', 'kcal/(kg.h)', 1],
  ],
  conductance: [
    ['S', 'S', 1],
    ['mcS', 'uS', 1e-6],
  ],
  sugar: [['mg/dL', 'mg/dL', 1]],
  // A percentage is written as a fraction: 0.98 is 98 %. Some apps that make such files write 98.
  share: [['%', '%', 1]],
};

const UNITS: ReadonlyMap<string, AppleUnit> = new Map(
  Object.entries(TABLE).flatMap(([kind, units]) => units.map(([written, code, factor]) => [written, { code, kind, factor }] as const)),
);

/** By UCUM code, the inverse. */
const BY_CODE: ReadonlyMap<string, AppleUnit> = new Map([...UNITS.values()].map((unit) => [unit.code, unit]));

const TEMPERATURES: Readonly<Record<string, string>> = { degC: 'Cel', degF: '[degF]', K: 'K' };

/** What to call a unit in UCUM; `{text}` where UCUM has none. */
export function ucumOf(written: string): string {
  if (written.startsWith('mmol<')) return 'mmol/L';
  if (written === 'count') return '{count}';
  return TEMPERATURES[written] ?? UNITS.get(written)?.code ?? `{${written.replaceAll(/[{}\s]/g, '')}}`;
}

/** How a value in one unit becomes one in another (UCUM); undefined where they measure different things. */
export function conversion(written: string, to: string): ((value: number) => number) | undefined {
  if (written === '%') return to === '%' ? (value) => (value > 1 ? value : tidy(value * 100)) : undefined;
  if (written === 'degF' && to === 'Cel') return (value) => tidy(((value - 32) * 5) / 9);
  if (written === 'K' && to === 'Cel') return (value) => tidy(value - 273.15);
  // Steps, flights, kg/m2: HealthKit counts them all.
  if (written === 'count') return to.startsWith('{') || to === 'kg/m2' || to === '/h' ? (value) => value : undefined;
  const [from, into] = [UNITS.get(written), BY_CODE.get(to)];
  if (ucumOf(written) === to) return (value) => value;
  if (!from || from.kind !== into?.kind) return undefined;
  const factor = from.factor / into.factor;
  return (value) => tidy(value * factor);
}

/** Without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(9));
