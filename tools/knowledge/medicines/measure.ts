/**
 * How many of the distinct medicine codes and displays in a folder of records resolve to substances, and which do not:
 *
 *     node tools/knowledge/medicines/measure.ts SAMPLES
 */
import { ingredientsOf } from '../../../packages/decision-support/src/medicines/resolve.ts';
import { loadMedicines } from '../../../packages/decision-support/src/medicines/load.ts';
import { mentionsIn, type Mention } from './collect.ts';

export interface Measured {
  readonly distinct: number;
  readonly resolved: number;
  readonly doubtful: readonly { readonly mention: Mention; readonly reason: string }[];
  readonly unresolved: readonly { readonly mention: Mention; readonly reason: string }[];
}

/** Statements that say there is no medicine, or nothing about medicines: not names to resolve. */
const NO_MEDICINE = /no-medication-info|no-known-medications|^787481004$|^410942007$/;

export async function measureResolution(folder: string): Promise<Measured> {
  const { table } = await loadMedicines();
  const mentions = mentionsIn(folder).filter(({ code, display }) => !NO_MEDICINE.test(code) && !/^no (current|known)/i.test(display));
  const results = mentions.map((mention) => {
    const { system, code, display } = mention;
    return { mention, ...ingredientsOf({ coding: [{ system, code, ...(display === '' ? {} : { display }) }] }, table!) };
  });
  const why = (list: typeof results) => list.map(({ mention, doubt }) => ({ mention, reason: doubt?.en ?? '' }));
  return {
    distinct: mentions.length,
    resolved: results.filter(({ ingredients }) => ingredients.length > 0).length,
    doubtful: why(results.filter(({ ingredients, doubt }) => ingredients.length > 0 && doubt)),
    unresolved: why(results.filter(({ ingredients }) => ingredients.length === 0)),
  };
}

if (import.meta.main) {
  const { distinct, resolved, doubtful, unresolved } = await measureResolution(process.argv[2] ?? '');
  console.log(`${resolved} of ${distinct} resolve (${((100 * resolved) / distinct).toFixed(1)} %), ${doubtful.length} of them with a doubt`);
  for (const { mention, reason } of [...doubtful, ...unresolved]) console.log([mention.system, mention.code, mention.display, reason].join(' | '));
}
