export { healthLink, type HealthLinkPayload, openFile, sealFile } from './health-link.ts';
export { ask, type Asked, ATTEMPTS, type LinkState } from './link-state.ts';
