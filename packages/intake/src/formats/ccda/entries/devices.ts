import { element, type Parts, reference } from '../build.ts';
import { type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf, idsOf } from '../datatypes/ids.ts';
import { nullFlavor } from '../datatypes/null-flavor.ts';
import { textOf } from '../datatypes/text.ts';
import { dateTimeOf, timeElement } from '../datatypes/times.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { isNegated, notesOf, requiredCode, statusOf, whenIn } from './elements.ts';

/** FDA, and the agencies that give device identifiers. */
const UDI_ROOTS: ReadonlySet<string> = new Set(['2.16.840.1.113883.3.3719', '1.3.160', '2.16.840.1.113883.6.40', '2.16.840.1.113883.6.18']);

/** Product Instance to Device, with the parts of its UDI; undefined where the role names no device. */
export function deviceOf(statement: XmlNode, role: XmlNode | undefined, at: EntryContext): string | undefined {
  const playing = child(role, 'playingDevice');
  const code = child(playing, 'code');
  const type = conceptOf(code, at.anchors);
  const words = playing && deviceWords(playing);
  if (!role || (!type && words === undefined && (idsOf(role).length === 0 || nullFlavor(code) === 'NA'))) return undefined;
  const udi = udiOf(statement, at);
  const carrier = children(role, 'id').find((id) => UDI_ROOTS.has(attribute(id, 'root') ?? ''));
  const maker = child(role, 'scopingEntity', 'desc') ?? child(role, 'scopingEntity', 'name');
  const carrierHRF = attribute(carrier, 'extension');
  const resource = element({
    resourceType: 'Device',
    identifier: identifiersOf(role),
    udiCarrier:
      carrierHRF === undefined
        ? undefined
        : [element({ deviceIdentifier: udi.deviceIdentifier ?? deviceIdentifierIn(carrierHRF), carrierHRF })],
    manufacturer: maker && (plainText(maker) || undefined),
    ...udi.parts,
    type: type ?? (words === undefined ? undefined : { text: words }),
    patient: at.document.patient === undefined ? undefined : at.patient,
  });
  return at.add(resource, role);
}

function deviceWords(playing: XmlNode): string | undefined {
  const name = child(playing, 'manufacturerModelName') ?? child(playing, 'name');
  return (name && plainText(name)) || undefined;
}

/** GS1: the device identifier is the GTIN after (01). */
const deviceIdentifierIn = (udi: string): string | undefined => /^\(01\)(\d{14})/.exec(udi)?.[1] ?? /^\+?([A-Z0-9]{6,23})\//.exec(udi)?.[1];

/** Observations of a UDI Organizer (C-CDA Companion, 22.4.311) by their template, and the element of Device that each fills. */
const UDI_PARTS: Readonly<Record<string, string>> = {
  '304': 'deviceIdentifier',
  '308': 'distinctIdentifier',
  '309': 'expirationDate',
  '316': 'manufactureDate',
  '315': 'lotNumber',
  '317': 'modelNumber',
  '319': 'serialNumber',
  '302': 'partNumber',
  '301': 'brandName',
};

interface Udi {
  readonly deviceIdentifier?: string;
  readonly parts: Parts;
}

function udiOf(statement: XmlNode, at: EntryContext): Udi {
  const [organizer] = at.related(statement, (each) => isCcda(each, '311'));
  const found: Record<string, string> = {};
  for (const [number, name] of Object.entries(UDI_PARTS)) {
    const [observation] = organizer ? at.related(organizer, (each) => isCcda(each, number)) : [];
    const value = child(observation, 'value');
    const isDate = name.endsWith('Date');
    const text = isDate
      ? dateTimeOf(attribute(value, 'value'), at.zone)
      : (attribute(value, 'extension') ?? attribute(value, 'displayName') ?? textOf(value, at.anchors));
    if (text !== undefined) found[name] = text;
  }
  const { deviceIdentifier, brandName, ...parts } = found;
  return {
    ...(deviceIdentifier !== undefined && { deviceIdentifier }),
    parts: { ...parts, deviceName: brandName === undefined ? undefined : [{ name: brandName, type: 'user-friendly-name' }] },
  };
}

/** Whether a supply is of a thing rather than a medicine. */
export const isDeviceSupply = (supply: XmlNode, section: string): boolean =>
  isCcda(supply, '50') ||
  (section === '46264-8' && !isCcda(supply, '17', '18')) ||
  hasTemplate(supply, '2.16.840.1.113883.10.20.1.35') ||
  children(supply, 'participant').some((each) => attribute(each, 'typeCode') === 'PRD' || attribute(each, 'typeCode') === 'DEV');

const USE_STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  completed: 'completed',
  aborted: 'stopped',
  suspended: 'on-hold',
  nullified: 'entered-in-error',
};

/** Non-Medicinal Supply Activity that happened, to DeviceUseStatement with its Device. */
export function deviceSupply(supply: XmlNode, at: EntryContext): string {
  const participant = children(supply, 'participant').find(
    (each) => child(each, 'participantRole', 'playingDevice') ?? child(each, 'participantRole'),
  );
  const made = deviceOf(supply, child(participant, 'participantRole'), at) ?? productOf(supply, at);
  const time = timeElement('timing', whenIn(supply, at));
  const resource = element({
    resourceType: 'DeviceUseStatement',
    identifier: identifiersOf(supply),
    status: isNegated(supply) ? 'stopped' : (USE_STATUSES[statusOf(supply) ?? ''] ?? 'active'),
    subject: at.patient,
    ...time,
    device: reference(made),
    note: notesOf(supply, at),
  });
  return at.add(resource, supply);
}

/** A device that is only a code or words. */
function productOf(supply: XmlNode, at: EntryContext): string {
  const material = child(supply, 'product', 'manufacturedProduct', 'manufacturedMaterial');
  const name = child(material, 'name');
  const type =
    conceptOf(child(material, 'code'), at.anchors) ?? (name && plainText(name) ? { text: plainText(name) } : requiredCode(supply, at));
  const resource = element({ resourceType: 'Device', type, patient: at.document.patient === undefined ? undefined : at.patient });
  return at.add(resource, supply, []);
}
