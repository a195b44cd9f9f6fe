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

/** `Attachment.data` of a text type, such as a note in plain text. */
function addAttachment(data: string, contentType: string, phrases: Set<string>): void {
  if (!contentType.startsWith('text/')) return;
  const text = decodeBase64(data);
  if (text !== undefined) phrases.add(contentType.startsWith('text/plain') ? text : withoutTags(text));
}

function decodeBase64(data: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of XHTML: tags become spaces, entities characters. */
export function withoutTags(xhtml: string): string {
  return xhtml
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
    })
    .replace(/\s+/g, ' ')
    .trim();
}
