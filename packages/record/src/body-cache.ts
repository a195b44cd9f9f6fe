import type { RowBody } from './body.ts';

/** Opened bodies of one reading, the most recently used, as many as fit in `limit` bytes. A version never changes, so nothing goes stale. */
export class BodyCache {
  readonly #bodies = new Map<string, RowBody>();
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(id: string, version: number): RowBody | undefined {
    const key = keyOf(id, version);
    const body = this.#bodies.get(key);
    if (!body) return undefined;
    // The order of a Map is the order of use here: the oldest is first.
    this.#bodies.delete(key);
    this.#bodies.set(key, body);
    return body;
  }

  put(id: string, version: number, body: RowBody): void {
    const key = keyOf(id, version);
    const size = sizeOf(body);
    if (size > this.#limit / 8 || this.#bodies.has(key)) return;
    this.#bodies.set(key, body);
    this.#bytes += size;
    for (const [oldest, { resource, head }] of this.#bodies) {
      if (this.#bytes <= this.#limit) return;
      this.#bodies.delete(oldest);
      this.#bytes -= sizeOf({ resource, head });
    }
  }

  clear(): void {
    this.#bodies.clear();
    this.#bytes = 0;
  }
}

const keyOf = (id: string, version: number): string => `${id} ${version}`;
/** Text may take two bytes a character; key, head and the Map's own entry take some three hundred. */
const sizeOf = ({ resource }: RowBody): number => 2 * resource.length + 300;
