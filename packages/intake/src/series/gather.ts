import type { SeriesBatch, SeriesSource, SeriesType } from '@satchel/record';

/** Samples held at most before some are handed on: some 25 MB. */
const HELD = 1_000_000;
/** The longest stretch of days in one batch: what is committed together stays small. */
const DAYS = 366;
const DAY = 86_400_000;

export interface Sample {
  /** Milliseconds since 1970 UTC. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Minutes east of UTC of the clock that wrote it. */
  readonly offset: number;
  readonly value: number;
}

/** Gathers the samples of a file by what they measure, so that each month of a series is written once or a few times. */
export class SeriesGatherer {
  readonly #subject: SeriesBatch['subject'];
  readonly #held: number;
  readonly #byName = new Map<string, Columns>();
  readonly #byType = new Map<SeriesType, Columns>();
  #count = 0;

  constructor(subject?: SeriesBatch['subject'], held = HELD) {
    this.#subject = subject;
    this.#held = held;
  }

  add(type: SeriesType, source: SeriesSource, sample: Sample): void {
    this.#columnsOf(type).add(source, sample);
    this.#count += 1;
  }

  #columnsOf(type: SeriesType): Columns {
    const known = this.#byType.get(type);
    if (known) return known;
    const name = `${type.code.system}|${type.code.code} ${type.unit}`;
    let columns = this.#byName.get(name);
    if (!columns) {
      columns = new Columns(type);
      this.#byName.set(name, columns);
    }
    this.#byType.set(type, columns);
    return columns;
  }

  /** What is too much to hold, the largest series first. */
  *overflow(): Iterable<SeriesBatch> {
    if (this.#count <= this.#held) return;
    const largestFirst = [...this.#byName.values()].sort((a, b) => b.length - a.length);
    for (const columns of largestFirst) {
      if (this.#count <= this.#held / 2) return;
      this.#count -= columns.length;
      yield* columns.batches(this.#subject);
    }
  }

  *end(): Iterable<SeriesBatch> {
    for (const columns of this.#byName.values()) yield* columns.batches(this.#subject);
    this.#count = 0;
  }
}

class Columns {
  readonly #type: SeriesType;
  readonly #sources: SeriesSource[] = [];
  readonly #numbers = new Map<string, number>();
  #last: SeriesSource | undefined;
  #lastNumber = 0;
  #start = new Float64Array(64);
  #duration = new Float64Array(64);
  #offset = new Int16Array(64);
  #value = new Float64Array(64);
  #source = new Uint16Array(64);
  length = 0;

  constructor(type: SeriesType) {
    this.#type = type;
  }

  add(source: SeriesSource, { start, duration, offset, value }: Sample): void {
    const at = this.length++;
    if (at === this.#start.length) this.#grow();
    this.#start[at] = start;
    this.#duration[at] = duration;
    this.#offset[at] = offset;
    this.#value[at] = value;
    this.#source[at] = source === this.#last ? this.#lastNumber : this.#numberOf(source);
  }

  /** All of it, in order of time, in batches of a year at most; empty afterwards. */
  *batches(subject: SeriesBatch['subject']): Iterable<SeriesBatch> {
    this.#sort();
    const { length } = this;
    this.length = 0;
    for (let from = 0; from < length;) {
      const end = (this.#start[from] as number) + DAYS * DAY;
      let to = from + 1;
      while (to < length && (this.#start[to] as number) < end) to += 1;
      yield {
        type: this.#type,
        sources: [...this.#sources],
        samples: {
          start: this.#start.slice(from, to),
          duration: this.#duration.slice(from, to),
          offset: this.#offset.slice(from, to),
          value: this.#value.slice(from, to),
          source: this.#source.slice(from, to),
        },
        ...(subject && { subject }),
      };
      from = to;
    }
  }

  /** By time; a file has most of its readings so already. */
  #sort(): void {
    const start = this.#start;
    let isSorted = true;
    for (let at = 1; at < this.length && isSorted; at++) isSorted = (start[at] as number) >= (start[at - 1] as number);
    if (isSorted) return;
    const order = Uint32Array.from({ length: this.length }, (_, at) => at);
    order.sort((a, b) => (start[a] as number) - (start[b] as number) || a - b);
    this.#start = inOrder(this.#start, order);
    this.#duration = inOrder(this.#duration, order);
    this.#offset = inOrder(this.#offset, order);
    this.#value = inOrder(this.#value, order);
    this.#source = inOrder(this.#source, order);
  }

  #numberOf(source: SeriesSource): number {
    const name = `${source.name}\n${source.device ?? ''}`;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#sources.push(source) - 1;
      this.#numbers.set(name, number);
    }
    this.#last = source;
    this.#lastNumber = number;
    return number;
  }

  #grow(): void {
    const size = this.#start.length * 2;
    this.#start = larger(new Float64Array(size), this.#start);
    this.#duration = larger(new Float64Array(size), this.#duration);
    this.#offset = larger(new Int16Array(size), this.#offset);
    this.#value = larger(new Float64Array(size), this.#value);
    this.#source = larger(new Uint16Array(size), this.#source);
  }
}

function larger<T extends Float64Array | Int16Array | Uint16Array>(into: T, from: T): T {
  into.set(from);
  return into;
}

function inOrder<T extends Float64Array | Int16Array | Uint16Array>(column: T, order: Uint32Array): T {
  const moved = column.slice() as T;
  for (let at = 0; at < order.length; at++) moved[at] = column[order[at] as number] as number;
  return moved;
}
