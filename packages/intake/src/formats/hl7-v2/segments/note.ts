import { isJsonObject } from '@satchel/fhir';
import type { Segment } from '../syntax/segment.ts';
import type { Walk } from '../walk.ts';

/** NTE: a comment on what stands before it; lines that follow each other are one comment. */
export function nte(segment: Segment, walk: Walk): void {
  const text = segment
    .all(3)
    .map((each) => each.text)
    .join('\n');
  if (text === '') return;
  const { remarked } = walk;
  if (!remarked) {
    walk.unread(segment, 'This comment belongs to something that has no place for one.');
    return;
  }
  const { resource, element } = remarked;
  if (element !== 'note') {
    resource[element] = resource[element] === undefined ? text : `${String(resource[element])}\n${text}`;
    return;
  }
  const [first] = Array.isArray(resource['note']) ? resource['note'].filter(isJsonObject) : [];
  resource['note'] = [{ text: first === undefined ? text : `${String(first['text'])}\n${text}` }];
}
