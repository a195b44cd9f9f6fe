export { toNdjson } from './ndjson.ts';
