import { describe, expect, it } from 'vitest';
import type { ConsentLine } from '../../../../server/src/http/api.ts';
import { grantedScopes, lineName } from './granted.ts';

const line = (scope: string, type: string): ConsentLine => ({ scope, type, can: 'rs', seen: 1, withheld: 0, examples: [] });
const lines = [line('patient/*.rs', 'Observation'), line('patient/*.rs', 'Condition'), line('patient/Goal.read', 'Goal')];
const off =
  (...names: string[]) =>
  (name: string) =>
    names.includes(name);

describe('the scopes that are granted', () => {
  it('are those asked for while nothing is unticked', () => {
    expect(grantedScopes(lines, off())).toEqual(['patient/*.rs', 'patient/Goal.read']);
  });

  it('name each type that is left of a scope for everything', () => {
    expect(grantedScopes(lines, off('patient/*.rs Condition'))).toEqual(['patient/Observation.rs', 'patient/Goal.read']);
  });

  it('are fewer, and none when all is unticked', () => {
    expect(grantedScopes(lines, off('patient/Goal.read Goal'))).toEqual(['patient/*.rs']);
    expect(grantedScopes(lines, off(...lines.map(lineName)))).toEqual([]);
  });
});
