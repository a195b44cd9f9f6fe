import type { Facts } from '../../facts.ts';

/** In whole years: a birth date that is only a year or a month gives the youngest and the oldest the person can be. */
export interface Age {
  readonly least: number;
  readonly most: number;
  readonly sex: 'female' | 'male' | undefined;
}

const yearsBetween = (born: string, today: string): number =>
  Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);

export function agesOf({ patient, today }: Facts): Age | undefined {
  const born = patient?.birthDate;
  if (typeof born !== 'string' || !/^\d{4}/.test(born)) return undefined;
  const sex = patient?.gender === 'female' || patient?.gender === 'male' ? patient.gender : undefined;
  const last = born.length === 4 ? `${born}-12-31` : born.length === 7 ? `${born}-31` : born.slice(0, 10);
  const first = born.length === 4 ? `${born}-01-01` : born.length === 7 ? `${born}-01` : last;
  return { least: yearsBetween(last, today), most: yearsBetween(first, today), sex };
}
