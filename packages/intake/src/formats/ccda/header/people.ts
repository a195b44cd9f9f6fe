import type { JsonObject } from '@satchel/fhir';
import { coding, element, HL7, list, reference } from '../build.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf, idsOf } from '../datatypes/ids.ts';
import { nullFlavor } from '../datatypes/null-flavor.ts';
import { addressesOf, lineOfName, namesOf, telecomsOf } from '../datatypes/people.ts';
import type { DocumentContext } from '../context.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, type XmlNode } from '../xml/node.ts';

const NUCC = 'http://nucc.org/provider-taxonomy';

/** Whoever takes part: `assignedAuthor`, `assignedEntity`, `associatedEntity`, `participantRole` to a Reference with a name. */
export function participantOf(role: XmlNode | undefined, document: DocumentContext, place: string): JsonObject | undefined {
  if (!role) return undefined;
  const person = child(role, 'assignedPerson') ?? child(role, 'associatedPerson') ?? child(role, 'informationRecipient');
  const organization = child(role, 'representedOrganization') ?? child(role, 'scopingOrganization') ?? child(role, 'receivedOrganization');
  const device = child(role, 'assignedAuthoringDevice');
  const name = lineOfName(child(person, 'name'));
  const org = organizationOf(organization, document, place);
  if (name === undefined && device && !isNamed(person)) return authoringDevice(role, device, document, place);
  if (name === undefined && idsOf(role).length === 0) return org;
  if (name === undefined && org !== undefined && !person) return org;
  const practitioner = practitionerOf(role, person, name, document, place);
  return org || child(role, 'code') ? inRole(role, practitioner, org, document, place) : practitioner;
}

const isNamed = (person: XmlNode | undefined): boolean => lineOfName(child(person, 'name')) !== undefined;

function practitionerOf(
  role: XmlNode,
  person: XmlNode | undefined,
  name: string | undefined,
  document: DocumentContext,
  place: string,
): JsonObject {
  const resource = element({
    resourceType: 'Practitioner',
    identifier: identifiersOf(role),
    name: namesOf(person),
    telecom: telecomsOf(role),
    address: addressesOf(role),
  });
  const made = document.drafts.addToDirectory(resource, idsOf(role), name, place);
  return reference(made, document.drafts.displayOf(made));
}

/** Somebody for an organisation, or with a specialty. */
function inRole(
  role: XmlNode,
  practitioner: JsonObject,
  organization: JsonObject | undefined,
  document: DocumentContext,
  place: string,
): JsonObject {
  const concept = conceptOf(child(role, 'code'), document.anchors);
  if (!concept && !organization) return practitioner;
  const isSpecialty = attribute(child(role, 'code'), 'codeSystem') === '2.16.840.1.113883.6.101' || hasSystem(concept, NUCC);
  const resource = element({
    resourceType: 'PractitionerRole',
    practitioner,
    organization,
    code: isSpecialty ? undefined : list(concept),
    specialty: isSpecialty ? list(concept) : undefined,
  });
  const who = practitioner['display'];
  const key = [idsOf(role).map(({ root, extension }) => `${root} ${extension ?? ''}`)[0], who, organization?.['display']].join('|');
  return reference(document.drafts.addToDirectory(resource, [], key, place), typeof who === 'string' ? who : undefined);
}

const hasSystem = (concept: JsonObject | undefined, system: string): boolean =>
  Array.isArray(concept?.['coding']) &&
  concept['coding'].some((each) => typeof each === 'object' && each !== null && 'system' in each && each.system === system);

/** `representedOrganization` and its like to a Reference. */
export function organizationOf(node: XmlNode | undefined, document: DocumentContext, place: string): JsonObject | undefined {
  const nameNode = child(node, 'name');
  const name = nameNode && nullFlavor(nameNode) === undefined ? plainText(nameNode) || undefined : undefined;
  const ids = idsOf(node);
  if (!node || (name === undefined && ids.length === 0)) return undefined;
  const partOf = organizationOf(child(node, 'asOrganizationPartOf', 'wholeOrganization'), document, place);
  const resource = element({
    resourceType: 'Organization',
    identifier: identifiersOf(node),
    type: list(conceptOf(child(node, 'standardIndustryClassCode'), document.anchors)),
    name,
    telecom: telecomsOf(node).map(notAtHome),
    address: addressesOf(node).map(notAtHome),
    partOf,
  });
  const made = document.drafts.addToDirectory(resource, ids, name, place);
  return reference(made, document.drafts.displayOf(made));
}

