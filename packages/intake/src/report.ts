import type { Issue } from '@satchel/fhir';
import type { CommittedEntry } from '@satchel/record';

export interface TypeCounts {
  new: number;
  unchanged: number;
  changed: number;
  notUnderstood: number;
}

/** What came in, what did not, and why. */
export interface ImportReport {
  readonly name: string;
  /** In words: `FHIR R4 Bundle (transaction)`. */
  readonly format: string;
  readonly types: Readonly<Record<string, Readonly<TypeCounts>>>;
  /** Readings of devices that went into series, where there are any. */
  readonly samples?: { readonly new: number; readonly known: number };
  /** Tables in it that no format knows and whose columns a person can name: their names in the file, an empty one for the file itself. */
  readonly tables?: readonly string[];
  readonly issues: readonly Issue[];
  /** Nothing in it was new: this very content had been taken in before. */
  readonly already: boolean;
  /** It speaks of somebody else: who, and how many resources were put aside. */
  readonly aside?: { readonly name: string; readonly birthDate?: string; readonly resources: number };
  /** Address of the kept original. */
  readonly original?: string;
}

const ISSUES_LIMIT = 200;

/** What came of a file and of a table in it, as one. */
export function withTable(report: ImportReport, table: ImportReport): ImportReport {
  const types: Record<string, Readonly<TypeCounts>> = { ...report.types };
  for (const [type, counts] of Object.entries(table.types)) types[type] = sumOf(types[type], counts);
  return { ...report, types, issues: [...report.issues, ...table.issues], already: report.already && table.already };
}

/** That nothing could read a file is no news where it is a table that its person can explain, or has explained. */
export function knowingTables(report: ImportReport, members: readonly string[]): ImportReport {
  const places = new Set(members.map((member) => member || report.name));
  const issues = report.issues.filter(({ code, location }) => code !== 'not-supported' || !places.has(location ?? ''));
  const { unknown, ...types } = report.types;
  const left = unknown && { ...unknown, notUnderstood: unknown.notUnderstood - (report.issues.length - issues.length) };
  return { ...report, issues, types: { ...types, ...(left && Object.values(left).some((count) => count > 0) && { unknown: left }) } };
}

const sumOf = (a: Readonly<TypeCounts> | undefined, b: Readonly<TypeCounts>): TypeCounts =>
  a
    ? {
        new: a.new + b.new,
        unchanged: a.unchanged + b.unchanged,
        changed: a.changed + b.changed,
        notUnderstood: a.notUnderstood + b.notUnderstood,
      }
    : b;

/** Gathers a report while an import runs. */
export class Tally {
  readonly #types = new Map<string, TypeCounts>();
  readonly #issues: Issue[] = [];
  readonly #formats = new Set<string>();
  readonly #samples = { new: 0, known: 0 };
  #more = 0;
  #older = 0;

  format(words: string): void {
    this.#formats.add(words);
  }

  entry(entry: CommittedEntry): void {
    const counts = this.#of(entry.type);
    counts[entry.effect === 'new' || entry.effect === 'unchanged' ? entry.effect : 'changed'] += 1;
    if (entry.older) this.#older += 1;
    if (entry.effect !== 'unchanged' || entry.older) this.tell(...entry.issues);
  }

  samples(met: { readonly new: number; readonly known: number }): void {
    this.#samples.new += met.new;
    this.#samples.known += met.known;
  }

  unread(type: string | undefined, issues: readonly Issue[]): void {
    this.#of(type ?? 'unknown').notUnderstood += 1;
    this.tell(...issues);
  }

  tell(...issues: readonly Issue[]): void {
    for (const each of issues) {
      if (this.#issues.length < ISSUES_LIMIT) this.#issues.push(each);
      else this.#more += 1;
    }
  }

  report(name: string, original?: string): ImportReport {
    const types = Object.fromEntries([...this.#types].sort(([a], [b]) => a.localeCompare(b)));
    const counts = Object.values(types);
    const { new: fresh, known } = this.#samples;
    const more: Issue[] = this.#more
      ? [
          {
            severity: 'information',
            code: 'informational',
            diagnostics: `${this.#more} more issues are not listed; each stays with its entry.`,
          },
        ]
      : [];
    return {
      name,
      format: [...this.#formats].join(', ') || 'an empty file',
      types,
      issues: [...this.#issues, ...more],
      ...(fresh + known > 0 && { samples: { new: fresh, known } }),
      already:
        counts.length + known > 0 &&
        fresh + this.#older === 0 &&
        counts.every((each) => each.new + each.changed + each.notUnderstood === 0),
      ...(original !== undefined && { original }),
    };
  }

  #of(type: string): TypeCounts {
    let counts = this.#types.get(type);
    if (!counts) {
      counts = { new: 0, unchanged: 0, changed: 0, notUnderstood: 0 };
      this.#types.set(type, counts);
    }
    return counts;
  }
}
