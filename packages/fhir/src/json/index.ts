export { EXACT, holdsExact, keepExact, numberText } from './exact.ts';
export { parseJson, placeOf } from './parse.ts';
export type { JsonLimits } from './parse.ts';
export { stringify } from './stringify.ts';
export { isJsonObject } from './value.ts';
export type { JsonObject, JsonValue } from './value.ts';
