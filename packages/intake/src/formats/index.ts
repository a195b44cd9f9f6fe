import type { Format } from '../source.ts';
import { healthCard } from './health-card/parse.ts';
import { ccda } from './ccda/parse.ts';
import { fhirJson } from './fhir-json/parse.ts';

/** Every format that can be read. A file is of the first one that recognises it, so the more exact come first. */
export const FORMATS: readonly Format[] = [healthCard, ccda, fhirJson];
