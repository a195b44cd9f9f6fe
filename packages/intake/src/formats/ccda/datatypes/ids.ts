import type { JsonObject } from '@satchel/fhir';
import { element, mapped } from '../build.ts';
import { attribute, children, type XmlNode } from '../xml/node.ts';
import { nullFlavor } from './null-flavor.ts';
import { identifierSystem, isOid, isUuid, urn } from './systems.ts';

/** What an `id` names: a root that says who gives names, and a name there; a root alone is a name by itself. */
export interface InstanceIdentifier {
  readonly root: string;
  readonly extension?: string;
}

/** The ids of an act or role that name it. */
export function idsOf(node: XmlNode | undefined): InstanceIdentifier[] {
  return children(node, 'id').flatMap((id) => {
    const root = attribute(id, 'root');
    const extension = attribute(id, 'extension');
    if (nullFlavor(id) !== undefined || root === undefined) return [];
    return [{ root, ...(extension !== undefined && { extension }) }];
  });
}

/** CDA II to FHIR Identifiers. */
export const identifiersOf = (node: XmlNode | undefined): JsonObject[] => mapped(children(node, 'id'), identifierOf);

export function identifierOf(id: XmlNode): JsonObject | undefined {
  const root = attribute(id, 'root');
  const extension = attribute(id, 'extension');
  if (nullFlavor(id) !== undefined || (root === undefined && extension === undefined)) return undefined;
  if (extension === undefined)
    return isOid(root ?? '') || isUuid(root ?? '') ? { system: 'urn:ietf:rfc:3986', value: urn(root ?? '') } : element({ value: root });
  const assigner = attribute(id, 'assigningAuthorityName');
  return element({
    system: root === undefined ? undefined : identifierSystem(root),
    value: extension,
    assigner: assigner === undefined ? undefined : { display: assigner },
  });
}
