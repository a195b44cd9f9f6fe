import type { DataSet, Element } from 'dicom-parser';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type OpenedDicom } from './open-dicom.ts';
import { unpackRle } from './rle.ts';
import { text, uint16 } from './values.ts';

/** One frame of an image as the file holds it. */
export type Frame =
  /** JPEG that any browser decodes. */
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'grey';
      readonly width: number;
      readonly height: number;
      /** Values after the modality's own rescaling: Hounsfield units in CT. */
      readonly values: Float32Array;
      /** Lowest values are shown white. */
      readonly isInverted: boolean;
      /** What the file proposes to look at: centre and width. */
      readonly window: readonly [center: number, width: number];
    }
  | { readonly kind: 'colour'; readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray<ArrayBuffer> };

/** Why there is nothing to draw: no image in it, packed in a way that is not read here, or damaged. */
export type NoFrame = 'none' | 'packed' | 'damaged';

const [RLE, JPEG_BASELINE] = ['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.4.50'];
const DEFLATED = '1.2.840.10008.1.2.1.99';
/** Larger frames are not drawn, in pixels. */
const PIXELS = 64_000_000;

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bits: number;
  readonly stored: number;
  readonly isSigned: boolean;
  readonly isPlanar: boolean;
  readonly photometric: string;
}

export const framesIn = ({ set }: OpenedDicom): number => Math.max(1, Number(text(set, 'x00280008') ?? 1) || 1);

/** A frame, counted from 0 (PS3.3 C.7.6.3, PS3.5 §8 and annex A). */
export function frameOf(opened: OpenedDicom, n: number): Frame | NoFrame {
  const { set, transferSyntax } = opened;
  const pixels = set.elements['x7fe00010'];
  const shape = shapeOf(set);
  if (!pixels || !shape) return 'none';
  if (shape.width * shape.height > PIXELS) return 'packed';
  if (transferSyntax === JPEG_BASELINE) {
    const bytes = packedFrame(set, pixels, n, framesIn(opened));
    return bytes ? { kind: 'jpeg', bytes } : 'damaged';
  }
  const size = shape.width * shape.height * shape.samples * (shape.bits / 8);
  if (transferSyntax === RLE) {
    const packed = packedFrame(set, pixels, n, framesIn(opened));
    const bytes = packed && unpackRle(packed, shape.width * shape.height, shape.bits / 8, shape.samples);
    // Its segments are planes, whatever the planar configuration says.
    return bytes ? frameFrom(set, { ...shape, isPlanar: true }, bytes, true) : 'damaged';
  }
  if (![EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED].includes(transferSyntax)) return 'packed';
  // Chrominance shared by two pixels takes two bytes a pixel, not three.
  if (shape.photometric === 'YBR_FULL_422') return 'packed';
  const from = pixels.dataOffset + n * size;
  if (from + size > set.byteArray.length) return 'damaged';
  return frameFrom(set, shape, set.byteArray.subarray(from, from + size), transferSyntax !== EXPLICIT_BIG);
}

function shapeOf(set: DataSet): Shape | undefined {
  const number = (tag: string, other: number) => uint16(set, tag) ?? other;
  const [width, height, bits] = [number('x00280011', 0), number('x00280010', 0), number('x00280100', 8)];
  if (width === 0 || height === 0 || ![8, 16, 32].includes(bits)) return undefined;
  return {
    width,
    height,
    bits,
    stored: number('x00280101', bits),
    samples: number('x00280002', 1),
    isSigned: number('x00280103', 0) === 1,
    isPlanar: number('x00280006', 0) === 1,
    photometric: text(set, 'x00280004') ?? 'MONOCHROME2',
  };
}

