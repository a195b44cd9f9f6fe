import { success } from '@satchel/fhir';
import { capabilityStatement } from './capability-statement.ts';
import type { Call, Interaction } from './interaction.ts';

/** GET metadata: what this server can do (http://hl7.org/fhir/R4/http.html#capabilities). */
export const capabilities: Interaction = {
  kind: 'capabilities',
  method: 'GET',
  path: 'metadata',
  isOpen: true,
  handle: async (call) => success({ status: 200, headers: { etag: `W/"${call.house.version}"` }, body: statementAt(call) }),
};

/** Anybody may ask, and a statement is long: it is made once for each address by which this server is asked. */
const known = new Map<string, string>();
const MOST = 16;

function statementAt({ base, house, table }: Call): string {
  const name = `${house.version} ${base}`;
  const text = known.get(name) ?? JSON.stringify(capabilityStatement(table, { base, version: house.version }));
  if (known.size >= MOST) known.clear();
  known.set(name, text);
  return text;
}
