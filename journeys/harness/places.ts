import { fileURLToPath } from 'node:url';

/** A path of the repository. */
export const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const ROSA = ['hospital-a.transaction.json', 'hospital-b.collection.json', 'insurer.export.ndjson.zip', 'home.ndjson.gz'];

/** The files of Rosa Delgado, a synthetic person with two hospitals, an insurer and a meter at home. */
export const rosasFiles = ROSA.map((name) => at(`fixtures/people/rosa-delgado/${name}`));
