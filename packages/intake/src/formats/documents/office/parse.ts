import { BadArchive } from '../../../containers/gunzip.ts';
import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { headOf } from '../../../head.ts';
import { isoDate } from '../iso-date.ts';
import { readOffice } from './read-office.ts';
import { OFFICE, officeKindOf } from './recognise.ts';

/** Office documents: Word, OpenDocument, and of workbooks and slides their words. No macro is run, no link followed. */
export const office: Format = {
  name: 'office',
  version: '1',
  recognise: ({ name, bytes }) => {
    const kind = officeKindOf(name, bytes);
    return kind && OFFICE[kind][0];
  },
  parse,
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const kind = officeKindOf(source.name, await headOf(source)) ?? 'docx';
  const [words, mediaType] = OFFICE[kind];
  try {
    const { date, ...facts } = await readOffice(source, kind);
    const day = isoDate(date) ?? isoDate(date?.slice(0, 10));
    yield { kind: 'document', document: { mediaType, ...facts, ...(day && { date: day }) } };
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield { kind: 'document', document: { mediaType } };
    yield unread(`This ${words} is damaged or locked.`, '', 'structure', 'It is kept as it is; ask the sender for it again.');
    return;
  }
}
