export { FileVersion, votesOf } from './detect.ts';
export type { OldVersion } from './differences.ts';
export { versionInText } from './in-text.ts';
export { inR4, toR4 } from './to-r4.ts';
