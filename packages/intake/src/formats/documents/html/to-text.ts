import { Parser } from 'htmlparser2';

/** Elements whose words nobody reads on the page. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'textarea', 'select']);
const BREAKS = new Set(
  'address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);

export interface HtmlText {
  readonly text: string;
  readonly title?: string;
  readonly author?: string;
  /** As the page writes it. */
  readonly date?: string;
}

/** The text of a page as it would be read; cells of a table part by tabs. Takes time by its length alone, however broken it is. */
export function htmlToText(html: string): HtmlText {
  const texts: string[] = [];
  const meta: Record<string, string> = {};
  let [unread, title, inTitle] = [0, '', false];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (UNREAD.has(name)) unread += 1;
      else if (name === 'title') inTitle = true;
      else if (name === 'meta') note(meta, attributes);
      else if (name === 'td' || name === 'th') texts.push('\t');
      else if (BREAKS.has(name)) texts.push('\n');
    },
    ontext(text) {
      if (unread > 0) return;
      if (inTitle) title += text;
      else texts.push(text.replace(/[ \r\n\t\f]+/g, ' '));
    },
    onclosetag(name) {
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      else if (name === 'title') inTitle = false;
      else if (BREAKS.has(name)) texts.push('\n');
    },
  });
  parser.write(html);
  parser.end();
  const [name, author, date] = [title.replace(/\s+/g, ' ').trim(), meta['author'] ?? meta['dc.creator'], meta['date'] ?? meta['dc.date']];
  return { text: tidy(texts.join('')), ...(name && { title: name }), ...(author && { author }), ...(date && { date }) };
}

function note(meta: Record<string, string>, { name, content }: Readonly<Record<string, string>>): void {
  if (name && content) meta[name.toLowerCase()] ??= content.trim().slice(0, 500);
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/ *\t */g, '\t')
        .replace(/ {2,}/g, ' ')
        .replace(/^[ \t]+| +$|\t+$/g, ''),
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
