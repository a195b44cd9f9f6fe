import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

export type Value = SQLInputValue;
export type Tuple = readonly (string | number | null)[];

/** SQL text with the values of its placeholders. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Value[];
}

/** Composes SQL: other SQL is put in place, anything else becomes a placeholder. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | Value)[]): Sql {
  let text = texts[0] ?? '';
  const values: Value[] = [];
  parts.forEach((part, at) => {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += texts[at + 1] ?? '';
  });
  return { text, values };
}

function isSql(part: Sql | Value): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part && 'values' in part;
}

/** SQL that is written by us alone, such as a table's name. */
export function raw(text: string): Sql {
  return { text, values: [] };
}

export function join(parts: readonly Sql[], separator: string): Sql {
  return { text: parts.map((part) => part.text).join(separator), values: parts.flatMap((part) => part.values) };
}

/** `= ?` for one value; for several a list handed over as JSON, so that the text does not grow with it. */
export function among(values: readonly (string | number)[]): Sql {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return sql`= ${only}`;
  return sql`IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

const STATEMENTS = 256;

/** An SQLite database in memory whose statements are prepared once. */
export class Database {
  readonly sqlite = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, StatementSync>();

  /** All rows as tuples. */
  all(statement: Sql): Tuple[] {
    return this.#prepare(statement.text).all(...statement.values) as unknown as Tuple[];
  }

  first(statement: Sql): Tuple | undefined {
    return this.#prepare(statement.text).get(...statement.values) as unknown as Tuple | undefined;
  }

  run(statement: Sql): void {
    this.#prepare(statement.text).run(...statement.values);
  }

  /** The one number that the statement answers. */
  number(statement: Sql): number {
    return Number(this.first(statement)?.[0] ?? 0);
  }

  prepare(text: string): StatementSync {
    const statement = this.sqlite.prepare(text);
    statement.setReturnArrays(true);
    return statement;
  }

  /** Forgets every statement; needed before the database is replaced. */
  reset(): void {
    this.#statements.clear();
  }

  #prepare(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      if (this.#statements.size >= STATEMENTS) this.#statements.clear();
      statement = this.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
