export type { CodedGrant, KeysInUse, NewKeys, Renewal } from './renew-keys.ts';
export { renewKeys } from './renew-keys.ts';