/** Organisations have no home (org-2, org-3); what is marked so is still how to reach them. */
function notAtHome(contact: JsonObject): JsonObject {
  if (contact['use'] !== 'home') return contact;
  const { use: _, ...rest } = contact;
  return rest;
}

function authoringDevice(role: XmlNode, device: XmlNode, document: DocumentContext, place: string): JsonObject {
  const words = ['manufacturerModelName', 'softwareName'].map((name) => child(device, name));
  const names = words.flatMap((node) => (node ? (attribute(node, 'displayName') ?? (plainText(node) || [])) : []));
  const resource = element({
    resourceType: 'Device',
    identifier: identifiersOf(role),
    deviceName: names.map((name, at) => ({ name, type: at === 0 ? 'model-name' : 'other' })),
    owner: organizationOf(child(role, 'representedOrganization'), document, place),
  });
  return reference(document.drafts.addToDirectory(resource, idsOf(role), names.join(' '), place), names[0]);
}

/** A relative or friend of the patient: `relatedEntity` of an informant, `associatedEntity` of a participant. */
export function relatedPersonOf(role: XmlNode | undefined, document: DocumentContext, place: string): JsonObject | undefined {
  const person = child(role, 'relatedPerson') ?? child(role, 'associatedPerson');
  const name = lineOfName(child(person, 'name'));
  if (!role || name === undefined || document.patient === undefined) return undefined;
  const kind = RELATIONS[attribute(role, 'classCode') ?? ''];
  const resource = element({
    resourceType: 'RelatedPerson',
    identifier: identifiersOf(role),
    active: true,
    patient: reference(document.patient),
    relationship: list(conceptOf(child(role, 'code'), document.anchors), kind === undefined ? undefined : { coding: [kind] }),
    name: namesOf(person),
    telecom: telecomsOf(role),
    address: addressesOf(role),
  });
  return reference(document.drafts.addToDirectory(resource, idsOf(role), name, place), name);
}

/** Classes of role that say how somebody is tied to the patient. */
const RELATIONS: Readonly<Record<string, JsonObject>> = {
  ECON: coding(`${HL7}/v2-0131`, 'C', 'Emergency Contact'),
  NOK: coding(`${HL7}/v2-0131`, 'N', 'Next-of-Kin'),
  GUARD: coding(`${HL7}/v3-RoleCode`, 'GUARD', 'guardian'),
  CAREGIVER: coding(`${HL7}/v3-RoleClass`, 'CAREGIVER', 'caregiver'),
};

/** Where something happened: a `participantRole` of class SDLOC, or a `healthCareFacility`. */
export function locationOf(role: XmlNode | undefined, document: DocumentContext, place: string): JsonObject | undefined {
  const where = child(role, 'playingEntity') ?? child(role, 'location');
  const nameNode = child(where, 'name');
  const name = (nameNode && nullFlavor(nameNode) === undefined ? plainText(nameNode) : '') || undefined;
  const type = conceptOf(child(role, 'code'), document.anchors);
  if (!role || (name === undefined && type === undefined && idsOf(role).length === 0)) return undefined;
  const resource = element({
    resourceType: 'Location',
    identifier: identifiersOf(role),
    name,
    type: list(type),
    telecom: telecomsOf(role),
    address: addressesOf(role)[0] ?? addressesOf(where)[0],
    managingOrganization: organizationOf(child(role, 'serviceProviderOrganization'), document, place),
  });
  const key = name ?? JSON.stringify(type ?? '');
  return reference(document.drafts.addToDirectory(resource, idsOf(role), key, place), name);
}
