import { issue, type Issue } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { unread } from '../../source.ts';
import { wholeText } from '../../whole-text.ts';
import { cardsIn } from './cards-in.ts';
import { check, type Check } from './check.ts';
import { draftsOf } from './drafts.ts';
import { type IssuerDirectory, VCI_DIRECTORY } from './issuers.ts';
import { openCard, type OpenedCard } from './open-card.ts';

/** SMART Health Cards 1.4: files, the text of QR codes, deep links, bare signed cards, checked against these issuers. */
export const createHealthCard = (issuers: IssuerDirectory): Format => ({
  name: 'health-card',
  version: '1',
  recognise,
  parse: (source, { at }) => parse(source, at, issuers),
});

export const healthCard = createHealthCard(VCI_DIRECTORY);

/** A file of cards is some KB; a whole wallet stays far below this. */
const LIMIT = 8 * 1024 * 1024;

function recognise({ name, text }: Head): string | undefined {
  const isCard =
    /^\{\s*"verifiableCredential"\s*:/.test(text) ||
    /^shc:\//i.test(text) ||
    /^https:\/\/\S+#(\{|%7B)(\s|%20)*("|%22)verifiableCredential/i.test(text) ||
    /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*$/.test(text) ||
    /\.smart-health-card$/i.test(name);
  return isCard ? 'SMART Health Card' : undefined;
}

async function* parse(source: Source, at: string, issuers: IssuerDirectory): AsyncIterable<Parsed> {
  const text = await wholeText(source, LIMIT);
  if (text === undefined) {
    yield unread('This is too long for a health card.', 'card 1', 'too-long');
    return;
  }
  for (const found of cardsIn(text)) {
    if ('trouble' in found) yield unread(found.trouble, found.place);
    else yield* parseCard(found.jws, found.place, at, issuers);
  }
}

async function* parseCard(jws: string, place: string, at: string, issuers: IssuerDirectory): AsyncIterable<Parsed> {
  const opened = openCard(jws, place);
  if (!opened.ok) {
    yield { kind: 'unread', issues: opened.issues };
    return;
  }
  const card = opened.value;
  const checked = await check(card, issuers);
  if (checked.kind === 'forged' || checked.kind === 'revoked') {
    yield unread(
      REFUSED[checked.kind](checked.issuer.name),
      place,
      'security',
      'Nothing of it was taken in; ask the issuer for a new card.',
    );
    return;
  }
  yield { kind: 'note', issue: { ...signedBy(checked, card, issuers.taken), location: place } };
  for (const issue of validityNotes(card, at)) yield { kind: 'note', issue: { ...issue, location: place } };
  for (const draft of await draftsOf(card, checked.kind === 'verified' ? 'verified' : 'unverified', place)) yield { kind: 'draft', draft };
}

const REFUSED = {
  forged: (name: string) => `The signature is not that of ${name}: this card was changed, or somebody else made it.`,
  revoked: (name: string) => `${name} has taken this card back.`,
};

function signedBy(checked: Extract<Check, { kind: 'verified' | 'could-not-check' }>, card: OpenedCard, day: string): Issue {
  if (checked.kind === 'verified')
    return issue('information', 'informational', `Signed by ${checked.issuer.name}; the signature is right (issuers as of ${day}).`);
  const remedy = 'The facts were taken in, and are marked as not verified.';
  return checked.why === 'issuer'
    ? issue('warning', 'security', `The signature could not be checked: ${card.iss} is not among the issuers known here (as of ${day}).`, {
        remedy,
      })
    : issue(
        'warning',
        'security',
        `The signature could not be checked: it was made with a key of ${checked.issuer?.name} not known here (as of ${day}).`,
        { remedy },
      );
}

function validityNotes({ nbf, exp }: OpenedCard, at: string): Issue[] {
  const now = Date.parse(at) / 1000;
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return [
    ...(nbf > now ? [issue('warning', 'security', `This card says that it is valid only from ${day(nbf)} on.`)] : []),
    ...(exp !== undefined && exp < now
      ? [issue('warning', 'expired', `This card has expired on ${day(exp)}; what it says about the past still stands.`)]
      : []),
  ];
}
