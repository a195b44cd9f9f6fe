import type { JsonObject } from '@satchel/fhir';
import { elementOrNone, mapped } from '../build.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, elements, ownText, type XmlNode } from '../xml/node.ts';
import { nullFlavor } from './null-flavor.ts';
import { dateTimeOf, periodOf, whenOf } from './times.ts';

/** C-CDA on FHIR, ConceptMap CF-NameUse. */
const NAME_USES: Readonly<Record<string, string>> = { L: 'usual', C: 'official', A: 'nickname', P: 'nickname' };
/** CF-AddressUse and CF-TelecomUse. */
const ADDRESS_USES: Readonly<Record<string, string>> = {
  H: 'home',
  HP: 'home',
  HV: 'home',
  TMP: 'temp',
  WP: 'work',
  DIR: 'work',
  PUB: 'work',
  BAD: 'old',
};
const TELECOM_USES: Readonly<Record<string, string>> = { ...ADDRESS_USES, AS: 'work', MC: 'mobile', PG: 'mobile', TMP: 'temp' };
/** CF-TelecomType. */
const TELECOM_SYSTEMS: Readonly<Record<string, string>> = {
  tel: 'phone',
  mailto: 'email',
  fax: 'fax',
  'x-text-fax': 'fax',
  http: 'url',
  https: 'url',
  sms: 'sms',
};

export const namesOf = (node: XmlNode | undefined): JsonObject[] => mapped(children(node, 'name'), nameOf);

/** PN, EN or ON as HumanName. */
export function nameOf(node: XmlNode): JsonObject | undefined {
  if (nullFlavor(node) !== undefined) return undefined;
  const parts = (name: string): string[] =>
    children(node, name).flatMap((part) => (nullFlavor(part) === undefined ? plainText(part) || [] : []));
  const family = parts('family');
  const given = parts('given');
  const isBirthName = children(node, 'family').some((part) => attribute(part, 'qualifier') === 'BR');
  return elementOrNone({
    use: isBirthName ? 'maiden' : firstUse(node, NAME_USES),
    text: family.length + given.length === 0 ? plainText(node) || undefined : undefined,
    family: family.join(' ') || undefined,
    given,
    prefix: parts('prefix'),
    suffix: parts('suffix'),
    period: periodOf(whenOf(child(node, 'validTime'))),
  });
}

/** The name as one line. */
export function lineOfName(node: XmlNode | undefined): string | undefined {
  if (!node || nullFlavor(node) !== undefined) return undefined;
  const words = (name: string): string[] => children(node, name).map(plainText);
  const line = ['prefix', 'given', 'family'].flatMap(words).filter(Boolean).join(' ');
  const suffix = words('suffix').filter(Boolean).join(' ');
  return (line ? [line, suffix].filter(Boolean).join(', ') : plainText(node)) || undefined;
}

export const addressesOf = (node: XmlNode | undefined): JsonObject[] => mapped(children(node, 'addr'), addressOf);

export function addressOf(node: XmlNode): JsonObject | undefined {
  if (nullFlavor(node) !== undefined) return undefined;
  const part = (name: string): string | undefined => {
    const found = child(node, name);
    return found && nullFlavor(found) === undefined ? plainText(found) || undefined : undefined;
  };
  const made = elementOrNone({
    line: children(node, 'streetAddressLine', 'streetName', 'houseNumber', 'additionalLocator').map(plainText).filter(Boolean),
    city: part('city'),
    district: part('county'),
    state: part('state'),
    postalCode: part('postalCode'),
    country: part('country'),
    text: elements(node).length === 0 ? ownText(node) : undefined,
  });
  const use = firstUse(node, ADDRESS_USES);
  return made && elementOrNone({ use, ...made, period: periodOf(whenOf(child(node, 'useablePeriod'))) });
}

export const telecomsOf = (node: XmlNode | undefined): JsonObject[] => mapped(children(node, 'telecom'), telecomOf);

export function telecomOf(node: XmlNode): JsonObject | undefined {
  const value = attribute(node, 'value');
  if (value === undefined || nullFlavor(node) !== undefined) return undefined;
  const scheme = /^([a-z-]+):/i.exec(value)?.[1]?.toLowerCase() ?? '';
  const rest = scheme in TELECOM_SYSTEMS && !scheme.startsWith('http') ? value.slice(scheme.length + 1).trim() : value;
  if (rest === '') return undefined;
  return elementOrNone({
    system: TELECOM_SYSTEMS[scheme] ?? (/^[^\s@]+@[^\s@]+$/.test(rest) ? 'email' : /^[\d\s()+.x-]+$/i.test(rest) ? 'phone' : 'other'),
    value: rest,
    use: firstUse(node, TELECOM_USES),
    period: periodOf(whenOf(child(node, 'useablePeriod'))),
  });
}

function firstUse(node: XmlNode, uses: Readonly<Record<string, string>>): string | undefined {
  return attribute(node, 'use')
    ?.split(/\s+/)
    .map((use) => uses[use])
    .find((use) => use !== undefined);
}

/** CF-AdministrativeGender. */
export function genderOf(node: XmlNode | undefined): string | undefined {
  const code = attribute(node, 'code')?.toUpperCase();
  if (code === undefined) return node ? 'unknown' : undefined;
  return { M: 'male', F: 'female', UN: 'other', O: 'other' }[code] ?? { MALE: 'male', FEMALE: 'female' }[code] ?? 'unknown';
}

/** A moment that must be exact to be an `instant`. */
export function instantOf(text: string | undefined, zone?: string): string | undefined {
  const time = dateTimeOf(text, zone);
  return time !== undefined && time.includes('T') ? time : undefined;
}
