import { failure, issue, success } from '../outcome.ts';
import type { Issue, IssueCode, Outcome } from '../outcome.ts';
import { keepExact } from './exact.ts';
import { JsonFault, Scanner } from './scan.ts';
import type { ExactNumber, Oddity, Path } from './scan.ts';
import { isJsonObject } from './value.ts';
import type { JsonObject, JsonValue } from './value.ts';

export interface JsonLimits {
  /** How many levels of objects and arrays may stand inside each other; 100 unless given. */
  readonly depth?: number;
}

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads one JSON object strictly (RFC 8259) and exactly: numbers keep the digits of their source
 * (see `EXACT`), and whatever would be lost or misread in silence becomes an issue with its place.
 *
 * - Fails on broken syntax, nesting beyond the limit, a number no double can hold, a root that is
 *   not an object.
 * - Succeeds with an error for a duplicate name (the last value counts), a name that is unsafe in
 *   JavaScript (the member is left out), and text that is not valid Unicode or holds NUL (kept).
 *
 * Issues never quote the content.
 */
export function parseJson(text: string, limits: JsonLimits = {}): Outcome<JsonObject> {
  const start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const scanner = new Scanner(text, start, limits.depth ?? 100);
  try {
    scanner.scan();
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    return failure(faultIssue(fault, text));
  }
  const value = JSON.parse(start === 0 ? text : text.slice(start)) as JsonValue;
  if (!isJsonObject(value)) {
    return failure(
      issue('fatal', 'structure', 'The JSON is not an object', {
        location: 'line 1, column 1',
        remedy: 'A FHIR resource is one JSON object that begins with {.',
      }),
    );
  }
  for (const number of scanner.exact) attachDigits(value, number);
  for (const oddity of scanner.oddities) if (oddity.kind === 'unsafe-name') removeMember(value, oddity.path);
  const issues = scanner.oddities.map((oddity) => oddityIssue(oddity, value, text));
  return success(value, start === 0 ? issues : [markIgnored, ...issues]);
}

const markIgnored = issue('information', 'informational', 'A byte order mark was skipped', {
  location: 'line 1, column 1',
});

/** `line L, column C` (both from 1) of the character at `offset`. */
export function placeOf(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}

function faultIssue(fault: JsonFault, text: string): Issue {
  const remedy =
    fault.kind === 'invalid'
      ? 'The file is damaged or is not JSON. Get it again from where it came.'
      : 'Ask the source for a file within the limits of FHIR JSON.';
  return issue('fatal', fault.kind, fault.message, { location: placeOf(text, fault.at), remedy });
}

const oddityText: Record<Oddity['kind'], readonly [IssueCode, string]> = {
  'duplicate-name': ['structure', 'The same name stands twice in one object; the last value was taken'],
  'unsafe-name': ['structure', 'Unknown property with a reserved name; it was left out'],
  'lone-surrogate': ['value', 'A text holds half of a surrogate pair, which is not valid Unicode'],
  'null-character': ['value', 'A text holds the NUL character, which FHIR does not allow'],
};

function oddityIssue(oddity: Oddity, root: JsonObject, text: string): Issue {
  const [code, words] = oddityText[oddity.kind];
  return issue('error', code, words, {
    expression: [expressionOf(oddity.path, root)],
    location: placeOf(text, oddity.at),
  });
}

/** FHIRPath of a place; a name that cannot be an element's is not quoted. */
function expressionOf(path: Path, root: JsonObject): string {
  const type = root['resourceType'];
  const start = typeof type === 'string' && /^[A-Za-z]{1,64}$/.test(type) ? type : 'Resource';
  return path.reduce<string>((expression, step) => {
    if (typeof step === 'number') return `${expression}[${step}]`;
    return `${expression}.${/^\w{1,64}$/.test(step) ? step : '`?`'}`;
  }, start);
}

function holderOf(root: JsonObject, path: Path): JsonObject | undefined {
  let holder: JsonValue | undefined = root;
  for (const step of path.slice(0, -1)) {
    holder = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step) ? (holder as JsonObject)[step] : undefined;
  }
  return holder as JsonObject | undefined;
}

function attachDigits(root: JsonObject, { path, text }: ExactNumber): void {
  const holder = holderOf(root, path);
  const key = path.at(-1);
  if (holder !== undefined && key !== undefined) keepExact(holder, key, text);
}

function removeMember(root: JsonObject, path: Path): void {
  const holder = holderOf(root, path);
  const key = path.at(-1);
  if (holder !== undefined && key !== undefined) delete holder[key];
}
