import type { JsonObject } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { APPLE } from './drafts.ts';
import { TagScanner } from './scan-tags.ts';

/** Where somebody ran or rode (GPX): a document with its time. The points stay in the original; a map of where a person lives is nobody's business. */
export const gpxRoute: Format = { name: 'gpx', version: '1', recognise, parse };

function recognise({ text }: Head): string | undefined {
  return /^(?:\ufeff)?(?:<\?xml[^>]*\?>)?\s*<gpx[\s>]/.test(text) ? 'GPX route' : undefined;
}

const TIME = /<time>\s*(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?)\s*<\/time>/g;

async function* parse(source: Source): AsyncIterable<Parsed> {
  let [points, size]: [number, number] = [0, 0];
  let [first, last]: [string | undefined, string | undefined] = [undefined, undefined];
  const scanner = new TagScanner({ open: (tag) => void (points += tag.name === 'trkpt' ? 1 : 0), close() {} });
  let rest = '';
  for await (const bytes of source.open()) {
    size += bytes.length;
    scanner.push(bytes);
    const text = rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const [, time] of text.slice(text.indexOf('<trk') + 1).matchAll(TIME)) {
      if (points === 0) continue;
      first ??= time;
      last = time;
    }
    rest = text.slice(-80);
  }
  const name = source.name.split('/').at(-1) ?? source.name;
  const instant = (time: string): string => (time.endsWith('Z') ? time : `${time}Z`);
  const resource: JsonObject = {
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: 'Workout route' },
    description: `Workout route, ${points} points`,
    ...(first !== undefined && { date: instant(first) }),
    ...(first !== undefined && last !== undefined && { context: { period: { start: instant(first), end: instant(last) } } }),
    content: [{ attachment: { contentType: 'application/gpx+xml', title: name, size } }],
  };
  yield {
    kind: 'draft',
    draft: { resource, source: { system: APPLE, id: `DocumentReference/${name} ${first ?? size}` }, place: 'line 1' },
  };
}
