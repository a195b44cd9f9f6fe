import { type Book, HOLDER, known } from '../book.ts';
import { dateOf } from '../dates.ts';
import type { Section } from '../sections.ts';

const RULE = /^={20,}$/;
const HEAD = /^\s*([A-Z][\w /().-]{2,30}?):\s{2,}(\S.*)$/;

/** Notes and reports in words: each, below its rule, a few named lines and then its text, kept whole. */
export function documents(section: Section, kind: string, book: Book): void {
  const rules = section.lines.flatMap((line, n) => (RULE.test(line.text.trim()) ? [n] : []));
  for (const [n, at] of rules.entries()) {
    const lines = section.lines.slice(at + 1, rules[n + 1] ?? section.lines.length);
    const head = new Map(
      lines.slice(0, 12).flatMap(({ text }) => {
        const [, name, value] = HEAD.exec(text) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
      }),
    );
    const text = lines
      .map((line) => line.text)
      .join('\n')
      .trim();
    const when = ['Date/Time', 'Date Obtained', 'Date/Time Exam Performed', 'Procedure Date/Time', 'Date/Time Performed', 'Admission Date']
      .map((name) => head.get(name))
      .find((each) => each !== undefined);
    if (head.size === 0 || text === '') continue;
    const title = head.get('Note Title') ?? head.get('Procedure/Test Name') ?? head.get('Type of Report') ?? kind;
    const author = head.get('Signed By') ?? head.get('Radiologist') ?? head.get('Provider');
    const day = dateOf(when);
    book.keep(
      {
        resourceType: 'DocumentReference',
        status: 'current',
        type: { text: kind },
        subject: HOLDER,
        ...known({ author: author === undefined ? undefined : [{ display: author }] }),
        content: [{ attachment: { contentType: 'text/plain; charset=utf-8', data: Buffer.from(text, 'utf8').toString('base64'), title } }],
        ...(day !== undefined && { context: { period: { start: day } } }),
      },
      lines[0]?.number ?? section.line,
      kind,
      title,
      when,
    );
  }
}

/** VA: what is due, in columns. */
export function reminders(section: Section, each: (name: string, due: string, last: string, line: number) => void): void {
  const start = section.lines.findIndex(({ text }) => /^-{20,}$/.test(text.trim()));
  for (const { text, number } of section.lines.slice(start + 1)) {
    const [name, due, last] = text.trim().split(/\s{2,}/);
    if (name !== undefined && due !== undefined && /^(DUE|\d{1,2} [A-Z][a-z]{2} \d{4})/.test(due)) each(name, due, last ?? '', number);
  }
}
