import dicomParser, { type DataSet } from 'dicom-parser';
import { text } from './values.ts';

/** An opened DICOM file (PS3.10): its elements by tag, as far as they could be read. */
export interface OpenedDicom {
  readonly set: DataSet;
  readonly transferSyntax: string;
  /** Where reading had to stop. */
  readonly isCut: boolean;
}

export const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
export const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
export const EXPLICIT_BIG = '1.2.840.10008.1.2.2';
const META_END = 'x00030000';
const VR = /^(AE|AS|AT|CS|DA|DS|DT|FD|FL|IS|LO|LT|OB|OD|OF|OL|OW|PN|SH|SL|SQ|SS|ST|TM|UC|UI|UL|UN|UR|US|UT)$/;
/** Deflated files may unfold to this much, in bytes. */
const UNFOLDED = 512 * 1024 * 1024;

/** Unpacks raw DEFLATE; undefined where it is damaged or longer than the limit. */
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array | undefined;

const letters = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length));

/** With its preamble, or without it as older devices wrote: then the first element has to be one of the first groups. */
export function isDicom(bytes: Uint8Array): boolean {
  return letters(bytes, 128, 4) === 'DICM' || bareSyntax(bytes) !== undefined;
}

/** Of a file without preamble and meta group: what its first element looks like. */
function bareSyntax(bytes: Uint8Array): string | undefined {
  if (bytes.length < 12) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const isExplicit = VR.test(letters(bytes, 4, 2));
  if ((a === 8 || a === 2) && b === 0 && isExplicit) return EXPLICIT_LITTLE;
  if (a === 0 && b === 8 && c === 0 && isExplicit) return EXPLICIT_BIG;
  // Group length or specific character set, with the length that it has.
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(4, true);
  const isFirst = a === 8 && b === 0 && d === 0 && ((c === 0 && length === 4) || (c <= 0x18 && length > 0 && length <= 64));
  return isFirst ? IMPLICIT_LITTLE : undefined;
}

/** Undefined where not even a first element can be read. Broken files are read as far as they go. */
export function openDicom(bytes: Uint8Array, inflate?: Inflate): OpenedDicom | undefined {
  const hasPreamble = letters(bytes, 128, 4) === 'DICM';
  const bare = hasPreamble ? undefined : bareSyntax(bytes);
  if (!hasPreamble && bare === undefined) return undefined;
  const meta = tryParse(bytes, { untilTag: META_END, ...(bare !== undefined && { TransferSyntaxUID: bare }) });
  const transferSyntax = (meta.set && text(meta.set, 'x00020010')) || bare || EXPLICIT_LITTLE;
  const options = {
    TransferSyntaxUID: transferSyntax,
    // The parser knows no way to inflate of its own.
    inflater: (all: Uint8Array, from: number) => unfold(all, from, inflate),
  };
  const { set, isCut } = tryParse(bytes, options);
  return set && Object.keys(set.elements).some((tag) => tag >= 'x0004') ? { set, transferSyntax, isCut } : undefined;
}

function tryParse(bytes: Uint8Array, options: object): { readonly set?: DataSet; readonly isCut: boolean } {
  try {
    return { set: dicomParser.parseDicom(bytes, options), isCut: false };
  } catch (error) {
    // What was read before the break comes with the complaint.
    const set = typeof error === 'object' && error !== null && 'dataSet' in error ? (error.dataSet as DataSet | undefined) : undefined;
    return { ...(set && { set }), isCut: true };
  }
}

function unfold(all: Uint8Array, from: number, inflate: Inflate | undefined): Uint8Array {
  const inflated = inflate?.(all.subarray(from), UNFOLDED);
  if (!inflated) throw new Error('The deflated part of this file is damaged, or cannot be unpacked here.');
  const joined = new Uint8Array(from + inflated.length);
  joined.set(all.subarray(0, from));
  joined.set(inflated, from);
  return joined;
}
