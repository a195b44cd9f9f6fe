import type { Criterion, EntryType, QuantityValue, ReferenceValue, TokenValue, TypedCriterion } from '@satchel/fhir';
import { dateTest, numberTest } from './compare.ts';
import { among, join, raw, sql } from './database.ts';
import type { Database, Sql } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { matchWords } from './match-words.ts';
import { either, memberOf, positive, rows, union } from './sets.ts';
import type { Condition, Rows } from './sets.ts';

/** The resources that are seen: without these flags. */
export interface Scope {
  readonly hidden: number;
}

/** Turns criteria into conditions on the tables; what nothing in the index names becomes an empty set. */
export class Conditions {
  readonly #database: Database;
  readonly #dictionary: Dictionary;
  readonly #scope: Scope;
  #aliases = 0;

  constructor(database: Database, dictionary: Dictionary, scope: Scope) {
    this.#database = database;
    this.#dictionary = dictionary;
    this.#scope = scope;
  }

  /** The condition of a criterion on resources of these types (by number). */
  of(criterion: Criterion, types: readonly number[]): Condition {
    switch (criterion.by) {
      case 'id':
        return positive('nid', this.#ids(criterion.values, types));
      case 'lastUpdated':
        return positive('rid', [
          rows('resource', 'rid', either(criterion.values.map((value) => dateTest(value, 'e.updated', 'e.updated')))),
        ]);
      case 'missing':
        return { ...positive('rid', this.#present(criterion, types)), not: criterion.missing };
      case 'token':
        return { ...positive('rid', this.#tokens(criterion.parameter, criterion.values, types)), not: criterion.not };
      case 'string':
        return positive('rid', this.#strings(criterion, types));
      case 'uri':
        return positive('rid', this.#uris(criterion, types));
      case 'reference':
        return positive('rid', this.#references(criterion.parameter, criterion.values, types));
      case 'date':
        return positive(
          'rid',
          this.#ranges('dates', criterion.parameter, types, either(criterion.values.map((value) => dateTest(value, 'e.low', 'e.high')))),
        );
      case 'number':
        return positive(
          'rid',
          this.#ranges(
            'numbers',
            criterion.parameter,
            types,
            either(criterion.values.map((value) => numberTest(value, 'e.low', 'e.high'))),
          ),
        );
      case 'quantity':
        return positive('rid', this.#quantities(criterion.parameter, criterion.values, types));
      case 'composite':
        return positive(
          'rid',
          criterion.values.flatMap((value) => this.#composite(value, types)),
        );
      case 'chain':
        return positive('rid', this.#chain(criterion.parameter, criterion.values, types));
      case 'has':
        return positive('nid', this.#has(criterion.parameter, criterion.value));
      case 'words':
        return positive('rid', this.#words(criterion.part, criterion.values));
      case 'list':
        return positive('nid', this.#list(criterion.values));
      case 'all':
      case 'any': {
        const tests = criterion.criteria.map((each) => memberOf(this.of(each, types), 'e'));
        return positive('rid', [rows('resource', 'rid', criterion.by === 'any' ? either(tests) : join(tests, ' AND '))]);
      }
      case 'not': {
        const opposite = this.of(criterion.criterion, types);
        return { ...opposite, not: !opposite.not };
      }
    }
  }

  #ids(values: readonly string[], types: readonly number[]): Rows[] {
    const nodes = types.flatMap((type) => values.map((id) => this.#dictionary.findNode(type, id))).filter((node) => node !== undefined);
    return nodes.length === 0 ? [] : [rows('node', 'id', sql`e.id ${among(nodes)}`, true)];
  }

  #present({ parameter, type }: Extract<Criterion, { by: 'missing' }>, types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    return parameters.length === 0
      ? []
      : [rows(TABLES[type], 'rid', sql`e.parameter ${among(parameters)}`, type === 'reference' || type === 'date')];
  }

  #tokens(parameter: string, values: readonly TokenValue[], types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    const tokens = [...new Set(values.flatMap((value) => this.#tokenNumbers(value)))];
    if (parameters.length === 0 || tokens.length === 0) return [];
    return [rows('tokens', 'rid', sql`e.parameter ${among(parameters)} AND e.token ${among(tokens)}`, true)];
  }

  #tokenNumbers({ system, code, isBeginning }: TokenValue): number[] {
    const number = system === undefined || system === '' ? 0 : this.#dictionary.findUri(system);
    if (number === undefined) return [];
    if (isBeginning && code !== undefined)
      return this.#database
        .all(sql`SELECT id FROM token WHERE system = ${number} AND code >= ${code} AND code < ${code + LAST_CHARACTER}`)
        .map(([id]) => Number(id));
    if (system !== undefined && code !== undefined)
      return [this.#dictionary.findToken(number, code)].filter((token) => token !== undefined);
    const found = code === undefined ? sql`SELECT id FROM token WHERE system = ${number}` : sql`SELECT id FROM token WHERE code = ${code}`;
    return this.#database.all(found).map(([id]) => Number(id));
  }

  #strings({ parameter, values, how }: Extract<Criterion, { by: 'string' }>, types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    if (parameters.length === 0) return [];
    const tests = values.map((value) => {
      if (how === 'exact') return sql`s.text = ${value}`;
      if (how === 'whole') return sql`s.folded = ${value}`;
      if (how === 'contains') return sql`instr(s.folded, ${value}) > 0`;
      return sql`(s.folded >= ${value} AND s.folded < ${value + LAST_CHARACTER})`;
    });
    return [
      rows('strings', 'rid', sql`e.parameter ${among(parameters)} AND e.string IN (SELECT s.id FROM string s WHERE ${either(tests)})`),
    ];
  }

  #uris({ parameter, values, how }: Extract<Criterion, { by: 'uri' }>, types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    if (parameters.length === 0) return [];
    const tests = values.map((value) => {
      if (how === 'exact') return sql`u.name = ${value}`;
      if (how === 'below') return sql`(u.name >= ${value} AND u.name < ${value + LAST_CHARACTER})`;
      return sql`substr(${value}, 1, length(u.name)) = u.name`;
    });
    return [rows('uris', 'rid', sql`e.parameter ${among(parameters)} AND e.uri IN (SELECT u.id FROM uri u WHERE ${either(tests)})`)];
  }

  #references(parameter: string, values: readonly ReferenceValue[], types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    const targets = [...new Set(values.flatMap((value) => this.#targetNumbers(value)))];
    if (parameters.length === 0 || targets.length === 0) return [];
    return [rows('refs', 'rid', sql`e.target ${among(targets)} AND e.parameter ${among(parameters)}`, true)];
  }

  #targetNumbers(value: ReferenceValue): number[] {
    const [named, id] = 'uri' in value ? [[''], value.uri] : [value.types, value.id];
    const types = this.#dictionary.findTypes(named);
    return types.map((type) => this.#dictionary.findNode(type, id)).filter((node) => node !== undefined);
  }

  #ranges(table: 'dates' | 'numbers', parameter: string, types: readonly number[], test: Sql): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    return parameters.length === 0 ? [] : [rows(table, 'rid', sql`e.parameter ${among(parameters)} AND ${test}`, table === 'dates')];
  }

  #quantities(parameter: string, values: readonly QuantityValue[], types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    if (parameters.length === 0) return [];
    const tests = values.map((value) => this.#quantityTest(value)).filter((test) => test !== undefined);
    return tests.length === 0 ? [] : [rows('quantities', 'rid', sql`e.parameter ${among(parameters)} AND ${either(tests)}`)];
  }

  /** By canonical units where both sides have them, else by the unit as written. */
  #quantityTest(value: QuantityValue): Sql | undefined {
    const written = numberTest(value, 'e.low', 'e.high');
    if (value.code === undefined && value.system === undefined) return written;
    const units = this.#tokenNumbers({
      ...(value.system === undefined ? {} : { system: value.system }),
      ...(value.code === undefined ? {} : { code: value.code }),
    });
    const sameUnit = value.system === undefined ? sql`(e.unit ${among(units)} OR e.written ${among(units)})` : sql`e.unit ${among(units)}`;
    const asWritten = units.length === 0 ? undefined : sql`(${sameUnit} AND ${written})`;
    if (value.canonical === undefined) return asWritten;
    const unit = this.#dictionary.findToken(0, value.canonical.unit);
    if (unit === undefined) return asWritten;
    const converted = sql`(e.canonical = ${unit} AND ${numberTest({ ...value.canonical, prefix: value.prefix }, 'e.canonical_low', 'e.canonical_high', ROUNDING)})`;
    return asWritten === undefined ? converted : sql`(${converted} OR (e.canonical IS NULL AND ${asWritten}))`;
  }

  /** All components hold: of one group, or of the resource itself. */
  #composite(
    { grouped, criteria }: { readonly grouped: boolean; readonly criteria: readonly Criterion[] },
    types: readonly number[],
  ): Rows[] {
    const [first, ...rest] = criteria.map((criterion) => this.of(criterion, types).any);
    if (first === undefined) return [];
    const also = (key: string): Sql[] => rest.map((each) => sql`${raw(key)} IN (${union(each)})`);
    if (!grouped) return first.map((each) => ({ ...each, where: join([each.where, ...also('e.rid')], ' AND ') }));
    return [rows('composites', 'rid', join([sql`e.gid IN (${union(first)})`, ...also('e.gid')], ' AND '))];
  }

  #chain(parameter: string, values: readonly TypedCriterion[], types: readonly number[]): Rows[] {
    const parameters = this.#dictionary.findParameters(types, parameter);
    if (parameters.length === 0) return [];
    return values.flatMap((value) => {
      const fulfilled = this.#fulfilling(value);
      return fulfilled === undefined
        ? []
        : [rows('refs', 'rid', sql`e.parameter ${among(parameters)} AND e.target IN (SELECT ${fulfilled})`)];
    });
  }

  #has(parameter: string, value: TypedCriterion): Rows[] {
    const type = this.#dictionary.findType(value.type);
    const parameters = type === undefined ? [] : this.#dictionary.findParameters([type], parameter);
    const fulfilled = this.#fulfilling(value, 'rid');
    if (parameters.length === 0 || fulfilled === undefined) return [];
    return [
      { from: 'refs e', out: 'e.target', where: sql`e.parameter ${among(parameters)} AND e.rid IN (SELECT ${fulfilled})`, seekable: false },
    ];
  }

  /** `c1.nid FROM resource c1 WHERE ...`: the visible resources of the type that fulfil the criterion. */
  #fulfilling({ type, criterion }: TypedCriterion, column: 'nid' | 'rid' = 'nid'): Sql | undefined {
    const number = this.#dictionary.findType(type);
    if (number === undefined) return undefined;
    const name = `c${(this.#aliases += 1)}`;
    return sql`${raw(`${name}.${column} FROM resource ${name} WHERE +${name}.type`)} = ${number} AND ${raw(name)}.flags & ${this.#scope.hidden} = 0 AND ${memberOf(this.of(criterion, [number]), name)}`;
  }

  #words(part: 'narrative' | 'all', values: readonly string[]): Rows[] {
    const matches = values.map((value) => matchWords(value, part)).filter((match) => match !== undefined);
    return matches.map((match) => ({ from: 'words', out: 'words.rowid', where: sql`words MATCH ${match}`, seekable: false }));
  }

  /** What the items of these Lists refer to. */
  #list(values: readonly string[]): Rows[] {
    const type = this.#dictionary.findType('List');
    const parameter = type === undefined ? undefined : this.#dictionary.findParameter(type, 'item');
    if (type === undefined || parameter === undefined) return [];
    const nodes = values.map((id) => this.#dictionary.findNode(type, id)).filter((node) => node !== undefined);
    const lists = sql`SELECT l.rid FROM resource l WHERE l.nid ${among(nodes)} AND l.flags & ${this.#scope.hidden} = 0`;
    return [{ from: 'refs e', out: 'e.target', where: sql`e.parameter = ${parameter} AND e.rid IN (${lists})`, seekable: false }];
  }
}

const TABLES: Record<EntryType, string> = {
  token: 'tokens',
  reference: 'refs',
  date: 'dates',
  number: 'numbers',
  quantity: 'quantities',
  string: 'strings',
  uri: 'uris',
};

/** Sorts after every text that begins with what stands before it. */
const LAST_CHARACTER = '\u{10FFFF}';

/** Conversion between units may lose the last digits; amounts that close are the same. */
const ROUNDING = 1e-9;