/** A frame of encapsulated pixel data: its fragments, by the table of offsets or one each; all of them where there is one frame. */
function packedFrame(set: DataSet, { fragments = [], basicOffsetTable = [] }: Element, n: number, frames: number): Uint8Array | undefined {
  const begin = basicOffsetTable[n];
  const end = basicOffsetTable[n + 1] ?? Number.POSITIVE_INFINITY;
  const mine =
    frames === 1
      ? fragments
      : begin !== undefined && basicOffsetTable.length >= frames
        ? fragments.filter(({ offset }) => offset >= begin && offset < end)
        : fragments.slice(n, n + 1);
  if (mine.length === 0) return undefined;
  const bytes = new Uint8Array(mine.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { position, length } of mine) {
    bytes.set(set.byteArray.subarray(position, position + length), at);
    at += length;
  }
  return bytes;
}

function frameFrom(set: DataSet, shape: Shape, bytes: Uint8Array, isLittle: boolean): Frame | NoFrame {
  const { width, height, samples, photometric, bits } = shape;
  if (samples === 3 && bits === 8) return { kind: 'colour', width, height, rgba: coloured(shape, bytes) };
  if (samples !== 1 || photometric === 'PALETTE COLOR') return 'packed';
  const [slope, intercept] = [decimal(set, 'x00281053') ?? 1, decimal(set, 'x00281052') ?? 0];
  const values = valuesOf(shape, bytes, isLittle).map((value) => value * slope + intercept);
  return { kind: 'grey', width, height, values, isInverted: photometric === 'MONOCHROME1', window: windowOf(set, values) };
}

function valuesOf({ width, height, bits, stored, isSigned }: Shape, bytes: Uint8Array, isLittle: boolean): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float32Array(width * height);
  // Bits above those stored may hold anything: shifting drops them, and brings the sign along.
  const unused = 32 - Math.min(stored, bits);
  for (let n = 0; n < values.length; n++) {
    const raw = bits === 8 ? view.getUint8(n) : bits === 16 ? view.getUint16(n * 2, isLittle) : view.getUint32(n * 4, isLittle);
    values[n] = isSigned ? (raw << unused) >> unused : (raw << unused) >>> unused;
  }
  return values;
}

function coloured({ width, height, isPlanar, photometric }: Shape, bytes: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const count = width * height;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let n = 0; n < count; n++) {
    const [a = 0, b = 0, c = 0] = isPlanar
      ? [bytes[n], bytes[count + n], bytes[2 * count + n]]
      : [bytes[3 * n], bytes[3 * n + 1], bytes[3 * n + 2]];
    const colour =
      photometric === 'YBR_FULL'
        ? [a + 1.402 * (c - 128), a - 0.344136 * (b - 128) - 0.714136 * (c - 128), a + 1.772 * (b - 128)]
        : [a, b, c];
    rgba.set([...colour, 255], n * 4);
  }
  return rgba;
}

/** The window of the file, else all that there is. */
function windowOf(set: DataSet, values: Float32Array): readonly [number, number] {
  const [center, width] = [decimal(set, 'x00281050'), decimal(set, 'x00281051')];
  if (center !== undefined && width !== undefined && width >= 1) return [center, width];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [(low + high) / 2, Math.max(1, high - low)];
}

function decimal(set: DataSet, tag: string): number | undefined {
  const value = Number(text(set, tag)?.split('\\')[0] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Grey values through a window as pixels of a canvas (PS3.3 C.11.2.1.2). */
export function shade(frame: Extract<Frame, { kind: 'grey' }>, [center, width]: readonly [number, number]): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(frame.values.length * 4);
  const low = center - 0.5 - (width - 1) / 2;
  const scale = 255 / Math.max(1, width - 1);
  for (const [n, value] of frame.values.entries()) {
    const level = Math.min(255, Math.max(0, (value - low) * scale));
    const grey = frame.isInverted ? 255 - level : level;
    rgba[4 * n] = rgba[4 * n + 1] = rgba[4 * n + 2] = grey;
    rgba[4 * n + 3] = 255;
  }
  return rgba;
}
