import table from '../../../../../../knowledge/ccda/code-systems.json' with { type: 'json' };

const systems: ReadonlyMap<string, string> = new Map(Object.entries(table.codeSystems));
const names: ReadonlyMap<string, string> = new Map(Object.entries(table.names));
const identifiers: ReadonlyMap<string, string> = new Map(Object.entries(table.identifiers));

export const isOid = (text: string): boolean => /^[0-2](\.(0|[1-9]\d*))+$/.test(text);
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** The FHIR system of a code: by OID, else by the name that some documents write there. */
export function systemOf(oid: string | undefined, name: string | undefined): string | undefined {
  const known = oid === undefined ? undefined : systems.get(oid);
  if (known !== undefined) return known;
  if (oid !== undefined && (isOid(oid) || isUuid(oid))) return urn(oid);
  for (const words of [oid, name]) {
    const named = words === undefined ? undefined : names.get(words.toLowerCase().replace(/[^a-z0-9]/g, ''));
    if (named !== undefined) return systems.get(named);
  }
  return undefined;
}

/** The system of an identifier whose root this is; undefined where the root is no identifier of anything. */
export function identifierSystem(root: string): string | undefined {
  return identifiers.get(root) ?? (isOid(root) || isUuid(root) ? urn(root) : undefined);
}

/** `urn:oid:` or `urn:uuid:`. */
export const urn = (root: string): string => (isUuid(root) ? `urn:uuid:${root.toLowerCase()}` : `urn:oid:${root}`);
