import { type Outcome, success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { everyMatch } from './every-match.ts';
import { originalsIn, targetsByDocument } from './sources.ts';

/** What came from an original and is still kept aside. */
export async function asideFrom(
  view: RecordView,
  original: string,
): Promise<Outcome<readonly { readonly type: string; readonly id: string }[]>> {
  const document = (await originalsIn(view)).find((each) => each.original === original)?.document;
  if (document === undefined) return success([]);
  const provenance = await everyMatch(view, 'Provenance', 'entity:missing=false');
  if (!provenance.ok) return provenance;
  const facts: { type: string; id: string }[] = [];
  for (const target of targetsByDocument(provenance.value).get(document) ?? []) {
    const [type = '', id = ''] = target.split('/');
    const read = await view.read(type, id);
    if (read.ok && read.value.marks.aside && read.value.marks.withdrawn === undefined) facts.push({ type, id });
  }
  return success(facts);
}
