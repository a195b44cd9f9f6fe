const SEGMENTS = 15;
const HEADER = 64;

/**
 * A frame in DICOM's run-length packing (PS3.5 annex G): one segment for each byte of each sample, the highest byte first.
 * Answers little-endian samples, plane by plane; undefined where it is damaged.
 */
export function unpackRle(packed: Uint8Array, pixels: number, bytesEach: number, samples: number): Uint8Array | undefined {
  if (packed.length < HEADER) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const count = view.getUint32(0, true);
  if (count !== bytesEach * samples || count > SEGMENTS) return undefined;
  const out = new Uint8Array(pixels * count);
  for (let n = 0; n < count; n++) {
    const from = view.getUint32(4 + 4 * n, true);
    const end = n + 1 < count ? view.getUint32(8 + 4 * n, true) : packed.length;
    const [sample, high] = [Math.floor(n / bytesEach), n % bytesEach];
    const first = sample * pixels * bytesEach + (bytesEach - 1 - high);
    if (from < HEADER || end > packed.length || !unpackSegment(packed.subarray(from, end), out, first, bytesEach, pixels)) return undefined;
  }
  return out;
}

function unpackSegment(segment: Uint8Array, out: Uint8Array, first: number, step: number, pixels: number): boolean {
  let written = 0;
  const write = (byte: number): void => {
    if (written < pixels) out[first + step * written++] = byte;
  };
  for (let at = 0; at < segment.length && written < pixels;) {
    const code = segment[at++] ?? 128;
    if (code < 128) for (let n = 0; n <= code && at < segment.length; n++) write(segment[at++] ?? 0);
    else if (code > 128) {
      const byte = segment[at++] ?? 0;
      for (let n = 0; n < 257 - code; n++) write(byte);
    }
  }
  return written === pixels;
}
