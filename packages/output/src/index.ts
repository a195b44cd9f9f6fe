export { toNdjson } from './ndjson.ts';
export { patientSummary, type PatientSummary, type SummaryOptions, type ToldSection } from './patient-summary/patient-summary.ts';
export { LANGUAGES, type Language } from './patient-summary/words.ts';
export { assertsNone, byNewest, isOver, isRuledOut, saysNothing } from './standing.ts';
