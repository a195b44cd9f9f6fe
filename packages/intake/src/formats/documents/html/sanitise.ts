import { Parser } from 'htmlparser2';

/** What a document needs to look like itself, and nothing that acts, asks, loads or posts. */
const ELEMENTS = new Set(
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  ),
);
const VOID = new Set(['br', 'col', 'hr', 'img', 'wbr']);
const DROPPED_WHOLE = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'textarea',
  'select',
  'title',
  'audio',
  'video',
]);
const ATTRIBUTES = new Set(
  'abbr align alt border cellpadding cellspacing colspan dir height lang rowspan scope start title valign width'.split(' '),
);
/** Pictures that the page carries in itself; vector pictures can hold pages of their own. */
const OWN_PICTURE = /^data:image\/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+$/i;

/** A page without scripts, styles, links, forms and anything from elsewhere: safe even outside the frame it is shown in. */
export function sanitiseHtml(page: string): string {
  const out: string[] = [];
  let dropped = 0;
  const open: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (DROPPED_WHOLE.has(name)) dropped += 1;
      if (dropped > 0 || !ELEMENTS.has(name)) return;
      const own = Object.entries(attributes).flatMap(([key, value]) => attributeOf(name, key, value));
      out.push(`<${name}${own.join('')}>`);
      if (!VOID.has(name)) open.push(name);
    },
    ontext: (text) => void (dropped === 0 && out.push(escaped(text))),
    onclosetag(name) {
      if (DROPPED_WHOLE.has(name)) dropped = Math.max(0, dropped - 1);
      else if (dropped === 0 && open.at(-1) === name) {
        open.pop();
        out.push(`</${name}>`);
      }
    },
  });
  parser.write(page);
  parser.end();
  return out.join('');
}

function attributeOf(element: string, name: string, value: string): string[] {
  const isFit = ATTRIBUTES.has(name) || (element === 'img' && name === 'src' && OWN_PICTURE.test(value));
  return isFit ? [` ${name}="${escaped(value)}"`] : [];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');
