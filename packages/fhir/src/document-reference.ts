import { isJsonObject, type JsonObject, type JsonValue } from './json/value.ts';

/** What a file is as a document, as far as it says so itself. */
export interface DocumentFacts {
  /** What its bytes are, whatever it was called. */
  readonly mediaType?: string;
  /** Its kind in words: `Letter`, `Structured report`. */
  readonly type?: string;
  /** When it was made or sent, a FHIR dateTime of any precision. */
  readonly date?: string;
  readonly title?: string;
  readonly author?: string;
  /** Of a picture, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly pages?: number;
  /** Its text layer, by which it is found. */
  readonly text?: string;
}

/** Where the file is kept, and what else its DocumentReference says. */
export interface KeptDocument {
  readonly attachment: JsonObject;
  readonly category: JsonObject;
  /** When it came in: an instant. */
  readonly date?: string;
}

/** The DocumentReference of a file: its bytes as one form of the content, its text layer as a second. */
export function documentReferenceOf(facts: DocumentFacts, { attachment, category, date }: KeptDocument): JsonObject {
  const { mediaType, type, title, author, text } = facts;
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    ...(type !== undefined && { type: { text: type } }),
    category: [category],
    ...(date !== undefined && { date }),
    ...(author !== undefined && { author: [{ display: author }] }),
    ...(title !== undefined && { description: title }),
    content: [
      {
        attachment: {
          ...attachment,
          ...(mediaType !== undefined && { contentType: mediaType }),
          ...(facts.date !== undefined && { creation: facts.date }),
          ...sizeOf(facts),
        },
      },
      ...(text?.trim()
        ? [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64'), title: 'Text layer' } }]
        : []),
    ],
  };
}

/** R4 has no elements for the size of an attachment; these are those of R5, in the extensions that it gives R4 for them. */
function sizeOf(facts: DocumentFacts): JsonObject {
  const extension = (['width', 'height', 'pages'] as const).flatMap((name) =>
    facts[name] === undefined
      ? []
      : [{ url: `http://hl7.org/fhir/5.0/StructureDefinition/extension-Attachment.${name}`, valuePositiveInt: facts[name] }],
  );
  return extension.length > 0 ? { extension } : {};
}

/** The same facts out of such a DocumentReference. */
export function documentFactsOf(resource: JsonObject): DocumentFacts {
  const [file, text] = objects(resource['content']).map((each) => (isJsonObject(each['attachment']) ? each['attachment'] : {}));
  const data = text?.['data'];
  const type = isJsonObject(resource['type']) ? resource['type']['text'] : undefined;
  const words = {
    mediaType: file?.['contentType'],
    type,
    date: file?.['creation'],
    title: resource['description'],
    author: objects(resource['author'])[0]?.['display'],
    text: typeof data === 'string' ? Buffer.from(data, 'base64').toString() : undefined,
  };
  const sizes = objects(file?.['extension']).flatMap(({ url, valuePositiveInt }) => {
    const name = /extension-Attachment\.(width|height|pages)$/.exec(String(url))?.[1];
    return name === undefined ? [] : [[name, Number(String(valuePositiveInt))] as const];
  });
  const said = Object.entries(words).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries([...said, ...sizes]);
}

const objects = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
