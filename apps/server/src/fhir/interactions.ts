import { capabilities } from './capabilities.ts';
import type { Interaction } from './interaction.ts';
import { read } from './read.ts';

/** All that the FHIR API does. Adding a line here adds the route, the line of the CapabilityStatement, and the duty to test it. */
export const INTERACTIONS: readonly Interaction[] = [capabilities, read];
