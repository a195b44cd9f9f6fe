import { type Outcome, success } from '@satchel/fhir';
import { refuse } from './trouble.ts';

/** What an answer is written in. */
export interface Format {
  readonly language: 'json' | 'xml';
  readonly pretty: boolean;
}

const NAMES: Readonly<Record<string, Format['language']>> = {
  json: 'json',
  'application/json': 'json',
  'application/fhir+json': 'json',
  'text/json': 'json',
  xml: 'xml',
  'application/xml': 'xml',
  'application/fhir+xml': 'xml',
  'text/xml': 'xml',
};
const ANYTHING = /^(\*\/\*|application\/\*|text\/\*)$/;
const VERSION = /;\s*fhirversion\s*=\s*"?([^";\s]+)/i;

/** Which language the caller reads: `_format` goes before `Accept` (http://hl7.org/fhir/R4/http.html#mime-type). */
export function negotiate(query: URLSearchParams, accept: string | undefined): Outcome<Format> {
  const pretty = query.get('_pretty') === 'true';
  const format = query.get('_format');
  if (format !== null && format !== '') {
    // A plus sign in a query string arrives as a space.
    const language = languageOf(format.replace(' ', '+'));
    return language ? success({ language, pretty }) : notAcceptable('_format');
  }
  if (accept === undefined || accept.trim() === '') return success({ language: 'json', pretty });
  for (const range of rangesOf(accept)) {
    const language = ANYTHING.test(mediaTypeOf(range)) ? 'json' : languageOf(range);
    if (language) return success({ language, pretty });
  }
  return notAcceptable('Accept');
}

/** `application/fhir+json; charset=utf-8` without what follows the type. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The language of a media type or short name, where its `fhirVersion` is R4. */
export function languageOf(name: string): Format['language'] | undefined {
  const version = VERSION.exec(name)?.[1];
  if (version !== undefined && version !== '4.0' && version !== '4.0.1') return undefined;
  const bare = mediaTypeOf(name);
  return Object.hasOwn(NAMES, bare) ? NAMES[bare] : undefined;
}

/** The ranges of an Accept header, the most wanted first; equally wanted ones in their order. */
function rangesOf(accept: string): string[] {
  const weightOf = (range: string) => Number(/;\s*q\s*=\s*([\d.]+)/i.exec(range)?.[1] ?? 1);
  return accept
    .split(',')
    .map((range) => range.trim())
    .filter((range) => weightOf(range) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a));
}

function notAcceptable(where: string): Outcome<never> {
  return refuse(406, 'not-supported', 'This server answers in FHIR R4 JSON or XML.', {
    expression: [`http.${where.toLowerCase()}`],
    remedy: 'Ask for application/fhir+json or application/fhir+xml.',
  });
}
