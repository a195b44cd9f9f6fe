import type { SeriesType } from '@satchel/record';
import list from '../../../../../knowledge/healthkit/quantities.json' with { type: 'json' };
import { conversion, ucumOf } from './units.ts';

/** The code system of HealthKit's own identifiers. */
export const HEALTHKIT = 'http://developer.apple.com/documentation/healthkit';
const LOINC = 'http://loinc.org';

/** What we know of a quantity that HealthKit measures. */
export interface Quantity {
  readonly display: string;
  readonly unit: string;
  readonly unitText?: string;
  /** `one`: each reading is a fact of its own; else a series, whose days are a mean or a sum. */
  readonly keep: 'one' | 'mean' | 'sum';
  readonly category: string;
  readonly loinc?: string;
  readonly loincDisplay?: string;
  readonly also?: readonly (readonly [code: string, display: string])[];
}

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

const QUANTITIES = list as unknown as Readonly<Record<string, Quantity>>;

/** A new kind of quantity that Apple has thought of since is kept as a series under its own name. */
export function quantityOf(type: string): Quantity {
  return (
    (Object.hasOwn(QUANTITIES, type) ? QUANTITIES[type] : undefined) ?? {
      display: wordsOf(type),
      unit: '',
      keep: 'mean',
      category: 'activity',
    }
  );
}

/** Codings, the one it is known by first. */
export function codingsOf(type: string, { display, loinc, loincDisplay, also = [] }: Quantity): readonly [Coding, ...Coding[]] {
  const own: Coding = { system: HEALTHKIT, code: type, display };
  if (loinc === undefined) return [own];
  const more = also.map(([code, words]): Coding => ({ system: LOINC, code, display: words }));
  return [{ system: LOINC, code: loinc, display: loincDisplay ?? display }, ...more, own];
}

/** Where the readings of a type in a unit go. */
export interface Route {
  readonly quantity: Quantity;
  readonly series?: SeriesType;
  readonly convert: (value: number) => number;
}

const asItIs = (value: number): number => value;

export function routeOf(type: string, written: string): Route {
  const quantity = quantityOf(type);
  if (quantity.keep === 'one') return { quantity, convert: conversion(written, ucumOf(written)) ?? asItIs };
  const convert = quantity.unit === '' ? undefined : conversion(written, quantity.unit);
  const unit = convert ? quantity.unit : ucumOf(written);
  const text = convert ? quantity.unitText : unit === 'mmol/L' ? undefined : written;
  const [code, ...also] = codingsOf(type, unit === 'mmol/L' ? { ...quantity, ...MOLAR_GLUCOSE } : quantity);
  const series: SeriesType = {
    code: { ...code, display: quantity.display },
    ...(also.length > 0 && { also }),
    category: quantity.category,
    unit,
    ...(text !== undefined && text !== unit && { unitText: text }),
    daily: quantity.keep,
  };
  return { quantity, series, convert: convert ?? conversion(written, unit) ?? asItIs };
}

/** LOINC tells glucose by amount of substance from glucose by mass. */
const MOLAR_GLUCOSE = { loinc: '14743-9', loincDisplay: 'Glucose [Moles/volume] in Capillary blood by Glucometer' };

/** `HKCategoryTypeIdentifierMenstrualFlow` -> `Menstrual flow` */
export function wordsOf(identifier: string): string {
  const name = identifier.replace(
    /^HK(?:Quantity|Category|Correlation|Data)?(?:TypeIdentifier|Type|WorkoutActivityType|CategoryValue)?/,
    '',
  );
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ').toLowerCase();
  return words ? words[0]?.toUpperCase() + words.slice(1) : identifier;
}
