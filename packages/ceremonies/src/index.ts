export { APP_TOKEN_TAIL, type AppTokenUse, appTokenId, readAppTokenId } from './app-token.ts';
export type { GrantedTerms, ResourceScope, ScopeRule } from './app-terms.ts';
export { isEvery, readResourceScope, termsFor, writeResourceScope, writes } from './app-terms.ts';
export type { AppTerms, CodedToken } from './grant-to-app.ts';
export { grantToApp, grantToService } from './grant-to-app.ts';
export type { CodedGrant, KeysInUse, NewKeys, Renewal } from './renew-keys.ts';
export { renewKeys } from './renew-keys.ts';
