/** UCUM codes that some sources send in place of a unit, as people write them. Values themselves are never touched. */
const SAID: Readonly<Record<string, string>> = {
  Cel: '°C',
  '[degF]': '°F',
  'mm[Hg]': 'mmHg',
  '[lb_av]': 'lb',
  '[in_i]': 'in',
  '{score}': '',
  '{count}': '',
  '1': '',
  'kg/m2': 'kg/m²',
  '10*3/uL': '×10³/µL',
  '10*6/uL': '×10⁶/µL',
  'm[IU]/L': 'mIU/L',
  'u[IU]/mL': 'µIU/mL',
  '/min': 'per min',
  '{beats}/min': 'per min',
  'mL/min/{1.73_m2}': 'mL/min/1.73 m²',
};

/** The unit as a person reads it; what we do not know stays as written. */
export const unitWords = (unit: string): string => SAID[unit] ?? unit;
