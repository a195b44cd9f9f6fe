import type { Head } from '../../source.ts';
import { FRAGMENT_ROOTS } from './fragments.ts';

/** Documents of C-CDA by their template, newest forms by the same OID. */
const KINDS: readonly (readonly [template: string, words: string])[] = [
  ['2.16.840.1.113883.10.20.22.1.2"', 'Continuity of Care Document'],
  ['2.16.840.1.113883.10.20.22.1.8"', 'Discharge Summary'],
  ['2.16.840.1.113883.10.20.22.1.4"', 'Consultation Note'],
  ['2.16.840.1.113883.10.20.22.1.3"', 'History and Physical'],
  ['2.16.840.1.113883.10.20.22.1.7"', 'Operative Note'],
  ['2.16.840.1.113883.10.20.22.1.6"', 'Procedure Note'],
  ['2.16.840.1.113883.10.20.22.1.9"', 'Progress Note'],
  ['2.16.840.1.113883.10.20.22.1.5"', 'Diagnostic Imaging Report'],
  ['2.16.840.1.113883.10.20.22.1.10"', 'Unstructured Document'],
  ['2.16.840.1.113883.10.20.22.1.13"', 'Transfer Summary'],
  ['2.16.840.1.113883.10.20.22.1.14"', 'Referral Note'],
  ['2.16.840.1.113883.10.20.22.1.15"', 'Care Plan'],
];

/** A CDA document, or a part of one, by its first element. */
export function recognise({ bytes, text }: Head): string | undefined {
  const start =
    bytes[0] === 0x3c && bytes[1] === 0
      ? new TextDecoder('utf-16le').decode(bytes)
      : bytes[0] === 0 && bytes[1] === 0x3c
        ? new TextDecoder('utf-16be').decode(bytes)
        : text;
  if (!start.startsWith('<')) return undefined;
  const root = firstElement(start);
  if (root === 'ClinicalDocument') return wordsFor(start);
  if (root === undefined || !FRAGMENT_ROOTS.has(root)) return undefined;
  return /2\.16\.840\.1\.113883|urn:hl7-org:v3|\b(classCode|moodCode|codeSystem)=/.test(start) ? 'part of a C-CDA document' : undefined;
}

/** The name of the first element, behind declarations, comments and document types. */
function firstElement(text: string): string | undefined {
  let at = 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at < 0) return undefined;
    const end = text.startsWith('<!--', at) ? '-->' : text[at + 1] === '?' ? '?>' : undefined;
    if (end !== undefined) {
      at = text.indexOf(end, at);
      if (at < 0) return undefined;
    } else if (text[at + 1] === '!') at += 1;
    else return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 100))?.[1];
  }
}

function wordsFor(start: string): string {
  const kind = KINDS.find(([template]) => start.includes(template))?.[1];
  if (kind !== undefined) return `C-CDA document (${kind})`;
  if (start.includes('2.16.840.1.113883.3.88.11.32.1')) return 'C32 document';
  if (start.includes('2.16.840.1.113883.10.20.1"')) return 'CCD document';
  return start.includes('2.16.840.1.113883.10.20.22.1.1"') ? 'C-CDA document' : 'CDA document';
}
