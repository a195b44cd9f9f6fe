import { maskOf, NONE } from './category.ts';
import type { Category, Mask } from './category.ts';
import { CODE_LISTS } from './lists.ts';
import type { CodeList } from './lists.ts';

/** What one code list says of its system's codes. */
export interface CodeTable {
  readonly id: string;
  readonly needsText: boolean;
  maskOf(code: string): Mask;
}

/** The table of a code system, or undefined where no list knows the system. */
export function tableOf(system: string): CodeTable | undefined {
  return tables().get(system) ?? tables().get(plain(system));
}

let compiled: ReadonlyMap<string, CodeTable> | undefined;

function tables(): ReadonlyMap<string, CodeTable> {
  return (compiled ??= new Map(
    CODE_LISTS.flatMap((list) => {
      const table = compile(list);
      return list.systems.flatMap(
        (system) =>
          [
            [system, table],
            [plain(system), table],
          ] as const,
      );
    }),
  ));
}

/** Systems as they are written by hand: any case, http or https, with or without a last slash. */
function plain(system: string): string {
  return system
    .toLowerCase()
    .replace(/^https:/, 'http:')
    .replace(/\/$/, '');
}

function compile(list: CodeList): CodeTable {
  const masks = new Map<string, Mask>();
  for (const [category, codes] of entriesOf(list.categories)) {
    for (const code of codes) masks.set(code, (masks.get(code) ?? NONE) | maskOf(category));
  }
  const read = list.match === 'prefix' ? prefixReader(masks, list) : exactReader(masks);
  return { id: list.id, needsText: list.needsText === true, maskOf: read };
}

function entriesOf(byCategory: CodeList['categories']): [Category, readonly string[]][] {
  return Object.entries(byCategory) as [Category, readonly string[]][];
}

function exactReader(masks: ReadonlyMap<string, Mask>): (code: string) => Mask {
  return (code) => masks.get(code) ?? NONE;
}

function prefixReader(masks: ReadonlyMap<string, Mask>, list: CodeList): (code: string) => Mask {
  const except = new Set(list.except);
  const longest = Math.max(...[...masks.keys(), ...except].map((prefix) => prefix.length));
  const patterns = entriesOf(list.patterns ?? {}).flatMap(([category, sources]) =>
    sources.map((source) => ({ pattern: new RegExp(source), mask: maskOf(category) })),
  );
  return (code) => {
    const plainCode = code.replaceAll('.', '').toUpperCase();
    let mask = NONE;
    for (let length = Math.min(longest, plainCode.length); length >= 0; length--) {
      const prefix = plainCode.slice(0, length);
      if (except.has(prefix)) return NONE;
      mask |= masks.get(prefix) ?? NONE;
    }
    for (const each of patterns) if (each.pattern.test(plainCode)) mask |= each.mask;
    return mask;
  };
}
