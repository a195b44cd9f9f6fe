import type { Separators } from './separators.ts';
import { unescape } from './unescape.ts';

/** One value of a field that may repeat. Components and subcomponents count from 1; what is not there is ''. */
export class Repetition {
  readonly raw: string;
  readonly #by: Separators;

  constructor(raw: string, by: Separators) {
    this.raw = raw;
    this.#by = by;
  }

  /** All of it as text, where it is not made of components. */
  get text(): string {
    return clean(unescape(this.raw, this.#by));
  }

  /** A component; its first subcomponent unless another is named. `""` means that it was deleted, and reads as ''. */
  at(component: number, subcomponent = 1): string {
    const { component: comp, subcomponent: sub } = this.#by;
    const part = this.raw.split(comp)[component - 1] ?? '';
    return clean(unescape(part.split(sub)[subcomponent - 1] ?? '', this.#by));
  }

  /** The subcomponents of a component as something with components of its own (an HD inside a CX). */
  inside(component: number): Repetition {
    const { component: comp, subcomponent: sub } = this.#by;
    return new Repetition((this.raw.split(comp)[component - 1] ?? '').replaceAll(sub, comp), this.#by);
  }

  /** Every component that says something. */
  get components(): string[] {
    return this.raw.split(this.#by.component).map((_, n) => this.at(n + 1));
  }

  get isEmpty(): boolean {
    return this.components.every((each) => each === '');
  }
}

const clean = (text: string): string => {
  const trimmed = text.trim();
  return trimmed === '""' ? '' : trimmed;
};

/** One line of a message. Fields count as the standard counts them: in a header the separator itself is the first. */
export class Segment {
  readonly name: string;
  readonly line: number;
  readonly raw: string;
  readonly #fields: readonly string[];
  readonly #by: Separators;
  readonly #shift: number;

  constructor(raw: string, by: Separators, line: number) {
    this.raw = raw;
    this.line = line;
    this.name = raw.slice(0, 3);
    this.#by = by;
    this.#fields = raw.split(by.field);
    this.#shift = /^(MSH|BHS|FHS)$/.test(this.name) ? 1 : 0;
  }

  /** Every value of a field that says something. */
  all(field: number): Repetition[] {
    const raw = this.#fields[field - this.#shift] ?? '';
    return raw
      .split(this.#by.repetition)
      .map((each) => new Repetition(each, this.#by))
      .filter((each) => !each.isEmpty);
  }

  /** The first value of a field that says something. */
  first(field: number): Repetition | undefined {
    return this.all(field)[0];
  }

  /** The text of a component of the first value. */
  text(field: number, component = 1): string {
    return this.first(field)?.at(component) ?? '';
  }

  /** A field as written, with what repeats and separates in it. */
  whole(field: number): string {
    return this.#fields[field - this.#shift] ?? '';
  }
}
