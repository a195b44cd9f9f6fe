import type { Format, Parsed, Source } from '../../source.ts';
import { parseTable } from './parse-table.ts';
import type { TableMapping } from './propose.ts';
import { tableAt } from './tables-in.ts';

/** A table of a file, read the way a person has confirmed: a format for `takeIn({ as: … })`. `member` names it, where the file holds several. */
export const tableFormat = (mapping: TableMapping, member = ''): Format => ({
  name: 'table',
  version: '2',
  recognise: () => 'a table of readings',
  parse: (source) => parse(source, mapping, member),
});

async function* parse(source: Source, mapping: TableMapping, member: string): AsyncIterable<Parsed> {
  const table = await tableAt(source, member);
  if (!table) return;
  const prefix = member === '' ? '' : `${member} `;
  for await (const parsed of parseTable(table, mapping))
    if (parsed.kind === 'draft') yield { ...parsed, draft: { ...parsed.draft, place: prefix + (parsed.draft.place ?? '') } };
    else if (parsed.kind === 'unread')
      yield { ...parsed, issues: parsed.issues.map((each) => ({ ...each, location: prefix + (each.location ?? '') })) };
    else yield parsed;
}
