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
  /** No format knows it, and it is a table: a person can say what its columns are. */
  readonly table?: true;
  readonly issues: readonly Issue[];
  /** Nothing in it was new: this very content had been taken in before. */
  readonly already: boolean;
  /** It speaks of somebody else: who, and how many resources were put aside. */
  readonly aside?: { readonly name: string; readonly birthDate?: string; readonly resources: number };
  /** Address of the kept original. */
  readonly original?: string;
}

const ISSUES_LIMIT = 200;

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
