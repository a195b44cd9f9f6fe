export { checkProfile } from './check-profile.ts';
export type { ProfileContext } from './check-profile.ts';
export { profileOf } from './profile.ts';
export type { Profile } from './profile.ts';
