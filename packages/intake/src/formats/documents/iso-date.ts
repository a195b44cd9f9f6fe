/** A FHIR date or instant that there is, else undefined; seconds are added where they are left out. */
export function isoDate(text: string | undefined): string | undefined {
  const found = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/.exec(text?.trim() ?? '');
  if (!found || Number.isNaN(Date.parse(found[0])) || Number(found[0].slice(0, 4)) < 1900) return undefined;
  return found[3] !== undefined && found[4] === undefined ? found[0].replace(/(T\d\d:\d\d)/, '$1:00') : found[0];
}
