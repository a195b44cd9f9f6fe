import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { fold, tokensOf } from './names/stem.ts';
import type { Medicine } from './active.ts';
import { codingsOf, objectOf } from './person/codes.ts';
import type { MedicineTable } from './table.ts';

const MILLIGRAMS: Readonly<Record<string, number>> = {
  mg: 1,
  milligram: 1,
  milligrams: 1,
  g: 1000,
  gm: 1000,
  gram: 1000,
  grams: 1000,
  gramo: 1000,
  gramos: 1000,
  mcg: 0.001,
  ug: 0.001,
};
const PIECES = new Set([
  'tablet',
  'tablets',
  'tab',
  'tabs',
  'tbl',
  'tbs',
  'capsule',
  'capsules',
  'cap',
  'caps',
  'pill',
  'pills',
  'comprimido',
  'comprimidos',
  'comp',
  'capsula',
  'capsulas',
  'tableta',
  'tabletas',
  'caplet',
  'caplets',
  'piece',
  'suppository',
  'each',
  '1',
  '{tbl}',
  '{tablet}',
  '{capsule}',
  '{pill}',
]);
const HOURS: Readonly<Record<string, number>> = { h: 1, min: 1 / 60, d: 24, wk: 168, mo: 720 };
const PER_DAY_BY_CODE: Readonly<Record<string, number>> = {
  QD: 1,
  DAILY: 1,
  AM: 1,
  PM: 1,
  BED: 1,
  HS: 1,
  QHS: 1,
  BID: 2,
  TID: 3,
  QID: 4,
  QOD: 0.5,
  Q1H: 24,
  Q2H: 12,
  Q3H: 8,
  Q4H: 6,
  Q6H: 4,
  Q8H: 3,
  Q12H: 2,
};
const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  half: 0.5,
  un: 1,
  una: 1,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  media: 0.5,
  medio: 0.5,
  once: 1,
  twice: 2,
  thrice: 3,
};

/** How much of a substance is in one piece, or in one millilitre. */
export interface Strength {
  readonly mg: number;
  readonly per: 'piece' | 'mL';
}

const number = (token: string | undefined): number => Number((token ?? '').replace(',', '.'));

