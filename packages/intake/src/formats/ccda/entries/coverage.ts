import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, mapped } from '../build.ts';
import { type EntryContext } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifierOf, identifiersOf } from '../datatypes/ids.ts';
import { periodOf, whenOf } from '../datatypes/times.ts';
import { organizationOf, participantOf } from '../header/people.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { statusOf } from './elements.ts';

const RELATIONSHIPS: Readonly<Record<string, string>> = {
  SELF: 'self',
  FAMDEP: 'other',
  SPOUSE: 'spouse',
  CHILD: 'child',
  PARENT: 'parent',
  STUD: 'child',
  HANDIC: 'other',
  FSTUD: 'child',
};

/** Coverage Activity to Coverages, one for each Policy Activity in it. */
export function coverages(activity: XmlNode, at: EntryContext): string[] {
  const policies = at.related(
    activity,
    (each) => each.name === 'act' && children(each, 'participant').concat(children(each, 'performer')).length > 0,
  );
  at.take(activity);
  return policies.length ? policies.map((policy) => coverage(policy, at)) : [coverage(activity, at)];
}

function coverage(policy: XmlNode, at: EntryContext): string {
  const covered = participantBy(policy, 'COV');
  const holder = participantBy(policy, 'HLD');
  const member = child(covered, 'participantRole');
  const relationship = RELATIONSHIPS[attribute(child(member, 'code'), 'code') ?? ''];
  const time = child(covered, 'time') ?? child(policy, 'effectiveTime');
  const resource = element({
    resourceType: 'Coverage',
    identifier: [...identifiersOf(policy), ...memberNumber(member)],
    status: { cancelled: 'cancelled', aborted: 'cancelled', nullified: 'entered-in-error' }[statusOf(policy) ?? ''] ?? 'active',
    type: conceptOf(child(policy, 'code'), at.anchors),
    subscriberId: attribute(child(child(holder ?? covered, 'participantRole'), 'id'), 'extension'),
    beneficiary: at.patient,
    relationship: relationship === undefined ? undefined : codeable(`${HL7}/subscriber-relationship`, relationship),
    period: periodOf(whenOf(time, at.zone)),
    payor: payorsOf(policy, at),
  });
  return at.add(resource, policy);
}

const participantBy = (policy: XmlNode, type: string): XmlNode | undefined =>
  children(policy, 'participant').find((each) => attribute(each, 'typeCode') === type);

function memberNumber(member: XmlNode | undefined): JsonObject[] {
  return mapped(children(member, 'id'), (id) => {
    const identifier = identifierOf(id);
    return identifier && { type: codeable(`${HL7}/v2-0203`, 'MB', 'Member Number'), ...identifier };
  });
}

/** Who pays: a performer, mostly an organisation; a plan without one is told by its name. */
function payorsOf(policy: XmlNode, at: EntryContext): JsonObject[] {
  const payors = children(policy, 'performer').filter((each) => attribute(each, 'typeCode') === 'PRF' && !isGuarantor(each));
  const found = mapped(payors, (each) => {
    const entity = child(each, 'assignedEntity');
    const organization = child(entity, 'representedOrganization');
    const made = organizationOf(organization, at.document, at.place) ?? participantOf(entity, at.document, at.place);
    const name = child(organization, 'name');
    return made ?? (name && plainText(name) ? { display: plainText(name) } : undefined);
  });
  return found.length ? onlyPayors(found, at) : [{ display: 'Not named in the document' }];
}

/** GUAR guarantees the bill; that is not the payer. */
const isGuarantor = (performer: XmlNode): boolean => attribute(child(performer, 'assignedEntity', 'code'), 'code') === 'GUAR';

/** A payor is an organisation or a person of the family, never somebody who treats. */
function onlyPayors(found: readonly JsonObject[], at: EntryContext): JsonObject[] {
  return found.map((each) => {
    const type = at.document.drafts.get(String(each['reference']))?.['resourceType'];
    return type === 'Organization' || each['reference'] === undefined ? each : { display: String(each['display'] ?? 'See the original') };
  });
}
