import type { Format, Parsed, Source } from '../../../source.ts';

/** A mailbox file (RFC 4155): messages one after the other, each begun by a `From ` line. */
export const mbox: Format = {
  name: 'mbox',
  version: '1',
  recognise: ({ text }) => (/^From \S+.*\d{4}\s*\r?\n[\w-]+:/.test(text) ? 'mailbox of e-mails' : undefined),
  parse,
  inside,
};

/** One message is not longer. */
const MESSAGE = 64 * 1024 * 1024;

async function* parse(): AsyncIterable<Parsed> {
  yield { kind: 'document', document: { mediaType: 'application/mbox' } };
}

async function* inside(source: Source): AsyncIterable<Source> {
  let n = 0;
  for await (const message of messagesIn(source)) {
    n += 1;
    yield { name: `${source.name} › ${n}.eml`, size: message.length, open: () => once(message) };
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function* messagesIn(source: Source): AsyncIterable<Uint8Array> {
  let lines: Buffer[] = [];
  let size = 0;
  let isBlank = true;
  for await (const line of linesOf(source)) {
    if (isBlank && line.subarray(0, 5).toString('latin1') === 'From ') {
      if (size > 0) yield Buffer.concat(lines);
      [lines, size] = [[], 0];
    } else if (size <= MESSAGE) {
      // A `From ` inside the text was quoted by a `>`.
      const bare = /^>+From /.test(line.subarray(0, 80).toString('latin1')) ? line.subarray(1) : line;
      lines.push(bare);
      size += bare.length;
    }
    isBlank = line.length <= 2 && line.toString('latin1').trim() === '';
  }
  if (size > 0) yield Buffer.concat(lines);
}

async function* linesOf(source: Source): AsyncIterable<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of source.open()) {
    const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    let from = 0;
    for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, from)) {
      yield all.subarray(from, end + 1);
      from = end + 1;
    }
    rest = all.subarray(from);
  }
  if (rest.length > 0) yield rest;
}