/** The strength of each substance as the name gives it: "Acetaminophen 325 MG / Oxycodone 5 MG Oral Tablet". */
export function strengthsOf(name: string, table: MedicineTable): ReadonlyMap<string, Strength> {
  const strengths = new Map<string, Strength>();
  // Parts are parted by a stroke between two substances, not by that of "mg/mL".
  for (const part of fold(name)
    .split(/\s+\/\s+|\s\+\s|\//)
    .reduce<string[]>(
      (parts, each) =>
        /^\s*(\d*\s*)(ml|actuat|hr|h|tab|tablet)\b/.test(each)
          ? [...parts.slice(0, -1), `${parts.at(-1) ?? ''} per ${each}`]
          : [...parts, each],
      [],
    )) {
    const [ingredient, ...others] = table.names.read(part).ingredients;
    const amount = /(\d+(?:[.,]\d+)?)\s*(mg|g|gm|mcg|ug)\b(?:\s*per\s*(\d*(?:[.,]\d+)?)\s*(ml)?)?/.exec(part);
    if (ingredient === undefined || others.length > 0 || !amount) continue;
    const mg = number(amount[1]) * (MILLIGRAMS[amount[2] ?? ''] ?? Number.NaN);
    if (amount[4] === 'ml') strengths.set(ingredient, { mg: mg / (amount[3] ? number(amount[3]) : 1), per: 'mL' });
    else if (!part.includes(' per ')) strengths.set(ingredient, { mg, per: 'piece' });
  }
  return strengths;
}

/** What is taken in a day: pieces, millilitres, or milligrams. At most: the largest dose at the shortest interval. */
interface Taken {
  readonly amount: number;
  readonly unit: 'piece' | 'mL' | 'mg';
}

function unitOf(written: string): { unit: Taken['unit']; factor: number } | undefined {
  const unit = fold(written).trim();
  if (PIECES.has(unit)) return { unit: 'piece', factor: 1 };
  if (unit === 'ml' || unit === 'milliliter' || unit === 'cc') return { unit: 'mL', factor: 1 };
  const mg = MILLIGRAMS[unit];
  return mg === undefined ? undefined : { unit: 'mg', factor: mg };
}

function perDayOf(timing: JsonObject): number | undefined {
  const repeat = objectOf(timing.repeat);
  const hours = HOURS[String(repeat.periodUnit)];
  if (hours !== undefined) {
    const times = Number(repeat.frequencyMax ?? repeat.frequency ?? 1);
    const period = Number(repeat.period ?? 1) * hours;
    if (period > 0) return (times * 24) / period;
  }
  const when = Array.isArray(repeat.when) ? repeat.when.length : 0;
  if (when > 0) return when;
  const code = codingsOf(timing.code)
    .map((each) => PER_DAY_BY_CODE[each.code.toUpperCase()])
    .find((each) => each !== undefined);
  return code ?? perDayOfText(String(objectOf(timing.code).text ?? ''));
}

const COUNT = String.raw`\d+(?:[.,]\d+)?|one|two|three|four|half|una?|uno|dos|tres|cuatro|media|medio`;
const valueOf = (written: string | undefined): number => NUMBERS[written ?? ''] ?? number(written);

/** "every 4-6 hours", "cada 8 horas", "3 times a day", "twice daily", "TID". */
export function perDayOfText(text: string): number | undefined {
  const said = fold(text);
  const every = new RegExp(
    String.raw`(?:every|each|cada|q)\s*(${COUNT})(?:\s*(?:-|to|a)\s*(?:${COUNT}))?\s*(?:hours?|hrs?|horas?|h)\b`,
  ).exec(said);
  if (every) return 24 / valueOf(every[1]);
  const times = new RegExp(
    String.raw`(${COUNT})(?:\s*(?:-|to|a)\s*(${COUNT}))?\s*(?:times|x|veces)\s*(?:a|per|al|por|daily|/)?\s*(?:day|dia|daily)?`,
  ).exec(said);
  if (times) return valueOf(times[2] ?? times[1]);
  if (/\b(qid|four times)\b/.test(said)) return 4;
  if (/\b(tid|thrice)\b/.test(said)) return 3;
  if (/\b(bid|twice|dos veces)\b/.test(said)) return 2;
  if (/\b(qd|qhs|daily|once|every day|each day|at bedtime|al dia|diari[oa]|una vez|cada dia|every (morning|night|evening))\b/.test(said))
    return 1;
  return undefined;
}

/** "1-2 tabs every 6 hours", "2 comprimidos cada 8 horas", "500 mg twice daily". */
export function takenOfText(text: string): Taken | undefined {
  const said = fold(text);
  const most = new RegExp(
    String.raw`(?:max(?:imum)?|maximo|no more than|no mas de|up to)\D{0,12}(\d+(?:[.,]\d+)?)\s*([a-z]+)[^.;]{0,25}?(?:day|24|dia|daily)`,
  ).exec(said);
  const capped = most ? unitOf(most[2] ?? '') : undefined;
  if (most && capped) return { amount: number(most[1]) * capped.factor, unit: capped.unit };
  const dose = new RegExp(String.raw`(${COUNT})(?:\s*(?:-|to|a|or|o)\s*(${COUNT}))?\s*\(?\s*([a-z]+)`, 'g');
  const perDay = perDayOfText(text);
  if (perDay === undefined) return undefined;
  for (const [, low, high, unit] of said.matchAll(dose)) {
    const known = unitOf(unit ?? '');
    if (known) return { amount: valueOf(high ?? low) * known.factor * perDay, unit: known.unit };
  }
  return undefined;
}

function takenOf(dosage: JsonObject): Taken | undefined {
  const limit = objectOf(dosage.maxDosePerPeriod);
  const [top, period] = [objectOf(limit.numerator), objectOf(limit.denominator)];
  const hours = HOURS[String(period.code ?? period.unit)];
  const most = unitOf(String(top.unit ?? top.code ?? ''));
  if (most && hours !== undefined && hours > 0)
    return { amount: (Number(top.value) * most.factor * 24) / (hours * Number(period.value ?? 1)), unit: most.unit };
  const rates = Array.isArray(dosage.doseAndRate) ? dosage.doseAndRate.filter(isJsonObject) : [];
  const quantities = rates.map((rate) => (isJsonObject(rate.doseQuantity) ? rate.doseQuantity : objectOf(objectOf(rate.doseRange).high)));
  const perDay = perDayOf(objectOf(dosage.timing)) ?? perDayOfText(String(dosage.text ?? dosage.patientInstruction ?? ''));
  for (const quantity of quantities) {
    const written = String(quantity.unit ?? quantity.code ?? '');
    const known = unitOf(written === '' ? '1' : written) ?? unitOf(String(quantity.code ?? ''));
    if (known && perDay !== undefined && Number.isFinite(Number(quantity.value)))
      return { amount: Number(quantity.value) * known.factor * perDay, unit: known.unit };
  }
  return takenOfText([dosage.text, dosage.patientInstruction].filter((each) => typeof each === 'string').join('; '));
}

/** Milligrams of a substance that a medicine gives in a day at most, or undefined where the record does not say. */
export function dailyAmountOf(medicine: Medicine, ingredient: string, table: MedicineTable): number | undefined {
  const { resource } = medicine.fact;
  const dosages = [resource.dosageInstruction, resource.dosage].flat().filter(isJsonObject);
  const taken = dosages.map(takenOf);
  if (taken.length === 0 || taken.includes(undefined)) return undefined;
  const strengths = [medicine.name, ...codingsOf(medicine.concept).map(({ display }) => display)].map((name) =>
    strengthsOf(name, table).get(ingredient),
  );
  const strength = strengths.find((each) => each !== undefined);
  let total = 0;
  for (const each of taken) {
    if (!each) return undefined;
    if (each.unit === 'mg') {
      if (medicine.ingredients.length !== 1) return undefined;
      total += each.amount;
    } else if (strength?.per === each.unit) total += each.amount * strength.mg;
    else return undefined;
  }
  return total;
}

/** How strong a medicine is, as far as its name says: tells two products of one substance apart. */
export const strengthText = (medicine: Medicine): string =>
  tokensOf(
    [medicine.name, ...codingsOf(medicine.concept).map(({ display }) => display)].find((name) =>
      /\d\s*(mg|mcg|g|ml|unt|meq)/i.test(name),
    ) ?? '',
  )
    .filter((token) => /^\d/.test(token))
    .join(' ');
