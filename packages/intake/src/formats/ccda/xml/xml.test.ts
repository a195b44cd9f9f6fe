import { describe, expect, it } from 'vitest';
import { documentWith, drafts, read, section, sourceOf } from '../testing/read.ts';
import { child, children, ownText } from './node.ts';
import { readTree, XML_LIMITS } from './read-tree.ts';

const tree = (text: string | Uint8Array, limits = XML_LIMITS) => readTree(sourceOf(text, 'x.xml', 7), limits);
const utf16 = (text: string, little: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(little ? bytes : bytes.swap16());
};

describe('hostile XML [S23]', () => {
  it('reads no entity of a document type, from the file or from outside', async () => {
    const { roots, faults } = await tree(
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "boo">]><a><b>&x;</b><c>&y;</c></a>',
    );
    expect(ownText(child(roots[0], 'b'))).toBe('&x;');
    expect(ownText(child(roots[0], 'c'))).toBe('&y;');
    expect(faults).not.toEqual([]);
  });

  it('does not unfold a billion laughs', async () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const { roots } = await tree(`<!DOCTYPE a [<!ENTITY l0 "ha">${laughs}]><a>&l9;</a>`);
    expect(ownText(roots[0])).toBe('&l9;');
  });

  it('stops at what is too deep, too long or too many, with a reason', async () => {
    const small = { characters: 10_000, elements: 100, attributes: 100, depth: 20 };
    expect((await tree('<a>'.repeat(50), small)).stopped).toContain('20 levels');
    expect((await tree(`<a>${'<b/>'.repeat(200)}</a>`, small)).stopped).toContain('elements');
    expect((await tree(`<a>${'x'.repeat(20_000)}</a>`, small)).stopped).toContain('longer');
    expect((await tree(`<a ${Array.from({ length: 200 }, (_, n) => `a${n}="1"`).join(' ')}/>`, small)).stopped).toContain('attributes');
  });

  it('does not follow for long what is broken all over', async () => {
    expect((await readTree(sourceOf(`<a>${'&zz;'.repeat(30_000)}</a>`, 'x.xml', 1 << 16))).stopped).toContain('places');
    expect((await readTree(sourceOf(`<a/>${'x '.repeat(1_000_000)}`, 'x.xml', 1 << 16))).roots).toHaveLength(1);
  });

  it('holds a text of many megabytes to 64 MB, within seconds and 256 MB', { timeout: 30_000 }, async () => {
    const chunk = new TextEncoder().encode('x'.repeat(1 << 20));
    const endless = {
      name: 'long.xml',
      async *open() {
        yield new TextEncoder().encode('<?xml version="1.0" encoding="iso-8859-1"?><ClinicalDocument><title>');
        for (let n = 0; n < 2048; n++) yield chunk;
      },
    };
    const before = process.memoryUsage().rss;
    const start = performance.now();
    expect((await readTree(endless)).stopped).toContain('64 MB');
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 << 20);
  });

  it('refuses UTF-7, and reads UTF-16 with and without its mark, Latin-1 and Windows-1252', async () => {
    expect((await tree('<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b/+AD4-</a>')).stopped).toContain('UTF-7');
    const text = '<?xml version="1.0" encoding="UTF-16"?><a>Müller 東京</a>';
    for (const bytes of [utf16(text, true), utf16(text, false), utf16(`\ufeff${text}`, true), utf16(`\ufeff${text}`, false)])
      expect(ownText((await tree(bytes)).roots[0])).toBe('Müller 東京');
    expect(ownText((await tree(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Müller</a>', 'latin1'))).roots[0])).toBe(
      'Müller',
    );
    const wrong = await tree(Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>Müller</a>', 'latin1'));
    expect(ownText(wrong.roots[0])).toBe('Müller');
    expect(wrong.faults.join()).toContain('Windows-1252');
    expect((await tree('<?xml version="1.0" encoding="klingon"?><a>ü</a>')).faults.join()).toContain('encoding');
  });

  it('runs no stylesheet and lets nothing active or remote into narrative', async () => {
    const narrative = `<paragraph onclick="x()" styleCode="Bold"><content onmouseover="alert(1)">Fine</content><script>alert(1)</script>
<linkHtml href="javascript:alert(1)">a</linkHtml><linkHtml href="https://example.org/?a=1&amp;b=2">b</linkHtml><img src="https://evil.example/x.png"/>
<renderMultiMedia referencedObject="m"/><iframe src="x">no</iframe></paragraph>`;
    const [composition] = await drafts(
      documentWith(section('10164-2', narrative)).replace('?>', '?><?xml-stylesheet type="text/xsl" href="https://evil.example/x.xsl"?>'),
      'Composition',
    );
    const [{ text }] = (composition ?? {})['section'] as [{ text: { div: string } }];
    expect(text.div).toContain('<span>Fine</span>');
    expect(text.div).toContain('<a href="https://example.org/?a=1&amp;b=2">b</a>');
    expect(text.div).not.toMatch(/script|onclick|onmouseover|evil|alert\(1\)|javascript|iframe|<img/);
  });

  it('never follows the reference of a body that is no XML', async () => {
    const text = documentWith().replace(
      /<component>[\s\S]*<\/component>/,
      '<component><nonXMLBody><text mediaType="text/html"><reference value="javascript:alert(1)"/></text></nonXMLBody></component>',
    );
    const [reference] = await drafts(text, 'DocumentReference');
    expect(JSON.stringify(reference)).not.toContain('javascript');
  });
});

describe('broken XML', () => {
  const good = '<observation classCode="OBS" moodCode="EVN"><code code="1"/><value xsi:type="ST">x</value></observation>';

  it('keeps what comes before the break, and says where it is', async () => {
    const text = documentWith(section('30954-2', 'x', good, good));
    const cut = text.slice(0, text.lastIndexOf('</observation>'));
    const { drafts: made, others } = await read(cut);
    expect(made.filter(({ resource }) => resource['resourceType'] === 'Observation').map(({ place }) => place)).toEqual([
      'Results entry 1',
    ]);
    expect(others.flatMap((each) => (each.kind === 'unread' ? each.issues.map(({ location }) => location) : []))).toEqual([
      'document.xml',
      'Results entry 2',
    ]);
  });

  it('passes over a stray &, an unclosed element, an attribute without quotes', async () => {
    const { roots, stopped } = await tree('<a x=1><b>Johnson & Johnson<br></b><c>R&D &amp; &#233;</c></a>');
    expect(stopped).toBeUndefined();
    expect(ownText(child(roots[0], 'b'))).toBe('Johnson & Johnson');
    expect(ownText(child(roots[0], 'c'))).toBe('R&D & é');
  });

  it('stops where an end has no beginning', async () => {
    const { roots, stopped } = await tree('<a><b>1</b><b>2</c></b><b>3</b></a>');
    expect(stopped).toContain('line 1');
    expect(children(roots[0], 'b').map((each) => [ownText(each), each.broken])).toEqual([
      ['1', false],
      ['2', true],
    ]);
  });

  it('leaves CDATA as it is', async () => {
    expect(ownText((await tree('<a><![CDATA[x & <y>]]></a>')).roots[0])).toBe('x & <y>');
  });
});
