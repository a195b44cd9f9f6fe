/**
 * A sanity check of narrative (http://hl7.org/fhir/R4/narrative.html#xhtml; rules txt-1, txt-2): one
 * XHTML `div` of the allowed elements and attributes, with something to read and nothing active.
 * It judges and never cleans; who shows narrative must still sanitise it.
 */

const ELEMENTS = new Set(
  (
    'a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ' +
    'li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);

const ATTRIBUTES = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset ' +
    'cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap ' +
    'rel rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width ' +
    'xml:lang xmlns'
  ).split(' '),
);

const XHTML = 'http://www.w3.org/1999/xhtml';
const TOKEN = /<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+|</g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ACTIVE_URL = /^\s*(?:javascript|vbscript|data:(?!\s*image\/))/i;
const ENTITY = /&(?!(?:[A-Za-z][A-Za-z0-9]*|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)/;

/** What is wrong with the narrative, in plain words; undefined when nothing is. */
export function xhtmlFault(div: string): string | undefined {
  const open: string[] = [];
  let roots = 0;
  let hasContent = false;
  for (const [token, closing, tag, attributes = '', selfClosing] of div.trim().matchAll(TOKEN)) {
    if (token.startsWith('<!--')) continue;
    if (tag === undefined) {
      if (token === '<') return 'is not well-formed XHTML';
      if (open.length === 0) return 'has text outside its div';
      if (ENTITY.test(token)) return 'has an & that begins no entity';
      hasContent ||= /\S/.test(token);
    } else if (closing === '/') {
      if (open.pop() !== tag) return 'is not well-formed XHTML';
    } else {
      if (open.length === 0 && roots++ > 0) return 'is more than one element';
      const fault = elementFault(tag, attributes, open.length === 0);
      if (fault !== undefined) return fault;
      hasContent ||= tag === 'img';
      if (selfClosing === '') open.push(tag);
    }
  }
  if (open.length > 0) return 'is not well-formed XHTML';
  return hasContent ? undefined : 'has nothing to read';
}

function elementFault(tag: string, attributes: string, isRoot: boolean): string | undefined {
  if (isRoot && tag !== 'div') return 'is not a div';
  if (!ELEMENTS.has(tag)) return 'has an element that narrative may not have';
  let namespace: string | undefined;
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? '';
    if (name === 'xmlns') namespace = value;
    if (/^on/i.test(name)) return 'has a script';
    if (!ATTRIBUTES.has(name) && !name.startsWith('xmlns:')) return 'has an attribute that narrative may not have';
    if (/^(?:href|src|cite|longdesc)$/.test(name) && ACTIVE_URL.test(value)) return 'has a script';
  }
  if (isRoot && namespace === undefined) return `lacks the namespace ${XHTML}`;
  return namespace === undefined || namespace === XHTML ? undefined : 'has the wrong namespace';
}
