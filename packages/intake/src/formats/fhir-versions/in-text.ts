import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { FileVersion, votesOf } from './detect.ts';
import type { OldVersion } from './differences.ts';

/** So many resources of a beginning are looked at. */
const ENOUGH = 20;

/** Of which version the resources at the beginning of a text are, which may be cut short; undefined for R4, and where nothing says. */
export function versionInText(text: string): OldVersion | undefined {
  const version = new FileVersion();
  let seen = 0;
  for (const { index } of text.matchAll(/\{\s*"resourceType"\s*:\s*"(?!Bundle")/g)) {
    const resource = objectAt(text, index);
    if (resource) version.see(votesOf(resource));
    if (++seen === ENOUGH) break;
  }
  return version.of(new Map());
}

function objectAt(text: string, start: number): JsonObject | undefined {
  let depth = 0;
  const pieces = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  pieces.lastIndex = start;
  for (let piece = pieces.exec(text); piece; piece = pieces.exec(text)) {
    depth += piece[0] === '{' ? 1 : piece[0] === '}' ? -1 : 0;
    if (depth === 0) return parsed(text.slice(start, pieces.lastIndex));
  }
  return undefined;
}

function parsed(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
