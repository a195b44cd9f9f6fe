import type { JsonObject } from '@satchel/fhir';
import type { Repetition } from '../syntax/segment.ts';
import { ADDRESS_USE, lookUp, NAME_USE, TELECOM_SYSTEM, TELECOM_USE } from '../tables/codes.ts';
import { dateTimeOf } from './dates.ts';

const V2_0203 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const said = (texts: readonly string[]): string[] => texts.filter((each) => each !== '');

/** An HD as the URI of a namespace: an OID or UUID where it has one, a URL, else a name that is only known to its sender. */
export function namespaceOf(authority: Repetition): string | undefined {
  const [name, id, type] = [authority.at(1), authority.at(2), authority.at(3).toUpperCase()];
  if (/^\d+(\.\d+)+$/.test(id)) return `urn:oid:${id}`;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return `urn:uuid:${id.toLowerCase()}`;
  if (/^https?:\/\/\S+$/.test(id)) return id;
  if (id !== '' && type === 'DNS') return `https://${id}`;
  if (/^\d+(\.\d+)+$/.test(name)) return `urn:oid:${name}`;
  return undefined;
}

/** A CX. */
export function identifierOf(value: Repetition, kind = ''): JsonObject | undefined {
  const number = value.at(1);
  if (number === '') return undefined;
  const authority = value.inside(4);
  const system = namespaceOf(authority);
  const type = kind || value.at(5);
  const assigner = authority.at(1);
  return {
    ...(type !== '' && { type: { coding: [{ system: V2_0203, code: type }] } }),
    ...(system !== undefined && { system }),
    value: number,
    ...(assigner !== '' && { assigner: { display: assigner } }),
  };
}

/** An EI: an order or document number, of a kind that table 0203 names. */
export function entityOf(value: Repetition | undefined, kind: string): JsonObject | undefined {
  const number = value?.at(1) ?? '';
  if (!value || number === '') return undefined;
  const [name, id] = [value.at(2), value.at(3)];
  const system = /^\d+(\.\d+)+$/.test(id) ? `urn:oid:${id}` : undefined;
  return {
    ...(kind !== '' && { type: { coding: [{ system: V2_0203, code: kind }] } }),
    ...(system !== undefined && { system }),
    value: number,
    ...(name !== '' && { assigner: { display: name } }),
  };
}

/** An XPN; in an XCN the same parts stand one further on. */
export function nameOf(value: Repetition, shift = 0): JsonObject | undefined {
  const at = (component: number) => value.at(component + shift);
  const family = said([at(1)])[0];
  const given = said([at(2), ...at(3).split(' ')]);
  const [suffix, prefix] = [said([at(4), at(6)]), said([at(5)])];
  if (family === undefined && given.length === 0) return undefined;
  const use = lookUp(NAME_USE, value.at(shift === 0 ? 7 : 10));
  return {
    ...(use !== undefined && { use }),
    ...(family !== undefined && { family }),
    ...(given.length > 0 && { given }),
    ...(prefix.length > 0 && { prefix }),
    ...(suffix.length > 0 && { suffix }),
  };
}

/** An XAD. */
export function addressOf(value: Repetition): JsonObject | undefined {
  const line = said([[value.at(1, 1), value.at(1, 2)].filter(Boolean).join(' '), value.at(2)]);
  const [city, state, postalCode, country, type, county] = [3, 4, 5, 6, 7, 9].map((n) => value.at(n));
  const use = lookUp(ADDRESS_USE, type ?? '');
  const parts = {
    ...(line.length > 0 && { line }),
    ...(city && { city }),
    ...(county && { district: county }),
    ...(state && { state }),
    ...(postalCode && { postalCode }),
    ...(country && { country }),
  };
  return Object.keys(parts).length ? { ...(use !== undefined && { use }), ...parts } : undefined;
}

/** An XTN: an address of e-mail, else a number as written or put together from its parts. */
export function telecomOf(value: Repetition, otherwise?: string): JsonObject | undefined {
  const [use, equipment, mail] = [value.at(2), value.at(3).toUpperCase(), value.at(4)];
  const parts = said([value.at(5) && `+${value.at(5).replace(/^\+/, '')}`, value.at(6), value.at(7)]).join(' ');
  const number = said([value.at(12), value.at(1), parts])[0];
  const isMail = mail !== '' && (equipment === 'INTERNET' || use === 'NET' || number === undefined);
  const text = isMail ? mail : number;
  if (text === undefined) return undefined;
  const extension = !isMail && value.at(8) !== '' ? ` ext. ${value.at(8)}` : '';
  const system = isMail || text.includes('@') ? 'email' : (lookUp(TELECOM_SYSTEM, equipment) ?? 'phone');
  const place = equipment === 'CP' || use === 'PRS' ? 'mobile' : (lookUp(TELECOM_USE, use) ?? otherwise);
  return {
    system: system === 'email' && !text.includes('@') ? 'phone' : system,
    value: text + extension,
    ...(place !== undefined && { use: place }),
  };
}

/** A DR. */
export function periodOf(start: string, end: string, zone: string): JsonObject | undefined {
  const [from, to] = [dateTimeOf(start, zone), dateTimeOf(end, zone)];
  return from === undefined && to === undefined
    ? undefined
    : { ...(from !== undefined && { start: from }), ...(to !== undefined && { end: to }) };
}
