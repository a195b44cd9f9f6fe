export { type ConfirmedResult, labObservation } from './observation.ts';
export { type Doubt, proposeResults, type ResultProposal } from './propose.ts';
