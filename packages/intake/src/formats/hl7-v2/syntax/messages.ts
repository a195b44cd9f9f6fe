import type { Source } from '../../../source.ts';
import { Segment } from './segment.ts';
import { separatorsOf } from './separators.ts';

/** A message, its header first. */
export interface Message {
  readonly segments: readonly Segment[];
  /** Line of the file at which it begins. */
  readonly line: number;
}

/** Something that is no message: too long, or before the first header. */
export interface Stray {
  readonly stray: 'too-long' | 'no-header';
  readonly line: number;
}

/** A single message may be this long, in characters. */
const LONGEST = 64 * 1024 * 1024;
const HEADER = /^MSH./;
const ENVELOPE = /^(?:FHS|BHS|BTS|FTS)\b/;
const NAMED = /^[A-Z][A-Z0-9]{2}(?![A-Za-z0-9])/;

/**
 * The messages of a file: one or many, in batches or not, in the frames of MLLP or bare, lines ended by CR, LF or both. A line without a
 * segment's name goes on with the one before: some systems break long texts.
 */
export async function* messagesIn(source: Source): AsyncIterable<Message | Stray> {
  let lines: string[] = [];
  let starts: number[] = [];
  let size = 0;
  let told = false;
  const done = function* (): Iterable<Message | Stray> {
    if (lines.length) yield size > LONGEST ? { stray: 'too-long', line: starts[0] ?? 1 } : messageOf(lines, starts);
    lines = [];
    starts = [];
    size = 0;
  };
  for await (const { text, number } of linesOf(source.open())) {
    if (HEADER.test(text)) yield* done();
    if (ENVELOPE.test(text)) {
      yield* done();
      continue;
    }
    if (lines.length === 0 && !HEADER.test(text)) {
      if (!told) yield { stray: 'no-header', line: number };
      told = true;
      continue;
    }
    size += text.length;
    if (size > LONGEST) continue;
    if (NAMED.test(text) || lines.length === 0) {
      lines.push(text);
      starts.push(number);
    } else lines[lines.length - 1] += `\n${text}`;
  }
  yield* done();
}

function messageOf(lines: readonly string[], starts: readonly number[]): Message {
  const header = lines[0] ?? '';
  const by = separatorsOf(header);
  const decode = decoderOf(header.split(by.field)[17] ?? '');
  const segments = lines.map((line, n) => new Segment(decode(line), by, starts[n] ?? 1));
  return { segments, line: starts[0] ?? 1 };
}

/** Bytes as characters, one for one, until the header has said what they are. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<{ text: string; number: number }> {
  let rest = '';
  let number = 0;
  const cut = function* (text: string): Iterable<{ text: string; number: number }> {
    number += 1;
    // 0B begins and 1C ends a frame of MLLP; EF BB BF is the mark of UTF-8.
    const plain = text
      .replaceAll('\x0b', '')
      .replaceAll('\x1c', '')
      .trim()
      .replace(/^\xef\xbb\xbf/, '');
    if (plain !== '') yield { text: plain, number };
  };
  for await (const chunk of bytes) {
    rest += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    const open = rest.endsWith('\r');
    const lines = (open ? rest.slice(0, -1) : rest).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + (open ? '\r' : '');
    for (const line of lines) yield* cut(line);
  }
  for (const line of rest.split(/\r\n|\r|\n/)) yield* cut(line);
}

const SETS: Readonly<Record<string, string>> = {
  '8859/1': 'iso-8859-1',
  '8859/2': 'iso-8859-2',
  '8859/5': 'iso-8859-5',
  '8859/7': 'iso-8859-7',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
};

/** MSH-18 (table 0211). UTF-8 and ASCII are read as UTF-8 as long as they are that, and else as what Windows calls Latin-1. */
function decoderOf(named: string): (line: string) => string {
  const set = SETS[named.split('~')[0]?.trim() ?? ''];
  const exact = set === undefined ? undefined : new TextDecoder(set);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const windows = new TextDecoder('windows-1252');
  return (line) => {
    if (!/[\x80-\xff]/.test(line)) return line;
    const bytes = Buffer.from(line, 'latin1');
    if (exact) return exact.decode(bytes);
    try {
      return utf8.decode(bytes);
    } catch {
      return windows.decode(bytes);
    }
  };
}
