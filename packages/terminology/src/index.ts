export { CATEGORIES, isCategory, joinLabels } from './sensitivity/category.ts';
export type { Category, Labels } from './sensitivity/category.ts';
export { CLOSURE_PATHS, closureReferences } from './sensitivity/closure.ts';
export { labelsOf, reasonsOf } from './sensitivity/labels.ts';
export type { Reason } from './sensitivity/labels.ts';
export { categoryName } from './sensitivity/names.ts';
export type { CategoryName, NameLanguage } from './sensitivity/names.ts';
export { UCUM, ucumOf } from './units/ucum.ts';
