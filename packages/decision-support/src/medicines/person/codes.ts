import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { fold } from '../names/stem.ts';

export const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** The codings of a CodeableConcept. */
export const codingsOf = (concept: unknown): readonly { readonly system: string; readonly code: string; readonly display: string }[] => {
  const { coding } = objectOf(concept);
  const all = Array.isArray(coding) ? coding.filter(isJsonObject) : [];
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return all.map(({ system, code, display }) => ({ system: text(system), code: text(code), display: text(display) }));
};

/** Everything a CodeableConcept says in words, folded. */
export const saidOf = (concept: unknown): string => {
  const { text } = objectOf(concept);
  return fold([typeof text === 'string' ? text : '', ...codingsOf(concept).map(({ display }) => display)].join(' | '))
    .replaceAll(/[^a-z0-9|]+/g, ' ')
    .trim();
};

export const hasCode = (concept: unknown, codes: ReadonlySet<string>): boolean => codingsOf(concept).some(({ code }) => codes.has(code));

/** Refuted or entered in error is no fact; resolved and inactive are past. */
export const stands = (resource: JsonObject): boolean => {
  const verified = codingsOf(resource.verificationStatus).map(({ code }) => code);
  const clinical = codingsOf(resource.clinicalStatus).map(({ code }) => code);
  return (
    !verified.some((code) => code === 'refuted' || code === 'entered-in-error') &&
    !clinical.some((code) => ['inactive', 'resolved', 'remission'].includes(code))
  );
};

/** The day of an Observation or Condition, `YYYY-MM-DD`, or ''. */
export const dayOf = (resource: JsonObject): string => {
  const period = objectOf(resource.effectivePeriod);
  const day = [
    resource.effectiveDateTime,
    resource.effectiveInstant,
    period.end,
    period.start,
    resource.onsetDateTime,
    resource.recordedDate,
    resource.issued,
  ].find((each): each is string => typeof each === 'string' && each.length >= 10);
  return day?.slice(0, 10) ?? '';
};
