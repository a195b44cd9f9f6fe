import type { JsonObject } from '@satchel/fhir';
import type { Facts } from '../../facts.ts';
import type { Words } from '../../finding.ts';
import { daysBetween } from '../active.ts';
import type { Age } from './age.ts';
import { dayOf, hasCode, objectOf } from './codes.ts';

/** Estimated glomerular filtration rate in mL/min/1.73 m², or why there is none. */
export type Kidney =
  | { readonly egfr: number; readonly fact: string; readonly on: string }
  | { readonly egfr?: undefined; readonly because: Words };

const EGFR = new Set([
  '33914-3',
  '48642-3',
  '48643-1',
  '50044-7',
  '50210-4',
  '50384-7',
  '62238-1',
  '69405-9',
  '70969-1',
  '76633-7',
  '77147-7',
  '88293-6',
  '88294-4',
  '94677-2',
  '96591-3',
  '98979-8',
  '98980-6',
]);
const CREATININE = new Set(['2160-0', '38483-4', '14682-9', '59826-8']);

/** CKD-EPI 2021, without race; creatinine in mg/dL (Inker 2021, doi:10.1056/NEJMoa2102953). */
export function egfrOf(creatinine: number, age: number, sex: 'female' | 'male'): number {
  const [kappa, alpha, factor] = sex === 'female' ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1];
  const ratio = creatinine / kappa;
  return 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** age * factor;
}

/** In mg/dL, or undefined for a unit that we do not know. */
function milligrams({ value, code, unit }: JsonObject): number | undefined {
  const written = String(code ?? unit ?? '')
    .toLowerCase()
    .replace('µ', 'u');
  if (written === 'mg/dl') return Number(value);
  return written === 'umol/l' ? Number(value) / 88.42 : undefined;
}

export function kidneyOf(facts: Facts, age: Age | undefined, days: number): Kidney {
  const none: Words = {
    en: 'No kidney test (eGFR or creatinine) could be read.',
    es: 'No se pudo leer ninguna prueba del riñón (TFGe o creatinina).',
  };
  let newest: { egfr: number; fact: string; on: string } | undefined;
  for (const { reference, resource } of facts.of('Observation')) {
    const isRate = hasCode(resource.code, EGFR);
    if (!isRate && !hasCode(resource.code, CREATININE)) continue;
    if (resource.status === 'cancelled' || resource.status === 'entered-in-error') continue;
    const quantity = objectOf(resource.valueQuantity);
    const on = dayOf(resource);
    if (on === '' || on > facts.today || (newest && on <= newest.on && !(isRate && on === newest.on))) continue;
    const creatinine = isRate || !age?.sex || age.least < 18 ? undefined : milligrams(quantity);
    const egfr = isRate
      ? Number(quantity.value ?? Number.NaN)
      : creatinine === undefined
        ? Number.NaN
        : egfrOf(creatinine, age!.least, age!.sex!);
    // "> 60" says that it is no less.
    if (Number.isFinite(egfr) && egfr > 0 && !(typeof quantity.comparator === 'string' && quantity.comparator.startsWith('<') && egfr > 15))
      newest = { egfr, fact: reference, on };
  }
  if (!newest) return { because: none };
  const old = daysBetween(newest.on, facts.today);
  return old > days
    ? { because: { en: `The last kidney test is ${old} days old.`, es: `La última prueba del riñón es de hace ${old} días.` } }
    : newest;
}
