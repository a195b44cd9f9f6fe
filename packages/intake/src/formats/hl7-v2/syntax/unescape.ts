import type { Separators } from './separators.ts';

const FORMATTING: Readonly<Record<string, string>> = { br: '\n', sp: '\n', ce: '\n', fi: '', nf: '', in: '', ti: '', sk: ' ' };

/**
 * Text as it was before it was written into a message (HL7 v2.5.1 §2.7): `\F\` and its like are separators, `\X..\` bytes, `\.br\` a new
 * line, `\H\` and `\N\` the highlighting that is left out. What is none of these stays as it is written.
 */
export function unescape(text: string, by: Separators): string {
  const { escape } = by;
  if (escape === '' || !text.includes(escape)) return text;
  const parts = text.split(escape);
  let out = parts[0] ?? '';
  for (let i = 1; i < parts.length; i++) {
    const sequence = parts[i] as string;
    const meant = i < parts.length - 1 ? meaningOf(sequence, by) : undefined;
    if (meant === undefined) out += escape + sequence;
    else {
      out += meant + (parts[i + 1] ?? '');
      i += 1;
    }
  }
  return out;
}

function meaningOf(sequence: string, by: Separators): string | undefined {
  switch (sequence) {
    case 'F':
      return by.field;
    case 'S':
      return by.component;
    case 'T':
      return by.subcomponent;
    case 'R':
      return by.repetition;
    case 'E':
      return by.escape;
    case 'H':
    case 'N':
      return '';
  }
  if (/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) return ofBytes(Buffer.from(sequence.slice(1), 'hex'));
  const command = /^\.([a-z]{2})([+-]?\d+)?$/.exec(sequence);
  if (command) return command[1] === 'sp' ? '\n'.repeat(Math.min(20, Number(command[2] ?? 1) || 1)) : FORMATTING[command[1] ?? ''];
  return undefined;
}

/** Bytes are in the message's character set, which nearly always is UTF-8 or Latin-1; control characters but new lines say nothing. */
function ofBytes(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8');
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
  return text.replace(/\r\n?/g, '\n').replace(/\p{Cc}/gu, (each) => (each === '\n' || each === '\t' ? each : ''));
}
