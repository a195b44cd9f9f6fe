export { type ArchivedOriginal, archiveOf, type ArchiveParts } from './archive/archive.ts';
export { sealedPageOf } from './archive/sealed-page.ts';
export { type Fonts, pdfOf } from './paper/pdf.ts';
export { type Paper, PAPERS } from './paper/sheet.ts';
export { PAPER_VIEWS, type PaperView, sheetOf } from './paper/views.ts';
export { toNdjson } from './ndjson.ts';
export { patientSummary, type PatientSummary, type SummaryOptions, type ToldSection } from './patient-summary/patient-summary.ts';
export { LANGUAGES, type Language } from './patient-summary/words.ts';
export { assertsNone, byNewest, isOver, isRuledOut, saysNothing } from './standing.ts';
