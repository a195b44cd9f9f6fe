import { isJsonObject } from '../json/value.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { isWordElement } from './definitions.ts';

/** What a person can read in a resource, for full-text search. */
export interface Words {
  /** Names, displays, texts, notes, text attachments; no ids, codes, systems or URLs. */
  readonly content: string;
  /** The narrative, without its tags. */
  readonly narrative: string;
}

/** Collects the words of a resource, those of contained resources included; a phrase that repeats is taken once. */
export function wordsOf(resource: JsonObject): Words {
  const phrases = new Set<string>();
  collect(resource, phrases);
  const text = resource['text'];
  const div = isJsonObject(text) ? text['div'] : undefined;
  return { content: [...phrases].join('\n'), narrative: typeof div === 'string' ? withoutTags(div) : '' };
}

function collect(node: JsonObject, phrases: Set<string>): void {
  for (const name in node) {
    const value = node[name] as JsonValue;
    if (typeof value === 'string') {
      if (isWordElement(name)) phrases.add(value);
    } else if (Array.isArray(value)) {
      const readable = isWordElement(name);
      for (const item of value) {
        if (typeof item === 'string') {
          if (readable) phrases.add(item);
        } else if (isJsonObject(item)) collect(item, phrases);
      }
    } else if (isJsonObject(value)) collect(value, phrases);
  }
  if (typeof node['data'] === 'string' && typeof node['contentType'] === 'string')
    addAttachment(node['data'], node['contentType'], phrases);
}

/** Longer text attachments are cut for the index: in characters of base64. */
const LONGEST = 400_000;

/** `Attachment.data` of a text type, such as a note in plain text. */
function addAttachment(data: string, contentType: string, phrases: Set<string>): void {
  if (!contentType.startsWith('text/')) return;
  const text = decodeBase64(data.slice(0, LONGEST));
  if (text !== undefined) phrases.add(contentType.startsWith('text/plain') ? text : withoutTags(text));
}

function decodeBase64(data: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** The text of XHTML: tags become spaces, entities characters. Takes time by its length alone, however broken it is. */
export function withoutTags(xhtml: string): string {
  const texts: string[] = [];
  for (let from = 0; from < xhtml.length;) {
    const opening = xhtml.indexOf('<', from);
    texts.push(xhtml.slice(from, opening < 0 ? undefined : opening));
    if (opening < 0) break;
    const end = xhtml.startsWith('<!--', opening) ? '-->' : '>';
    const closing = xhtml.indexOf(end, opening + 1);
    if (closing < 0) break;
    from = closing + end.length;
  }
  return texts.map(withoutEntities).join(' ').replace(/\s+/g, ' ').trim();
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
  });
}
