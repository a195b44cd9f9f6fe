import type { RuleRef, Urgency, Words } from '../finding.ts';
import type { Fillers } from './names/index.ts';
import { KINDS, type ConditionList, type Kind, type RuleFile, type RuleRow } from './rules.ts';
import { tableOf, type MedicineTable, type TableFile } from './table.ts';

/** Substances that belong together. */
export interface MedicineClass {
  readonly en: string;
  readonly es: string;
  readonly members: readonly string[];
  /** How an allergy to the whole class is written: codes of any system, and beginnings of words, folded. */
  readonly allergen?: { readonly codes: readonly string[]; readonly words: readonly string[] };
}

/** How long what the record says can be relied on, in days. */
export interface Limits {
  readonly medicineDays: number;
  readonly kidneyDays: number;
  readonly pregnancyDays: number;
  readonly supplyDays: number;
}

/** Everything that the checks read, as it is written down. A file that is missing or broken is `undefined`: nothing passes for want of it. */
export interface MedicineFiles {
  /** Tables of names and codes, the operator's before ours. */
  readonly tables: readonly TableFile[];
  readonly words: Fillers | undefined;
  readonly classes: { readonly classes: Readonly<Record<string, MedicineClass>>; readonly otherAllergens: readonly string[] } | undefined;
  readonly conditions: { readonly conditions: Readonly<Record<string, ConditionList>> } | undefined;
  readonly limits: Limits | undefined;
  readonly rules: readonly (RuleFile | undefined)[];
}

/** A rule made ready: its names are substances now. */
export interface Rule {
  readonly row: RuleRow;
  readonly kind: Kind;
  readonly ref: RuleRef;
  readonly urgency: Urgency;
  readonly a: ReadonlySet<string>;
  readonly b: ReadonlySet<string>;
  readonly reviewBy: string;
  /** It is about every substance. */
  readonly isAny: boolean;
  /** A name in it leads nowhere: it can find, but rule nothing out. */
  readonly broken?: Words;
}

export interface MedicineKnowledge {
  /** Absent without names: then nothing can be checked. */
  readonly table: MedicineTable | undefined;
  readonly rules: readonly Rule[];
  /** Kinds of rule of which there is not one. */
  readonly missing: readonly Kind[];
  readonly conditions: Readonly<Record<string, ConditionList>>;
  /** Date of the newest rules. */
  readonly date: string;
  readonly limits: Limits;
  /** Classes that a person can be allergic to as a whole. */
  readonly allergens: readonly {
    readonly codes: ReadonlySet<string>;
    readonly words: readonly string[];
    readonly members: readonly string[];
  }[];
  /** Foods, pollen and the like: allergies that no medicine is checked against. */
  readonly otherAllergens: readonly string[];
  readonly rulesOf: (kind: Kind) => readonly Rule[];
}

/** Without the file, whatever is not of today is too old. */
const STRICT: Limits = { medicineDays: 0, kidneyDays: 0, pregnancyDays: 0, supplyDays: 0 };

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

/** Makes knowledge out of its files. Never fails: what is broken is said by the checks that needed it. */
export function medicineKnowledge(files: MedicineFiles): MedicineKnowledge {
  const table = files.words && files.tables.length > 0 ? tableOf(files.tables, files.words) : undefined;
  const classes = files.classes?.classes ?? {};
  const conditions = files.conditions?.conditions ?? {};
  const rules: Rule[] = [];
  for (const file of files.rules) {
    if (!file || !isKind(file.kind)) continue;
    for (const row of file.rules) {
      const lost: string[] = (row.conditions ?? []).filter((name) => !conditions[name]);
      const substances = (names: readonly string[]): ReadonlySet<string> => {
        const members = names.flatMap((name) => {
          if (name === '*') return [];
          if (!name.startsWith('@')) return [name];
          const found = classes[name.slice(1)]?.members;
          if (!found || found.length === 0) lost.push(name);
          return found ?? [];
        });
        if (table) lost.push(...members.filter((member) => !table.has(member)));
        return new Set(members);
      };
      const a = substances(row.a);
      const b = substances(row.b ?? []);
      if (a.size === 0 && !row.a.includes('*')) lost.push(row.id);
      rules.push({
        row,
        kind: file.kind,
        urgency: row.urgency,
        a,
        b,
        reviewBy: file.reviewBy,
        isAny: row.a.includes('*'),
        ref: {
          id: row.id,
          version: file.version,
          source: row.source ?? file.source,
          date: row.date ?? file.date,
          ...((row.url ?? file.url) ? { url: row.url ?? file.url ?? '' } : {}),
        },
        ...(lost.length > 0
          ? {
              broken: {
                en: `The rule names what our lists do not hold: ${lost.join(', ')}.`,
                es: `La regla nombra algo que no está en nuestras listas: ${lost.join(', ')}.`,
              },
            }
          : {}),
      });
    }
  }
  return {
    table,
    rules,
    missing: KINDS.filter((kind) => !rules.some((rule) => rule.kind === kind)),
    conditions,
    date:
      files.rules
        .map((file) => file?.date ?? '')
        .sort()
        .at(-1) ?? '',
    limits: files.limits ?? STRICT,
    allergens: Object.values(classes).flatMap(({ members, allergen }) =>
      allergen ? [{ members, codes: new Set(allergen.codes), words: allergen.words }] : [],
    ),
    otherAllergens: files.classes?.otherAllergens ?? [],
    rulesOf: (kind) => rules.filter((rule) => rule.kind === kind),
  };
}
