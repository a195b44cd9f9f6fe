import { NameIndex, type Fillers, type Ingredients } from './names/index.ts';

/**
 * Which names and codes stand for which substances. Ours is built from open facts; an operator's own (RxNorm, a national file) has
 * the same shape and takes its place. A substance is called by RxNorm's ingredient name in lower case.
 */
export interface TableFile {
  readonly id: string;
  readonly version: string;
  readonly source: string;
  readonly date: string;
  /** `[substance, Spanish name or '', other names...]`. */
  readonly ingredients: readonly (readonly string[])[];
  /** Brand or product name to substances joined by `+`. */
  readonly brands: Readonly<Record<string, string>>;
  /** Code system to substances joined by `+` to codes parted by spaces. */
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Code systems by their short name: every address or OID they go by. */
  readonly systems?: Readonly<Record<string, readonly string[]>>;
}

/** A table made ready for asking. */
export interface MedicineTable {
  readonly version: string;
  readonly names: NameIndex;
  has(ingredient: string): boolean;
  /** The substances of a code, if the table holds it. */
  code(system: string, code: string): Ingredients | undefined;
  /** What a person calls it. */
  words(ingredient: string): { readonly en: string; readonly es: string };
}

const plainSystem = (system: string): string =>
  system
    .replaceAll(' ', '')
    .replace(/^urn:oid:/, '')
    .toLowerCase();

/** National Drug Codes are written with hyphens in several ways; eleven digits are one way. */
function elevenDigits(code: string): string {
  const parts = code.split('-');
  if (parts.length < 2) return code;
  const [labeler = '', product = '', pack = ''] = parts;
  return `${labeler.padStart(5, '0')}${product.padStart(4, '0')}${pack === '' ? '' : pack.padStart(2, '0')}`;
}

/** The first table that knows a code or a name decides: hand in the operator's before ours. */
export function tableOf(files: readonly TableFile[], words: Fillers): MedicineTable {
  const names = new NameIndex(words);
  const shown = new Map<string, { en: string; es: string }>();
  const systems = new Map<string, string>();
  const codes = new Map<string, Ingredients>();
  const taken = new Set<string>();
  for (const file of files) {
    for (const [ingredient = '', es = '', ...others] of file.ingredients) {
      if (!shown.has(ingredient)) shown.set(ingredient, { en: ingredient, es: es === '' ? ingredient : es });
      for (const name of [ingredient, es, ...others]) if (name !== '') names.add(name, [ingredient]);
    }
    for (const [brand, made] of Object.entries(file.brands)) names.add(brand, made.split('+'), true);
    for (const [name, addresses] of Object.entries(file.systems ?? {})) {
      for (const address of [name, ...addresses]) systems.set(plainSystem(address), name);
    }
    // A code system that the operator's table covers is answered by it alone.
    const systemsHere = Object.entries(file.codes).filter(([system]) => !taken.has(system));
    for (const [system, bySubstances] of systemsHere) {
      taken.add(system);
      for (const [substances, list] of Object.entries(bySubstances)) {
        const made = substances.split('+');
        for (const code of list.split(' ')) codes.set(`${system}|${code}`, made);
      }
    }
  }
  return {
    version: files.map(({ id, version }) => `${id} ${version}`).join(', '),
    names,
    has: (ingredient) => shown.has(ingredient),
    code(system, code) {
      const name = systems.get(plainSystem(system));
      if (name === undefined) return undefined;
      const written = name === 'ndc' ? elevenDigits(code) : code.trim();
      return (
        codes.get(`${name}|${written}`) ?? (name === 'ndc' && written.length === 11 ? codes.get(`ndc|${written.slice(0, 9)}`) : undefined)
      );
    },
    words: (ingredient) => shown.get(ingredient) ?? { en: ingredient, es: ingredient },
  };
}
