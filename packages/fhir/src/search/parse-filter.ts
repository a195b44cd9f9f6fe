import { failure, issue, success } from '../outcome.ts';
import type { Outcome } from '../outcome.ts';
import type { Criterion, Prefix, TypedCriterion } from './query.ts';
import { invalid, isUnknown, tooCostly, unsupported } from './refusals.ts';

/** Reads one search parameter with its value. */
type ReadParameter = (name: string, value: string) => Outcome<Criterion>;

/** Comparisons in one filter, and how deep its brackets go. */
const MAXIMUM_TERMS = 100;
const MAXIMUM_DEPTH = 20;

const PATH = /[a-zA-Z_][\w-]*(?::[A-Z]\w+)?(?:\.[a-zA-Z_][\w-]*(?::[A-Z]\w+)?)*/y;
const WORD = /[a-z]+(?=[\s(]|$)/y;
const TEXT = /"((?:[^"\\]|\\.)*)"/y;
const BARE = /[^\s()"[\]]+/y;

const PREFIXES: ReadonlySet<string> = new Set<Prefix>(['gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']);
/** Operations that search has a modifier for. */
const MODIFIERS: Readonly<Record<string, string>> = { co: ':contains', in: ':in', ss: ':below', sb: ':above' };

/**
 * `_filter` (http://hl7.org/fhir/R4/search_filter.html): comparisons of search parameters joined by `and`, `or`, `not` and
 * brackets, read from left to right. A part that cannot be done as asked fails the whole, never falls away.
 */
export function parseFilter(text: string, read: ReadParameter): Outcome<Criterion> {
  return new Filter(text, read).whole();
}

class Filter {
  readonly #text: string;
  readonly #read: ReadParameter;
  #at = 0;
  #terms = 0;

  constructor(text: string, read: ReadParameter) {
    this.#text = text;
    this.#read = read;
  }

  whole(): Outcome<Criterion> {
    const filter = this.#joined(0);
    this.#skip();
    return filter.ok && this.#at < this.#text.length ? this.#unreadable() : filter;
  }

  #joined(depth: number): Outcome<Criterion> {
    if (depth > MAXIMUM_DEPTH) return failure(tooCostly(`the brackets of '_filter' go ${MAXIMUM_DEPTH} deep at most`));
    let left = this.#term(depth);
    for (;;) {
      if (!left.ok) return left;
      this.#skip();
      const start = this.#at;
      const join = this.#take(WORD)?.[0];
      if (join !== 'and' && join !== 'or') {
        this.#at = start;
        return left;
      }
      const right = this.#term(depth);
      if (!right.ok) return right;
      left = success({ by: join === 'and' ? 'all' : 'any', criteria: [left.value, right.value] });
    }
  }

  #term(depth: number): Outcome<Criterion> {
    this.#skip();
    if ((this.#terms += 1) > MAXIMUM_TERMS) return failure(tooCostly(`'_filter' takes ${MAXIMUM_TERMS} comparisons at most`));
    const isNot = this.#take(/not(?=\s*\()/y) !== undefined;
    this.#skip();
    if (this.#take(/\(/y) === undefined) return this.#comparison();
    const inner = this.#joined(depth + 1);
    if (!inner.ok) return inner;
    this.#skip();
    if (this.#take(/\)/y) === undefined) return this.#unreadable();
    return isNot ? success({ by: 'not', criterion: inner.value }) : inner;
  }

  #comparison(): Outcome<Criterion> {
    const path = this.#take(PATH)?.[0];
    this.#skip();
    const operation = path === undefined ? undefined : this.#take(WORD)?.[0];
    this.#skip();
    const quoted = this.#take(TEXT)?.[1];
    const value = quoted === undefined ? this.#take(BARE)?.[0] : escaped(quoted);
    if (path === undefined || operation === undefined || value === undefined || value === '') return this.#unreadable();
    if (path.split('.').includes('_filter')) return invalid('_filter', "'_filter' does not stand within itself");
    const read = this.#compared(path, operation, value);
    // A filter of which a part is passed over would find more than was asked for.
    return read.ok || !read.issues.some(isUnknown)
      ? read
      : failure(issue('error', 'not-supported', `'_filter': there is no parameter '${path}' here`));
  }

  #compared(path: string, operation: string, value: string): Outcome<Criterion> {
    if (operation === 'pr')
      return value === 'true' || value === 'false'
        ? this.#read(`${path}:missing`, value === 'true' ? 'false' : 'true')
        : invalid('_filter', "'pr' in '_filter' is followed by true or false");
    const modifier = Object.hasOwn(MODIFIERS, operation) ? MODIFIERS[operation] : undefined;
    if (modifier !== undefined) return this.#read(path + modifier, value);
    const plain = this.#read(path, value);
    if (operation === 'eq') return mapped(plain, whole);
    if (operation === 'ne') {
      return plain.ok && isOrdered(plain.value) ? this.#read(path, `ne${value}`) : mapped(plain, unlike);
    }
    if (operation === 'sw') return mapped(plain, (each) => (each.by === 'string' ? each : undefined), 'sw');
    if (operation === 're') return mapped(plain, (each) => (each.by === 'reference' ? each : undefined), 're');
    if (!PREFIXES.has(operation)) return unsupported('_filter', `the operation '${operation}' is not offered`);
    return mapped(this.#read(path, operation + value), (each) => (isOrdered(each) ? each : undefined), operation);
  }

  #skip(): void {
    this.#take(/\s*/y);
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found === null) return undefined;
    this.#at = expression.lastIndex;
    return found;
  }

  #unreadable(): Outcome<never> {
    return invalid('_filter', `'_filter' cannot be read from character ${this.#at + 1} on`);
  }
}

