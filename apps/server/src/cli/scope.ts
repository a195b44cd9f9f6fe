import { isResourceType } from '@satchel/fhir';
import type { Slice } from '@satchel/record';
import type { Capabilities } from '@satchel/vault';
import { UsageError } from './command.ts';

/** What a scope gives: keys by cryptography, types by the server. */
export interface Scope {
  readonly text: string;
  readonly pass: { readonly capabilities: Capabilities; readonly slice?: Slice };
}

/**
 * The part of SMART App Launch 2 scopes that tokens know: `patient/*.rs`, `patient/*.cruds`, `patient/Type.rs`, several separated by
 * spaces. Writing is for the whole record only: a commit validates, matches and labels against all of it.
 */
export function readScope(text: string): Scope {
  const scopes = text.trim().split(/\s+/).map(readOne);
  const whole = scopes.some(({ type }) => type === '*');
  const writes = scopes.some((scope) => scope.writes);
  if (writes && scopes.some((scope) => scope.writes && scope.type !== '*'))
    throw new UsageError('A token writes to the whole record or not at all: use patient/*.cruds.');
  const types = [...new Set(scopes.map(({ type }) => type))].sort();
  return {
    text: text.trim(),
    pass: { capabilities: { read: 'all', ...(writes && { write: true, drain: true }) }, ...(!whole && { slice: { types } }) },
  };
}

function readOne(scope: string): { type: string; writes: boolean } {
  const [, type, letters] = /^patient\/(\*|[A-Z][A-Za-z]+)\.(c?r?u?d?s?)$/.exec(scope) ?? [];
  if (type === undefined || !letters)
    throw new UsageError(`"${scope}" is not a scope this knows: use patient/*.rs, patient/*.cruds or patient/Observation.rs.`);
  if (type !== '*' && !isResourceType(type)) throw new UsageError(`R4 has no resource type "${type}".`);
  if (!letters.includes('r') || !letters.includes('s')) throw new UsageError('A token that may look may both read and search: write "rs".');
  return { type, writes: /[cud]/.test(letters) };
}
