import type { SeriesSource } from '@satchel/record';
import { decoded, type Tag } from './scan-tags.ts';

/** What the person typed counts before what a watch measured, then the phone, then any other app: Apple's own order. */
const TYPED = 0;
const WATCH = 1;
const PHONE = 2;
const OTHER = 3;

/** The devices and apps of an export, each once. */
export class Sources {
  readonly #known = new Map<string, SeriesSource>();
  readonly #typed = new Map<SeriesSource, SeriesSource>();
  #lastName: string | undefined = '';
  #lastDevice: string | undefined = '';
  #last: SeriesSource | undefined;

  /** Who measured; `device` is asked for after `sourceName`, as they stand in the file. */
  of(tag: Tag): SeriesSource {
    const [name, device] = [tag.raw('sourceName'), tag.raw('device')];
    if (this.#last && name === this.#lastName && device === this.#lastDevice) return this.#last;
    const key = `${name ?? ''}\n${device ?? ''}`;
    let source = this.#known.get(key);
    if (!source) {
      source = sourceOf(plainName(decoded(name ?? '')), device === undefined ? undefined : decoded(device));
      // A copy of its own: what was cut out of a text keeps all of that text in memory.
      this.#known.set(Buffer.from(key, 'latin1').toString('latin1'), source);
    }
    this.#lastName = name;
    this.#lastDevice = device;
    this.#last = source;
    return source;
  }

  /** The same where somebody typed the value in. */
  typed(source: SeriesSource): SeriesSource {
    const known = this.#typed.get(source) ?? { name: source.name, device: 'entered by hand', rank: TYPED };
    this.#typed.set(source, known);
    return known;
  }
}

/** The same name with another apostrophe or a hard space is the same name. */
const plainName = (name: string): string => name.replaceAll('’', "'").replaceAll(/\s+/g, ' ').trim();

function sourceOf(name: string, written: string | undefined): SeriesSource {
  const device = written && deviceOf(written);
  const about = `${name} ${device ?? ''}`;
  const rank = /watch/i.test(about) ? WATCH : /iphone|ipad|ipod/i.test(about) ? PHONE : OTHER;
  return { name, ...(device && { device }), rank };
}

/**
 * `<<HKDevice: 0x282a45810>, name:Apple Watch, manufacturer:Apple, model:Watch, hardware:Watch2,4, software:4.3.1>`: the
 * address in front changes with every export and the software with every update, so neither tells devices apart.
 */
function deviceOf(written: string): string | undefined {
  const part = (name: string): string | undefined => new RegExp(`[,<] ?${name}:(.*?)(?=, [a-z][A-Za-z ]*:|>?$)`).exec(written)?.[1]?.trim();
  const words = [part('manufacturer'), part('hardware') ?? part('model') ?? part('name')].filter(
    (word) => word !== undefined && word !== '',
  );
  return words.length > 0 ? words.join(' ') : undefined;
}
