import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Source } from '../source.ts';
import { BadArchive, gunzipped } from './gunzip.ts';
import { filesIn } from './unzip.ts';

/** How many bytes of the archive were read, in all. */
interface Counted extends Source {
  read: number;
}

function sourceOf(bytes: Uint8Array, random = true): Counted {
  const counted: Counted = {
    name: 'a.zip',
    size: bytes.length,
    read: 0,
    open: () => from(0),
    ...(random && { openAt: (at: number) => from(at) }),
  };
  async function* from(begin: number): AsyncIterable<Uint8Array> {
    for (let at = begin; at < bytes.length; at += 1000) {
      const chunk = bytes.subarray(at, at + 1000);
      counted.read += chunk.length;
      yield chunk;
    }
  }
  return counted;
}

async function contents(source: Source): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const file of filesIn(source)) {
    const parts: Uint8Array[] = [];
    for await (const part of file.open()) parts.push(part);
    found[file.name] = Buffer.concat(parts).toString('latin1');
  }
  return found;
}

const text = (words: string) => new TextEncoder().encode(words);

describe('a ZIP', () => {
  it('gives its files in order, people first, packed or stored, and no litter', async () => {
    const zip = zipSync({
      'b.txt': text('b'.repeat(5000)),
      'a/导出.xml': [text('stored'), { level: 0 }],
      'Patient.ndjson': text('p'),
      '__MACOSX/._b.txt': text('x'),
      'a/.DS_Store': text('x'),
      'empty.txt': new Uint8Array(0),
    });
    const expected = { 'Patient.ndjson': 'p', 'b.txt': 'b'.repeat(5000), 'a/导出.xml': 'stored', 'empty.txt': '' };
    for (const random of [true, false]) expect(await contents(sourceOf(zip, random))).toEqual(expected);
    expect(Object.keys(await contents(sourceOf(zip)))[0]).toBe('Patient.ndjson');
  });

  it('is read about once, however many files it has', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, new Uint8Array(randomBytes(5000))]));
    const source = sourceOf(zipSync(files));
    await contents(source);
    expect(source.read).toBeLessThan((source.size ?? 0) * 2);
  });

  it('that is damaged, cut short, or no ZIP says so [S26]', async () => {
    const zip = zipSync({ 'a.txt': new Uint8Array(randomBytes(3000)), 'b.txt': text('b'.repeat(3000)) });
    for (const cut of [0, 1, 20, 40, 3000, zip.length - 30, zip.length - 1])
      await expect(contents(sourceOf(zip.subarray(0, cut)))).rejects.toThrow(BadArchive);
    const changed = zip.slice();
    changed.fill(0xaa, 3060, 3075);
    await expect(contents(sourceOf(changed))).rejects.toThrow(BadArchive);
  });

  it('whose files share their bytes, or unfold to more than they say, is refused [S26]', async () => {
    const zip = zipSync({ 'a.txt': text('a'.repeat(2000)), 'b.txt': text('b'.repeat(2000)) });
    const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const second = zip.lastIndexOf(0x50, zip.length - 23);
    const directory = view(zip).getUint32(zip.length - 6, true);
    const shared = zip.slice();
    // The second entry of the directory points at the first file.
    view(shared).setUint32(second + 42, 0, true);
    await expect(contents(sourceOf(shared))).rejects.toThrow(BadArchive);
    const lying = zip.slice();
    view(lying).setUint32(directory + 24, 10, true);
    await expect(contents(sourceOf(lying))).rejects.toThrow(BadArchive);
  });

  it('or gzip file that unfolds to hundreds of times its size stops at once [S26]', async () => {
    const zeros = new Uint8Array(60 * 1024 * 1024);
    const start = performance.now();
    await expect(contents(sourceOf(zipSync({ 'zeros.json': zeros })))).rejects.toThrow(BadArchive);
    const packed = gzipSync(zeros);
    const unfolding = performance.now();
    await expect(async () => {
      for await (const _ of gunzipped(sourceOf(packed)).open());
    }).rejects.toThrow(BadArchive);
    expect(performance.now() - unfolding).toBeLessThan(5000);
    expect(unfolding).toBeGreaterThan(start);
  });
});
