import type { Card, Listed } from '@satchel/record';

/** A fact on one line: when, what, how much, who. */
export function lineOf({
  type,
  id,
  card,
  marks,
}: {
  readonly type: string;
  readonly id: string;
  readonly card: Card;
  readonly marks: Listed['marks'];
}): string {
  const value = [card.value, card.unit].filter(Boolean).join(' ');
  const what = [
    card.title ?? type,
    value && `= ${value}`,
    card.flag && `[${card.flag}]`,
    card.status && `(${card.status})`,
    card.verification && `(${card.verification})`,
  ]
    .filter(Boolean)
    .join(' ');
  const marked = [marks.withdrawn && 'withdrawn', marks.aside && 'aside', marks.invalid && 'not valid'].filter(Boolean);
  return [(card.date ?? '').slice(0, 10).padEnd(10), what, card.who, marked.length ? `{${marked.join(', ')}}` : '', `${type}/${id}`]
    .filter(Boolean)
    .join('  ');
}
