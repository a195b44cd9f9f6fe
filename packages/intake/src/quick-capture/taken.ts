/** A dose of a medicine that was taken, as a line says it. */
export interface Taken {
  /** The span of the medicine's name in the line. */
  readonly name: readonly [number, number];
  readonly amount?: { readonly value: string; readonly unit?: string };
  /** How many tablets, puffs... */
  readonly count?: { readonly value: string; readonly unit?: string };
  readonly span: readonly [number, number];
}

const VERB = String.raw`\b(?:i )?(?:just )?(?:took|taken|take|had|inhaled|injected|(?:me )?(?:he )?(?:tome|tomado|tomo|puse|inyecte|inhale))\b\s*`;
const UNIT = String.raw`(mg|mcg|ug|g|ml|ui|iu|units?|unidades|drops|gotas)`;
const FORM = String.raw`(tablets?|pills?|capsules?|puffs?|comprimidos?|pastillas?|capsulas?|inhalaciones|cucharadas?|spoons?)`;
const COUNT = String.raw`(?:(\d{1,2}(?:[.,]5)?)\s*(?:x\s*)?)?(?:${FORM}\s*)?(?:of |de )?`;
const NAME = String.raw`([\p{L}][\p{L}\d'-]*(?: [\p{L}][\p{L}'-]*){0,3}?)`;
const DOSE = String.raw`(?:\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*${UNIT}?)?`;
const WITH_VERB = new RegExp(`${VERB}${COUNT}${NAME}${DOSE}(?:\\s*${FORM})?\\s*[.!]?$`, 'u');
const WITH_DOSE = new RegExp(`^${COUNT}${NAME}\\s*(\\d{1,5}(?:[.,]\\d{1,3})?)\\s*${UNIT}(?:\\s*${FORM})?\\s*[.!]?$`, 'u');

/** Reads "took 2 ibuprofen 400 mg" from a folded line without its words about time. */
export function takenIn(line: string): Taken | undefined {
  const text = line.trimEnd();
  const match = WITH_VERB.exec(text) ?? WITH_DOSE.exec(text);
  if (!match) return undefined;
  const [, count, form, name = '', value, unit, after] = match;
  const from = match.index + match[0].indexOf(name, count ? match[0].indexOf(count) + count.length : 0);
  const amount = value === undefined ? undefined : { value: value.replace(',', '.'), ...(unit && { unit }) };
  const shape = form ?? after;
  return {
    name: [from, from + name.length],
    span: [match.index, text.length],
    ...(amount && { amount }),
    ...((count !== undefined || shape !== undefined) && {
      count: { value: (count ?? '1').replace(',', '.'), ...(shape && { unit: shape }) },
    }),
  };
}
