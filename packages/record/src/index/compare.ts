import type { DateValue, NumberValue } from '@satchel/fhir';
import { raw, sql } from './database.ts';
import type { Sql } from './database.ts';

/** http://hl7.org/fhir/R4/search.html#prefix for stretches of time; both ends belong to a stretch. */
export function dateTest({ prefix, low, high }: DateValue, from: string, to: string): Sql {
  const [lower, upper] = [raw(from), raw(to)];
  const inside = sql`(${lower} >= ${low} AND ${upper} <= ${high})`;
  switch (prefix) {
    case 'eq':
      return inside;
    case 'ne':
      return sql`NOT ${inside}`;
    case 'gt':
      return sql`${upper} > ${high}`;
    case 'lt':
      return sql`${lower} < ${low}`;
    case 'ge':
      return sql`(${upper} > ${high} OR ${inside})`;
    case 'le':
      return sql`(${lower} < ${low} OR ${inside})`;
    case 'sa':
      return sql`${lower} > ${high}`;
    case 'eb':
      return sql`${upper} < ${low}`;
    case 'ap':
      return sql`(${lower} <= ${high} AND ${upper} >= ${low})`;
  }
}

/** The same for numbers: `eq`, `ne` and `ap` mean the range that the digits stand for, the others the number itself. */
export function numberTest({ prefix, value, low, high }: NumberValue, from: string, to: string, rounding = 0): Sql {
  const [lower, upper] = [raw(from), raw(to)];
  const slack = Math.abs(value) * rounding;
  const inside = sql`(${lower} >= ${low - slack} AND (${upper} < ${high + slack} OR ${upper} = ${value}))`;
  switch (prefix) {
    case 'eq':
      return inside;
    case 'ne':
      return sql`NOT ${inside}`;
    case 'gt':
      return sql`${upper} > ${value + slack}`;
    case 'lt':
      return sql`${lower} < ${value - slack}`;
    case 'ge':
      return sql`${upper} >= ${value - slack}`;
    case 'le':
      return sql`${lower} <= ${value + slack}`;
    case 'sa':
      return sql`${lower} > ${value + slack}`;
    case 'eb':
      return sql`${upper} < ${value - slack}`;
    case 'ap':
      return sql`(${lower} <= ${high + slack} AND ${upper} >= ${low - slack})`;
  }
}
