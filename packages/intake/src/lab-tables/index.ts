export { type ConfirmedResult, labObservation } from './observation.ts';
export { proposeResults, type ResultProposal } from './propose.ts';
