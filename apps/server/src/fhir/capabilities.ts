import { success } from '@satchel/fhir';
import { capabilityStatement } from './capability-statement.ts';
import type { Interaction } from './interaction.ts';

/** GET metadata: what this server can do (http://hl7.org/fhir/R4/http.html#capabilities). */
export const capabilities: Interaction = {
  kind: 'capabilities',
  method: 'GET',
  path: 'metadata',
  isOpen: true,
  handle: async ({ base, house, table }) =>
    success({ status: 200, body: JSON.stringify(capabilityStatement(table, { base, version: house.version })) }),
};