/** What stands in quotes is one value: nothing in it joins alternatives. */
const escaped = (quoted: string): string => quoted.replaceAll(/\\(.)/g, '$1').replaceAll(/[\\,]/g, '\\$&');

/** Values that have an order, at the end of every way through a chain. */
const isOrdered = (criterion: Criterion): boolean =>
  criterion.by === 'chain'
    ? criterion.values.every((each) => isOrdered(each.criterion))
    : criterion.by === 'date' || criterion.by === 'number' || criterion.by === 'quantity' || criterion.by === 'lastUpdated';

/** The criterion at the end of its chains made into another; undefined where the operation means nothing to it. */
function mapped(read: Outcome<Criterion>, change: (criterion: Criterion) => Criterion | undefined, operation = 'ne'): Outcome<Criterion> {
  if (!read.ok) return read;
  const { value } = read;
  if (value.by !== 'chain') {
    const changed = change(value);
    return changed ? success(changed) : unsupported('_filter', `'${operation}' means nothing to a parameter of this type`);
  }
  const values: TypedCriterion[] = [];
  for (const { type, criterion } of value.values) {
    const end = mapped(success(criterion), change, operation);
    if (!end.ok) return end;
    values.push({ type, criterion: end.value });
  }
  return success({ ...value, values });
}

/** `eq` is the whole text, case and accents aside. */
const whole = (criterion: Criterion): Criterion =>
  criterion.by === 'string' && criterion.how === 'starts' ? { ...criterion, how: 'whole' } : criterion;

/** There is a value, and none that is like this. */
function unlike(criterion: Criterion): Criterion | undefined {
  if (criterion.by === 'id') return { by: 'not', criterion };
  if (criterion.by !== 'token' && criterion.by !== 'string' && criterion.by !== 'reference' && criterion.by !== 'uri') return undefined;
  const { by, parameter } = criterion;
  return {
    by: 'all',
    criteria: [
      { by: 'missing', parameter, type: by, missing: false },
      { by: 'not', criterion: whole(criterion) },
    ],
  };
}
