import { issue } from '@satchel/fhir';
import type { Format, Parsed } from '../../../source.ts';

/** The text of a SMART Health Link. Following it asks another host, which a person says to do: it is told, and not followed. */
export const healthLinkText: Format = {
  name: 'health-link-text',
  version: '1',
  recognise: ({ text }) => (/^(https:\/\/\S+#)?shlink:\/[A-Za-z0-9_-]+\s*$/i.test(text) ? 'SMART Health Link' : undefined),
  parse,
};

async function* parse(): AsyncIterable<Parsed> {
  yield {
    kind: 'note',
    issue: issue('information', 'informational', 'This is a link to health records that somebody shares; it was not followed.', {
      remedy: 'Give the link under Add to fetch what it leads to.',
    }),
  };
}
