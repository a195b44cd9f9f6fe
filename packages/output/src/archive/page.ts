import { createHash } from 'node:crypto';
import type { PageData } from './page-data.ts';
import { SCRIPT } from './page-script.ts';
import { STYLE } from './page-style.ts';

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** JSON inside a page: no text in it can end the element that it stands in. */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

export interface Shell {
  readonly title: string;
  /** Elements before the scripts: where data stands. */
  readonly body: string;
  readonly scripts: readonly string[];
  /** What the Content-Security-Policy allows beside its own scripts and style. */
  readonly also?: string;
}

/** One page with all that it needs; its policy forbids it any request and any script but its own. */
export function shellOf({ title, body, scripts, also = '' }: Shell): string {
  const policy = `default-src 'none'; style-src ${digest(STYLE)}; script-src ${scripts.map(digest).join(' ')}${also}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>
<style>${STYLE}</style>
</head>
<body>
<main id="page"><noscript><p>This page needs JavaScript, which is all inside it. / Esta página necesita JavaScript, que está todo dentro de ella.</p></noscript></main>
${body}
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** The page of an archive that is not sealed. */
export const pageOf = (data: PageData): string =>
  shellOf({
    title: data.name || 'Health record',
    body: `<script type="application/json" id="data">${inScript(data)}</script>`,
    scripts: [SCRIPT, START],
  });

const START = "satchelShow(JSON.parse(document.getElementById('data').textContent));";
