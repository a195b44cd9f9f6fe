import type { DocumentFacts } from '@satchel/fhir';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { Format, Head, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { htmlToText } from '../html/to-text.ts';

const LIMIT = 128 * 1024 * 1024;
/** Attachments that are looked at. */
const FILES = 200;

/** E-mail messages (RFC 5322, MIME): who wrote, when, about what, the text; each attachment is a file of its own. */
export const mail: Format = { name: 'mail', version: '1', recognise, parse, inside };

const HEADERS = /^(from|to|subject|date|message-id|mime-version|received|return-path|delivered-to|content-type):/gim;

function recognise({ name, text }: Head): string | undefined {
  const head = /^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+/.exec(text)?.[0] ?? '';
  const known = new Set(head.match(HEADERS)?.map((each) => each.toLowerCase()));
  return known.size >= (/\.(eml|emlx)$/i.test(name) ? 1 : 3) ? 'e-mail' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const mediaType = 'message/rfc822';
  const email = await read(source);
  yield { kind: 'document', document: { mediaType, ...(typeof email === 'object' && factsOf(email)) } };
  if (typeof email === 'string') yield unread(email, '', 'structure', 'It is kept as it is.');
}

async function* inside(source: Source): AsyncIterable<Source> {
  const email = await read(source);
  if (typeof email === 'string') return;
  for (const [n, each] of email.attachments.filter(isOfItsOwn).slice(0, FILES).entries()) {
    const bytes = typeof each.content === 'string' ? Buffer.from(each.content) : new Uint8Array(each.content);
    yield { name: `${source.name} › ${n + 1} ${nameOf(each)}`, size: bytes.length, open: () => once(bytes) };
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Pictures that the letter's own layout is made of (logos, signatures) stay in the letter. */
const isOfItsOwn = ({ related, mimeType }: Attachment): boolean => !(related === true && mimeType.startsWith('image/'));

const nameOf = ({ filename, mimeType }: Attachment): string =>
  filename?.replace(/[\p{Cc}/\\]+/gu, '_').slice(0, 200) || `attachment.${mimeType.split('/')[1]?.replace(/\W.*$/, '') ?? 'bin'}`;

/** The message, or why there is none. */
async function read(source: Source): Promise<Email | string> {
  const bytes = await wholeBytes(source, LIMIT);
  if (!bytes) return 'This e-mail is too long to be read.';
  try {
    return await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer', maxNestingDepth: 60 });
  } catch {
    return 'This e-mail is damaged: its parts cannot be told apart.';
  }
}

function factsOf(email: Email): Omit<DocumentFacts, 'mediaType'> {
  const author = email.from && wordsOf(email.from);
  const body = email.text?.trim() || (email.html ? htmlToText(email.html).text : '');
  const date = email.date && !Number.isNaN(Date.parse(email.date)) ? new Date(email.date).toISOString() : undefined;
  const heads = [author && `From: ${author}`, email.to?.length && `To: ${email.to.map(wordsOf).join(', ')}`].filter(Boolean);
  return {
    type: 'E-mail',
    ...(email.subject?.trim() && { title: email.subject.trim().slice(0, 500) }),
    ...(author && { author }),
    ...(date !== undefined && { date }),
    text: [email.subject, ...heads, '', body].filter((line) => line !== undefined).join('\n'),
  };
}

function wordsOf(address: Address): string {
  if (address.group) return `${address.name}: ${address.group.map(wordsOf).join(', ')}`;
  return address.name && address.name !== address.address ? `${address.name} <${address.address}>` : address.address;
}
