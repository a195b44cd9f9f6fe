export { type ArchivedOriginal, archiveOf, type ArchiveParts } from './archive/archive.ts';
export { sealedPageOf } from './archive/sealed-page.ts';
export { toNdjson } from './ndjson.ts';
export { patientSummary, type PatientSummary, type SummaryOptions, type ToldSection } from './patient-summary/patient-summary.ts';
export { LANGUAGES, type Language } from './patient-summary/words.ts';
export { assertsNone, byNewest, isOver, isRuledOut, saysNothing } from './standing.ts';
