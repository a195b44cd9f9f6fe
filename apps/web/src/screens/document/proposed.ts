import type { ResultProposal } from '@satchel/intake';

/** A proposal as the person has it before them: ticked or not, and with their corrections. */
export interface Considered {
  readonly proposal: ResultProposal;
  readonly isKept: boolean;
  readonly name: string;
  /** As it is shown and typed: a comparator may stand before it. */
  readonly value: string;
  readonly unit: string;
  readonly date: string;
}

/** What was guessed from a picture is not ticked until somebody has looked at it. */
export const consider = (proposal: ResultProposal): Considered => ({
  proposal,
  isKept: proposal.doubts.length === 0,
  name: proposal.name,
  value: [proposal.comparator, proposal.value].filter(Boolean).join(' '),
  unit: proposal.unit ?? '',
  date: proposal.date ?? '',
});

const NUMBER = /^(<=|>=|[<>])?\s*(-?\d+(?:[.,]\d+)?)$/;

/** What is to be kept, in the words of the server; the decimal comma of a hand becomes a point. */
export function confirmed({ proposal, name, value, unit, date }: Considered): object {
  const [, comparator, digits] = NUMBER.exec(value.trim().replace('≤', '<=').replace('≥', '>=')) ?? [];
  const number = digits?.replace(',', '.').replace(/^(-?)0+(?=\d)/, '$1');
  return {
    place: proposal.place,
    name: name.trim(),
    value: number ?? value.trim(),
    isNumber: number !== undefined,
    ...(comparator !== undefined && { comparator }),
    ...(unit.trim() !== '' && { unit: unit.trim() }),
    ...(date.trim() !== '' && { date: date.trim() }),
    ...(proposal.range && { range: proposal.range }),
    ...(proposal.flag !== undefined && { flag: proposal.flag }),
  };
}

/** Whether it can be kept as it stands. */
export const isComplete = ({ name, value, date }: Considered): boolean =>
  name.trim() !== '' && value.trim() !== '' && /^(\d{4}(-\d\d(-\d\d)?)?)?$/.test(date.trim());
