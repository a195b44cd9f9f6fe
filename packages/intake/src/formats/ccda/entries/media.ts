import { element } from '../build.ts';
import type { EntryContext } from '../context.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { attribute, child, ownText, type XmlNode } from '../xml/node.ts';

/** A picture in the document to Media; undefined where the document only points at another file. */
export function media(statement: XmlNode, at: EntryContext): string | undefined {
  const value = child(statement, 'value');
  const data = attribute(value, 'representation') === 'B64' ? ownText(value)?.replace(/\s+/g, '') : undefined;
  if (!data || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return undefined;
  const resource = element({
    resourceType: 'Media',
    identifier: identifiersOf(statement),
    status: 'completed',
    subject: at.document.patient === undefined ? undefined : at.patient,
    content: { contentType: attribute(value, 'mediaType') ?? 'application/octet-stream', data },
  });
  return at.add(resource, statement);
}
