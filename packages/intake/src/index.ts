export { excerpt } from './excerpt.ts';
export type { Fetch, Fetched, FetchRequest } from './fetch.ts';
export { type LinkedFile } from './health-link/decrypt.ts';
export { openHealthLink } from './health-link/open-link.ts';
export { type HealthLink, parseHealthLink } from './health-link/parse-link.ts';
export { type Role as ColumnRole } from './formats/csv/columns.ts';
export { tableFormat } from './formats/csv/table-format.ts';
export {
  type Column,
  proposeTable,
  type Question,
  type TableAnswers,
  type TableMapping,
  type TableProposal,
} from './formats/csv/propose.ts';
export { type FoundTable, tableAt, tablesIn } from './formats/csv/tables-in.ts';
export type { LaidLine, Region } from './formats/documents/laid-line.ts';
export { linesOf } from './formats/documents/lines-of.ts';
export { recognisedLines } from './formats/documents/recognised-lines.ts';
export { type ConfirmedResult, labObservation, proposeResults, type ResultProposal } from './lab-tables/index.ts';
export { recognise, type Recognised } from './recognise.ts';
export { type ImportReport, knowingTables, type TypeCounts, withTable } from './report.ts';
export type { Format, Parsed, Reading, Source } from './source.ts';
export { takeIn, type TakeIn } from './take-in.ts';
export { memberOf, parseSource } from './unwrap.ts';
