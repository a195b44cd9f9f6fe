import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';

const KINDS: Readonly<Record<string, readonly [words: string, mediaType: string]>> = {
  doc: ['older Word document', 'application/msword'],
  xls: ['older Excel workbook', 'application/vnd.ms-excel'],
  ppt: ['older PowerPoint slides', 'application/vnd.ms-powerpoint'],
  msg: ['Outlook message', 'application/vnd.ms-outlook'],
};
const UNKNOWN = ['older office document', 'application/x-ole-storage'] as const;
const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const kindOf = (name: string) => KINDS[/\.(\w{3})$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? UNKNOWN;

/** Files of older office programs (MS-CFB): kept and named; their words are not read. */
export const olderOffice: Format = {
  name: 'older-office',
  version: '1',
  recognise: ({ name, bytes }) => (SIGNATURE.every((byte, n) => bytes[n] === byte) ? kindOf(name)[0] : undefined),
  parse,
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const [words, mediaType] = kindOf(source.name);
  yield { kind: 'document', document: { mediaType } };
  yield unread(`The words of this ${words} cannot be read.`, '', 'not-supported', 'It is kept as it is; save it as PDF and add that too.');
}
