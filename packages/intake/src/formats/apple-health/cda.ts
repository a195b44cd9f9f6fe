import { issue } from '@satchel/fhir';
import type { Format, Head, Parsed } from '../../source.ts';

/** `export_cda.xml` beside an `export.xml`: the same readings once more, in a form that is no valid CDA. Dropped alone it is read as C-CDA. */
export const appleCda: Format = { name: 'apple-cda', version: '1', recognise, parse };

function recognise({ name, text }: Head): string | undefined {
  const isBeside = name.includes('/') && /_cda\.xml$/i.test(name);
  return isBeside && text.includes('<ClinicalDocument') ? 'Apple Health export (second copy)' : undefined;
}

async function* parse(): AsyncIterable<Parsed> {
  yield {
    kind: 'note',
    issue: issue('information', 'duplicate', 'This file repeats what export.xml says; it was passed over.', {
      remedy: 'Add it alone if there is no export.xml beside it.',
    }),
  };
}
