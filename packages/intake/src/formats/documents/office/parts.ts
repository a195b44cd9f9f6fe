import { Parser } from 'htmlparser2';
import type { Source } from '../../../source.ts';

export interface Reader {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Goes through the XML of a part, and stops now and then, so that what was gathered can be given away. No DTD is read. */
export async function* readPart(part: Source, reader: Reader): AsyncIterable<void> {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open?.(name, attributes),
      ontext: (text) => reader.text?.(text),
      onclosetag: (name) => reader.close?.(name),
    },
    { xmlMode: true },
  );
  const decoder = new TextDecoder();
  for await (const chunk of part.open()) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.end(decoder.decode());
  yield;
}

/** The same to the end, for a part of little size. */
export async function readWholePart(part: Source | undefined, reader: Reader): Promise<void> {
  if (part) for await (const _ of readPart(part, reader));
}
