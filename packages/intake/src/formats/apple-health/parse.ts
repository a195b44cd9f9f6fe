import { issue } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { excerpt } from './excerpt.ts';
import { AppleReader } from './reader.ts';
import { TagScanner } from './scan-tags.ts';

/** Apple Health's `export.xml`, whatever its name in the phone's language: known by its root element. */
export const appleHealth: Format = { name: 'apple-health', version: '2', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  return /^(?:\ufeff)?(?:<\?xml[^>]*\?>)?(?:\s|<!--[\s\S]*?-->)*<(?:!DOCTYPE\s+HealthData\b|HealthData[\s>])/.test(text)
    ? 'Apple Health export'
    : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const reader = new AppleReader();
  const scanner = new TagScanner(reader);
  for await (const bytes of source.open()) {
    scanner.push(bytes);
    yield* reader.take();
  }
  scanner.end();
  yield* reader.end();
  if (scanner.broken > 0)
    yield {
      kind: 'unread',
      issues: [
        issue('warning', 'structure', `At ${scanner.broken} places the file is not well-formed; what stands there was passed over.`, {
          remedy: 'The original is kept; export again from the phone if something is missing.',
        }),
      ],
    };
  if (reader.clinical > 0 && !source.name.includes('/'))
    yield {
      kind: 'note',
      issue: issue(
        'information',
        'incomplete',
        `${reader.clinical} records from clinics are named here and stand in files beside this one.`,
        {
          remedy: 'Drop the whole export.zip to take them in as well.',
        },
      ),
    };
}
