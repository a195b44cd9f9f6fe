import list from '../../../../knowledge/units/aliases.json' with { type: 'json' };

/** The UCUM code system (http://hl7.org/fhir/R4/datatypes.html#quantity). */
export const UCUM = 'http://unitsofmeasure.org';

/**
 * The UCUM code of a unit as people, devices and laboratories write it: `mmHg` is `mm[Hg]`, `bpm`
 * is `/min`, `x10E3/uL` is `10*3/uL`. Undefined where the text is unknown: then the value can be
 * shown and not compared.
 *
 * With `system` UCUM the text is taken for UCUM unless it is a known misspelling of it, so that `C`
 * stays a coulomb there and is a degree Celsius anywhere else.
 */
export function ucumOf(unitText: string, system?: string): string | undefined {
  const text = unitText.trim();
  if (text === '') return undefined;
  const { exact, loose } = tables();
  const known = exact.get(text);
  if (known !== undefined && !(system === UCUM && otherInUcum.has(text))) return known;
  if (system === UCUM) return text;
  return loose.get(loosely(text));
}

/** Valid UCUM that means something else there than where it is written by hand. */
const otherInUcum: ReadonlySet<string> = new Set([
  'C',
  'F',
  'G/L',
  'MG',
  'ML',
  'T/L',
  'db',
  'ft',
  'g%',
  'mL/kg.min',
  'mL/min.kg',
  'mg%',
  'ph',
]);

interface Tables {
  readonly exact: ReadonlyMap<string, string>;
  readonly loose: ReadonlyMap<string, string>;
}

let compiled: Tables | undefined;

function tables(): Tables {
  return (compiled ??= compile(Object.entries(list.aliases)));
}

function compile(aliases: readonly (readonly [string, readonly string[]])[]): Tables {
  const exact = new Map(aliases.flatMap(([code, written]) => [code, ...written].map((text) => [text, code] as const)));
  const loose = new Map<string, string | undefined>();
  for (const [text, code] of exact) {
    const key = loosely(text);
    loose.set(key, loose.has(key) && loose.get(key) !== code ? undefined : code);
  }
  return { exact, loose: new Map([...loose].filter((entry): entry is [string, string] => entry[1] !== undefined)) };
}

/** Without spaces, case, and the several characters that look like micro, a degree or a power. */
function loosely(text: string): string {
  return text.replace(/[µ]/g, 'μ').normalize('NFKC').replace(/\s+/g, '').replace(/μ/g, 'u').toLowerCase();
}
