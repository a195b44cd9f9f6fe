import type { JsonObject } from '@satchel/fhir';
import type { Segment } from '../syntax/segment.ts';

const KINDS: Readonly<Record<string, string>> = {
  PDF: 'application/pdf',
  RTF: 'application/rtf',
  HTML: 'text/html',
  TEXT: 'text/plain',
  TXT: 'text/plain',
  XML: 'text/xml',
  JPEG: 'image/jpeg',
  JPG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
  TIFF: 'image/tiff',
  TIF: 'image/tiff',
  DICOM: 'application/dicom',
  'X-HL7-CDA-LEVEL-ONE': 'text/xml',
  'OCTET-STREAM': 'application/octet-stream',
};

/** What an OBX of type ED carries or of type RP points at; undefined where there is nothing. */
export function attachmentOf(segment: Segment): JsonObject | undefined {
  const value = segment.first(5);
  if (!value) return undefined;
  const title = segment.text(3, 2) || segment.text(3, 1);
  const named = { ...(title !== '' && { title }) };
  const contentType = kindOf(value.at(2), value.at(3)) ?? kindOf(value.at(3), value.at(4));
  const typed = { ...(contentType !== undefined && { contentType }) };
  if (segment.text(2) === 'RP') {
    const url = value.at(1).replace(/\s+/g, '');
    return url === '' ? undefined : { ...typed, url, ...named };
  }
  const data = dataOf(value.at(4), value.at(5));
  return data === undefined ? undefined : { contentType: contentType ?? 'application/octet-stream', data, ...named };
}

/** ED-4: Base64, hexadecimal, or text as it stands. */
function dataOf(encoding: string, written: string): string | undefined {
  const plain = written.replace(/\s+/g, '');
  if (plain === '') return undefined;
  if (/^base64$/i.test(encoding)) return /^[A-Za-z0-9+/]*={0,2}$/.test(plain) ? padded(plain) : undefined;
  if (/^hex$/i.test(encoding)) return /^(?:[0-9A-Fa-f]{2})+$/.test(plain) ? Buffer.from(plain, 'hex').toString('base64') : undefined;
  return Buffer.from(written, 'utf8').toString('base64');
}

const padded = (text: string): string => {
  const bare = text.replace(/=+$/, '');
  return bare + '='.repeat((4 - (bare.length % 4)) % 4);
};

function kindOf(type: string, subtype: string): string | undefined {
  const known = KINDS[subtype.toUpperCase()] ?? KINDS[type.toUpperCase()];
  if (known !== undefined) return known;
  return /^[a-z]+$/i.test(type) && /^[\w.+-]+$/.test(subtype) && /^(application|image|text|audio|video)$/i.test(type)
    ? `${type}/${subtype}`.toLowerCase()
    : undefined;
}

/** Lines of a document as one text attachment. */
export const textAttachment = (text: string, title: string): JsonObject => ({
  contentType: 'text/plain; charset=utf-8',
  data: Buffer.from(text, 'utf8').toString('base64'),
  ...(title !== '' && { title }),
});
