import type { Line } from './lines.ts';

/** A part of a report under one title. */
export interface Section {
  readonly title: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

const RULE = /^-{20,}$/;
/** `-------- VA ALLERGIES --------` */
const BANNER = /^-{4,}\s*([A-Za-z][^-].*?)\s*-{4,}$/;

/** MyMedicare.gov: a title between two rules. */
export function sectionsBetweenRules(lines: readonly Line[]): Section[] {
  const starts = lines.flatMap((line, n) => {
    if (!RULE.test(line.text)) return [];
    const title = lines[n + 1]?.text.trim() ?? '';
    const rest = lines.slice(n + 2, n + 5).map((each) => each.text);
    const closing = rest.findIndex((each) => RULE.test(each));
    return title !== '' && !RULE.test(title) && closing !== -1 && rest.slice(0, closing).every((each) => each.trim() === '')
      ? [{ title, at: n, body: n + 3 + closing }]
      : [];
  });
  return cut(lines, starts);
}

/** My HealtheVet: a title inside a rule, in capitals. */
export function sectionsUnderBanners(lines: readonly Line[]): Section[] {
  const starts = lines.flatMap((line, n) => {
    const title = BANNER.exec(line.text.trim())?.[1];
    return title !== undefined && /[A-Z]{3}/.test(title) && !/[:|]/.test(title.replace(/: (CURRENT|COMPLETED)/i, ''))
      ? [{ title, at: n, body: n + 1 }]
      : [];
  });
  return cut(lines, starts);
}

function cut(lines: readonly Line[], starts: readonly { title: string; at: number; body: number }[]): Section[] {
  return starts.map(({ title, at, body }, n) => ({
    title: title.replace(/\s+/g, ' '),
    line: lines[at]?.number ?? 1,
    lines: lines.slice(body, starts[n + 1]?.at ?? lines.length),
  }));
}
