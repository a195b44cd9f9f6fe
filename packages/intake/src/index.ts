export { excerpt } from './excerpt.ts';
export { recognise, type Recognised } from './recognise.ts';
export { type ImportReport, type TypeCounts } from './report.ts';
export type { Format, Parsed, Reading, Source } from './source.ts';
export { takeIn, type TakeIn } from './take-in.ts';
export { parseSource } from './unwrap.ts';
