import { hash } from 'node:crypto';
import { idsOf, type InstanceIdentifier } from '../datatypes/ids.ts';
import { urn } from '../datatypes/systems.ts';
import { plainText } from '../narrative/anchors.ts';
import { child, type XmlNode } from '../xml/node.ts';

/**
 * The namespace in which the ids of a document hold: whoever keeps the document, else whoever treats the person or
 * wrote it. It is the same for every document of one keeper, so that an entry met again is known again.
 */
export function sourceSystem(document: XmlNode): string {
  const keepers = [
    child(document, 'custodian', 'assignedCustodian', 'representedCustodianOrganization'),
    child(document, 'recordTarget', 'patientRole', 'providerOrganization'),
    child(document, 'author', 'assignedAuthor', 'representedOrganization'),
  ];
  for (const keeper of keepers) {
    const [id] = idsOf(keeper);
    if (id) return systemOf(id);
  }
  const names = keepers.flatMap((keeper) => (child(keeper, 'name') ? plainText(child(keeper, 'name') as XmlNode) : '') || []);
  const [name] = names;
  if (name !== undefined) return `urn:satchel:ccda:${hash('sha256', name.toLowerCase(), 'hex').slice(0, 40)}`;
  const [own] = idsOf(document);
  return own ? urn(own.root) : 'urn:satchel:ccda';
}

const systemOf = ({ root, extension }: InstanceIdentifier): string =>
  extension === undefined ? urn(root) : `${urn(root)}:${encodeURIComponent(extension)}`;
