import type { DataSet } from 'dicom-parser';
import { isoDate } from '../iso-date.ts';

/** Specific Character Set (PS3.3 C.12.1.1.2) in the names that decoders know. */
const CHARACTER_SETS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'windows-1252',
  'ISO 2022 IR 100': 'windows-1252',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 13': 'shift_jis',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** The text of an element, in the file's own character set; undefined where it is absent or empty. */
export function text(set: DataSet, tag: string, charset = charsetOf(set)): string | undefined {
  const element = set.elements[tag];
  if (!element || element.length <= 0 || element.length > 4 * 1024 * 1024) return undefined;
  const bytes = set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  return new TextDecoder(charset).decode(bytes).replace(/\0+$/, '').trim() || undefined;
}

export function charsetOf(set: DataSet): string {
  const named = (text(set, 'x00080005', 'windows-1252') ?? '').split('\\').map((each) => each.trim());
  return named.map((each) => CHARACTER_SETS[each]).find((label) => label !== undefined) ?? 'windows-1252';
}

/** A unique identifier, where it is one. */
export function uid(set: DataSet, tag: string): string | undefined {
  const value = text(set, tag)?.split('\\')[0];
  return value !== undefined && /^[0-9.]{3,64}$/.test(value) ? value : undefined;
}

/** A whole number written as text (IS), none below 0. */
export function number(set: DataSet, tag: string): number | undefined {
  const value = Number(text(set, tag)?.split('\\')[0] ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : undefined;
}

/** A number of 16 bits (US); undefined where it is absent or cut off. */
export function uint16(set: DataSet, tag: string): number | undefined {
  const element = set.elements[tag];
  return element && element.length >= 2 && element.dataOffset + 2 <= set.byteArray.length ? set.uint16(tag) : undefined;
}

/** DA and TM as a FHIR dateTime; a time without the file's offset from UTC is left out. */
export function moment(set: DataSet, dateTag: string, timeTag: string): string | undefined {
  const day = date(set, dateTag);
  const [, hour, minute, second = '00'] = /^(\d\d):?(\d\d):?(\d\d)?/.exec(text(set, timeTag) ?? '') ?? [];
  const [, sign, zone] = /^([+-]\d\d)(\d\d)$/.exec(text(set, 'x00080201') ?? '') ?? [];
  if (day === undefined || hour === undefined || sign === undefined) return day;
  return isoDate(`${day}T${hour}:${minute}:${second}${sign}:${zone}`) ?? day;
}

export function date(set: DataSet, tag: string): string | undefined {
  const [, year, month, day] = /^(\d{4})\.?(\d\d)\.?(\d\d)/.exec(text(set, tag) ?? '') ?? [];
  return isoDate(`${year}-${month}-${day}`);
}

/** `Family^Given^Middle^Prefix^Suffix`, the alphabetic group of it (PS3.5 §6.2.1). */
export function personName(set: DataSet, tag: string): readonly string[] | undefined {
  const parts = text(set, tag)
    ?.split('=')[0]
    ?.split('^')
    .map((part) => part.trim());
  return parts?.some((part) => part !== '') ? parts : undefined;
}

export function personWords(set: DataSet, tag: string): string | undefined {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = personName(set, tag) ?? [];
  return [prefix, given, middle, family, suffix].filter((part) => part !== '').join(' ') || undefined;
}

/** Items of a sequence. */
export const items = (set: DataSet, tag: string): readonly DataSet[] =>
  (set.elements[tag]?.items ?? []).flatMap(({ dataSet }) => (dataSet ? [dataSet] : []));
