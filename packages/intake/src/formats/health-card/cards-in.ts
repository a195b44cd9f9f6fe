import { isJsonObject, parseJson } from '@satchel/fhir';

/** A card in what it came as: a compact JWS, or why that could not be put together. */
export type FoundCard = { readonly place: string; readonly jws: string } | { readonly place: string; readonly trouble: string };

const QR = /^shc:\/(?:(\d+)\/(\d+)\/)?(\d+)$/i;
const JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;

/** The cards of a text: a `.smart-health-card` file, a deep link, the text of QR codes (one a line), or a bare JWS. */
export function cardsIn(text: string): FoundCard[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const inLink = /#(\{.+\}|%7B.+%7D)$/is.exec(trimmed)?.[1];
  if (trimmed.startsWith('{')) return fromFile(trimmed);
  if (inLink !== undefined) return fromFile(decoded(inLink));
  if (/^shc:\//i.test(trimmed)) return fromCodes(trimmed.split(/\s+/));
  return trimmed
    .split(/\s+/)
    .map((jws, n) => (JWS.test(jws) ? { place: card(n), jws } : { place: card(n), trouble: 'This is not a signed card.' }));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromFile(text: string): FoundCard[] {
  const parsed = parseJson(text);
  const list = parsed.ok && isJsonObject(parsed.value) ? parsed.value['verifiableCredential'] : undefined;
  if (!Array.isArray(list)) return [{ place: card(0), trouble: 'This file has no list "verifiableCredential" that can be read.' }];
  return list.map((jws, n) =>
    typeof jws === 'string' && JWS.test(jws) ? { place: card(n), jws } : { place: card(n), trouble: 'This is not a signed card.' },
  );
}

/** QR texts: a card each, or the chunks of larger ones, in any order. */
function fromCodes(lines: readonly string[]): FoundCard[] {
  const found: FoundCard[] = [];
  const chunks = new Map<number, string>();
  let total = 0;
  for (const line of lines) {
    const [, index, count, digits] = QR.exec(line) ?? [];
    const place = card(found.length);
    const text = digits === undefined ? undefined : fromDigits(digits);
    if (text === undefined) found.push({ place, trouble: 'This QR code is damaged: its numbers do not make letters.' });
    else if (index === undefined) found.push({ place, jws: text });
    else {
      total = Number(count);
      chunks.set(Number(index), text);
    }
  }
  if (total === 0) return found;
  const missing = Array.from({ length: Math.min(total, 100) }, (_, n) => n + 1).filter((n) => !chunks.has(n));
  const place = card(found.length);
  if (missing.length || chunks.size !== total)
    return [
      ...found,
      { place, trouble: `This card is spread over ${total} QR codes; of these, number ${missing.join(', ') || '?'} is missing.` },
    ];
  return [...found, { place, jws: Array.from({ length: total }, (_, n) => chunks.get(n + 1)).join('') }];
}

/** Two digits a letter, counted from 45 (SMART Health Cards, "Encoding Chunks as QR Codes"). */
function fromDigits(digits: string): string | undefined {
  if (digits.length % 2 !== 0) return undefined;
  let text = '';
  for (let at = 0; at < digits.length; at += 2) {
    const code = Number(digits.slice(at, at + 2)) + 45;
    if (code > 122) return undefined;
    text += String.fromCharCode(code);
  }
  return JWS.test(text) || /^[A-Za-z0-9_.-]+$/.test(text) ? text : undefined;
}

const card = (n: number): string => `card ${n + 1}`;
