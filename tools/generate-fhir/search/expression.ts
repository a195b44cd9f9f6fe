import type { Path, Step } from '../../../packages/fhir/src/search/definition.ts';
import type { Model, Place } from './model.ts';

/** Why an expression has no path program; caught by the generator, which lists it. */
export class NotCompiled extends Error {}

/** A path program with the resource types its references may lead to (empty: any). */
export interface Compiled {
  readonly path: Path;
  readonly targets: readonly string[];
}

interface Cursor {
  readonly steps: readonly Step[];
  readonly place: Place;
}

/**
 * Compiles the alternatives of a search parameter's FHIRPath that start at `start`: a resource type, or the element
 * that holds a composite's components. Alternatives for other types are left out.
 */
export function compileExpression(model: Model, expression: string, start: Place): Compiled[] {
  return splitTopLevel(expression, '|').flatMap((alternative) => compileAlternative(model, bare(alternative), start));
}

function compileAlternative(model: Model, text: string, start: Place): Compiled[] {
  const deceased = /^(\w+)\.(\w+)\.exists\(\) and \1\.\2 != false$/.exec(text);
  if (deceased !== null) {
    return deceased[1] === start.type ? [existence(model, start, deceased[2] ?? '')] : [];
  }
  const [first = '', ...rest] = splitTopLevel(narrowed(text), '.');
  const root = first === '%resource';
  if (/^[A-Z]/.test(first) && first !== start.type) {
    if (first !== 'Resource' && first !== 'DomainResource') return [];
  }
  const names = root || /^[A-Z]/.test(first) ? rest : [first, ...rest];
  const origin = root ? rootOf(start) : start;
  let cursors: Cursor[] = [{ steps: [], place: origin }];
  for (const name of names) {
    cursors = cursors.flatMap((cursor) => advance(model, cursor, name));
    if (cursors.length === 0) throw new NotCompiled(`no element for '${name}' in ${text}`);
  }
  return cursors.map(({ steps, place }) => ({
    path: {
      steps,
      type: place.type,
      ...(place.system === undefined ? {} : { system: place.system }),
      ...(root ? { root: true as const } : {}),
    },
    targets: place.targets,
  }));
}

/** `X.deceased.exists() and X.deceased != false`: one boolean made of all types the element may have. */
function existence(model: Model, start: Place, name: string): Compiled {
  const names = model.child(start.type, name).map((place) => place.name);
  return { path: { steps: [{ exists: names }], type: 'boolean', system: 'http://hl7.org/fhir/special-values' }, targets: [] };
}

function rootOf(start: Place): Place {
  const type = start.inside.split('.')[0] ?? start.inside;
  return { ...start, type, inside: type };
}

/** One step further: a child element, a narrowing to a type, or a filter. */
function advance(model: Model, cursor: Cursor, name: string): Cursor[] {
  const { steps, place } = cursor;
  const call = /^(\w+)\((.*)\)$/s.exec(name);
  if (call === null) {
    const indexed = /^(\w+)\[(\d+)\]$/.exec(name);
    const children = model.child(place.inside, indexed?.[1] ?? name);
    return children.map((child) => ({
      steps: [...steps, child.name, ...(indexed === null ? [] : [{ index: Number(indexed[2]) }])],
      place: child,
    }));
  }
  const [, verb, argument = ''] = call;
  if (verb === 'as' || verb === 'ofType') return place.type === argument ? [cursor] : [];
  if (verb === 'extension')
    return [
      { steps: [...steps, { extension: unquoted(argument) }], place: { ...place, type: 'Extension', inside: 'Extension', targets: [] } },
    ];
  if (verb === 'where') return [filter(cursor, argument)];
  throw new NotCompiled(`the function ${verb}() is not in the path language`);
}

function filter({ steps, place }: Cursor, condition: string): Cursor {
  const refersTo = /^resolve\(\) is (\w+)$/.exec(condition);
  if (refersTo?.[1] !== undefined) return { steps: [...steps, { refersTo: refersTo[1] }], place: { ...place, targets: [refersTo[1]] } };
  const equals = /^(\w+)\s*=\s*('.*')$/.exec(condition);
  if (equals?.[1] !== undefined) return { steps: [...steps, { where: [equals[1], unquoted(equals[2] ?? '')] }], place };
  const has = /^hasExtension\(('.*')\)$/.exec(condition);
  if (has?.[1] !== undefined) return { steps: [...steps, { holds: unquoted(has[1]) }], place };
  throw new NotCompiled(`the condition ${condition} is not in the path language`);
}

/** Writes `(X as T)` and `X as T` as `X.as(T)`, so that narrowing is a step like any other. */
function narrowed(text: string): string {
  return text.replace(/^\(([^()]+) as (\w+)\)/, '$1.as($2)').replace(/^([^()]+) as (\w+)$/, '$1.as($2)');
}

function unquoted(text: string): string {
  return text.trim().slice(1, -1);
}

/** Without white space and without parentheses around the whole. */
function bare(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('(') && closing(trimmed, 0) === trimmed.length - 1 ? bare(trimmed.slice(1, -1)) : trimmed;
}

function closing(text: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')' && (depth -= 1) === 0) return at;
  }
  return -1;
}

/** Splits at `separator` outside parentheses and quotes. */
function splitTopLevel(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, from] = [0, false, 0];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
