import Pdf from 'pdfkit';
import type { Block, Column, Paper, Sheet } from './sheet.ts';
import { dayIn, PAPER_WORDS } from './words.ts';

/** TrueType fonts to embed: for text, for what stands out, and for letters that these do not have. */
export interface Fonts {
  readonly text: Uint8Array;
  readonly strong: Uint8Array;
  readonly wide: Uint8Array;
}

export interface Printing {
  readonly paper: Paper;
  /** Letters of 17 points and more (RNIB: 16 at least). */
  readonly isLarge: boolean;
  readonly fonts: Fonts;
}

interface Measure {
  readonly size: readonly [width: number, height: number];
  readonly margin: number;
  /** Size of letters, in points. */
  readonly letter: number;
}

/** In points, 72 to the inch. */
const MEASURES: Readonly<Record<Paper, Measure & { readonly large: number }>> = {
  A4: { size: [595.28, 841.89], margin: 51, letter: 10.5, large: 17 },
  Letter: { size: [612, 792], margin: 51, letter: 10.5, large: 17 },
  A5: { size: [419.53, 595.28], margin: 34, letter: 9.5, large: 16 },
  wallet: { size: [242.65, 153.07], margin: 10, letter: 6.2, large: 8.5 },
};

/** Texts that Atkinson Hyperlegible Next has every letter of. */
const HYPERLEGIBLE =
  /^[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e-\u0133\u0139-\u013e\u0141-\u0148\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u017e\u03bc\u2009\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2122\u2212\u2248\u2260\u2264\u2265]*$/;
/** Letters that no font here has. */
const UNPRINTABLE =
  /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Devanagari}\p{Script=Common}\p{Script=Inherited}])\p{L}/u;

const INK = '#111111';
const QUIET = '#4a4a4a';
const RULE = '#9a9a9a';

type Document = InstanceType<typeof Pdf>;

/**
 * A sheet as PDF 1.7, tagged for screen readers, its fonts embedded. Black and greys that a poor printer shows; nothing is told by
 * colour. Whose it is, what it is, the page, where it is from and of when stand on every page.
 */
export async function pdfOf(sheet: Sheet, { paper, isLarge, fonts }: Printing): Promise<Uint8Array> {
  const { large, letter, ...rest } = MEASURES[paper];
  const sizes = isLarge || !sheet.isOnePage ? [1] : [1, 0.92, 0.84, 0.76];
  for (const factor of sizes) {
    const made = await pressed(told(sheet), { ...rest, letter: isLarge ? large : letter * factor }, paper === 'wallet', fonts);
    if (made.pages === 1 || factor === sizes.at(-1)) return made.pdf;
  }
  throw new Error('There is always a last size.');
}

async function pressed(
  sheet: Sheet,
  measure: Measure,
  isCard: boolean,
  fonts: Fonts,
): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const doc = new Pdf({
    size: [...measure.size],
    margin: 0,
    font: '',
    bufferPages: true,
    autoFirstPage: false,
    tagged: true,
    lang: sheet.language,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: `${sheet.title} – ${sheet.person.name}`, Creator: 'Satchel', Producer: 'Satchel', CreationDate: new Date(sheet.madeAt) },
  });
  const parts: Uint8Array[] = [];
  doc.on('data', (part: Uint8Array) => void parts.push(part));
  const done = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const name of ['text', 'strong', 'wide'] as const) doc.registerFont(name, Buffer.from(fonts[name]));
  new Press(doc, sheet, measure, isCard).print();
  const pages = doc.bufferedPageRange().count;
  doc.end();
  await done;
  return { pdf: new Uint8Array(Buffer.concat(parts)), pages };
}

/** The micro sign as the letter that it looks like; and a word where some letters cannot be printed. */
function told(sheet: Sheet): Sheet {
  const blocks = sheet.blocks.map((block): Block =>
    block.kind === 'table' || block.kind === 'list'
      ? { ...block, rows: block.rows.map((row) => row.map((cell) => cell.replaceAll('\u00b5', '\u03bc'))) }
      : block,
  );
  const isMissing = UNPRINTABLE.test(JSON.stringify([sheet.person, blocks]));
  return { ...sheet, blocks: isMissing ? [...blocks, { kind: 'text', text: PAPER_WORDS[sheet.language].letters, quiet: true }] : blocks };
}

/** Lays blocks out on pages, from top to bottom. */
class Press {
  private readonly doc: Document;
  private readonly sheet: Sheet;
  private readonly measure: Measure;
  private readonly isCard: boolean;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly top: number;
  private readonly bottom: number;
  private readonly width: number;
  private y = 0;

  constructor(doc: Document, sheet: Sheet, measure: Measure, isCard: boolean) {
    const { letter, margin, size } = measure;
    this.doc = doc;
    this.sheet = sheet;
    this.measure = measure;
    this.isCard = isCard;
    this.root = doc.struct('Document');
    this.top = margin + letter * (isCard ? 2.6 : 4);
    this.bottom = size[1] - margin - letter * (isCard ? 1.6 : 2.6);
    this.width = size[0] - 2 * margin;
  }

  print(): void {
    this.doc.addStructure(this.root);
    this.addPage();
    this.words(this.root, 'H1', this.sheet.title, this.measure.letter * (this.isCard ? 1.3 : 1.9), 'strong', INK);
    this.y += this.measure.letter * (this.isCard ? 0.2 : 0.6);
    for (const [n, block] of this.sheet.blocks.entries()) this.block(block, this.sheet.blocks[n + 1]);
    this.root.end();
    this.frames();
  }

  private addPage(): void {
    this.doc.addPage();
    this.y = this.top;
  }

  /** Goes to the next page when less than this is left. */
  private need(height: number): void {
    if (this.y + height > this.bottom && this.y > this.top) this.addPage();
  }

  private block(block: Block, next: Block | undefined): void {
    const { letter } = this.measure;
    if (block.kind === 'heading') {
      // A heading stays with what it is the heading of.
      const first = next?.kind === 'table' ? this.heightOfRow(next.columns, next.rows[0] ?? []) + letter * 2 : letter * 2;
      this.y += letter * (this.isCard ? 0.4 : 1);
      this.need(letter * 1.9 + first);
      this.words(this.root, 'H2', block.text, letter * (this.isCard ? 1.1 : 1.25), 'strong', INK);
      this.y += letter * 0.25;
    } else if (block.kind === 'text') {
      this.words(this.root, 'P', block.text, letter, 'text', block.quiet ? QUIET : INK);
      this.y += letter * 0.3;
    } else if (block.kind === 'lines') this.lines(block.count);
    else if (this.isCard || block.kind === 'list') this.list(block.rows);
    else this.table(block);
  }

  private words(parent: PDFKit.PDFStructureElement, tag: string, text: string, size: number, font: 'text' | 'strong', color: string): void {
    this.doc.font(this.fontFor(text, font)).fontSize(size);
    const height = this.doc.heightOfString(text, { width: this.width });
    this.need(height);
    const at = this.y;
    parent.add(
      this.doc.struct(
        tag,
        {},
        () =>
          void this.doc
            .font(this.fontFor(text, font))
            .fontSize(size)
            .fillColor(color)
            .text(text, this.measure.margin, at, { width: this.width }),
      ),
    );
    this.y += height;
  }

  /** A font that has all letters of a text, as far as there is one. */
  private fontFor(text: string, wanted: 'text' | 'strong'): 'text' | 'strong' | 'wide' {
    return HYPERLEGIBLE.test(text) ? wanted : 'wide';
  }

  private lines(count: number): void {
    const step = this.measure.letter * 2.1;
    for (let n = 0; n < count; n++) {
      this.need(step);
      this.y += step;
      const at = this.y;
      this.artifact(() =>
        this.doc
          .moveTo(this.measure.margin, at)
          .lineTo(this.measure.margin + this.width, at)
          .lineWidth(0.6)
          .strokeColor(RULE)
          .stroke(),
      );
    }
    this.y += this.measure.letter * 0.5;
  }

  /** On a card there is no room for columns: a line each. */
  private list(rows: readonly (readonly string[])[]): void {
    const { letter } = this.measure;
    const list = this.doc.struct('L');
    this.root.add(list);
    for (const [main = '', ...rest] of rows) {
      const text = [main, ...rest.filter(Boolean)].join(' · ');
      this.doc.font(this.fontFor(text, 'text')).fontSize(letter);
      const height = this.doc.heightOfString(text, { width: this.width });
      this.need(height);
      const at = this.y;
      const item = this.doc.struct('LI');
      list.add(item);
      item.add(
        this.doc.struct(
          'LBody',
          {},
          () =>
            void this.doc
              .font(this.fontFor(text, 'text'))
              .fontSize(letter)
              .fillColor(INK)
              .text(text, this.measure.margin, at, { width: this.width }),
        ),
      );
      item.end();
      this.y += height + letter * 0.15;
    }
    list.end();
  }

  private table({ columns, rows, boxes }: Extract<Block, { kind: 'table' }>): void {
    const table = this.doc.struct('Table');
    this.root.add(table);
    const head = () =>
      this.row(
        table,
        'TH',
        columns,
        columns.map(({ title }) => title),
        false,
      );
    head();
    for (const row of rows) {
      const height = this.heightOfRow(columns, row);
      if (this.y + height > this.bottom && this.y > this.top) {
        this.addPage();
        head();
      }
      this.row(table, 'TD', columns, row, boxes ?? false);
    }
    table.end();
    this.y += this.measure.letter * 0.4;
  }

  private row(
    table: PDFKit.PDFStructureElement,
    tag: 'TH' | 'TD',
    columns: readonly Column[],
    cells: readonly string[],
    boxes: boolean,
  ): void {
    const { letter, margin } = this.measure;
    const height = this.heightOfRow(columns, cells, tag === 'TH');
    const line = this.doc.struct('TR');
    table.add(line);
    const y = this.y;
    let x = margin;
    for (const [n, column] of columns.entries()) {
      const text = cells[n] ?? '';
      const width = this.widthOf(columns, column);
      const at = x;
      const [size, font, color] =
        tag === 'TH'
          ? ([this.sizeOfHead(columns, column), 'strong', QUIET] as const)
          : ([letter, column.strong ? 'strong' : 'text', INK] as const);
      line.add(
        this.doc.struct(
          tag,
          {},
          () =>
            void this.doc
              .font(this.fontFor(text, font))
              .fontSize(size)
              .fillColor(color)
              .text(text || ' ', at, y + letter * 0.32, { width: width - letter * 0.7 }),
        ),
      );
      if (boxes && n >= columns.length - 4)
        this.artifact(() =>
          this.doc
            .rect(at + letter * 0.4, y + letter * 0.34, letter * 1.05, letter * 1.05)
            .lineWidth(0.8)
            .strokeColor(INK)
            .stroke(),
        );
      x += width;
    }
    line.end();
    this.y += height;
    const at = this.y;
    this.artifact(() =>
      this.doc
        .moveTo(margin, at)
        .lineTo(margin + this.width, at)
        .lineWidth(tag === 'TH' ? 0.9 : 0.4)
        .strokeColor(tag === 'TH' ? INK : RULE)
        .stroke(),
    );
  }

  private widthOf(columns: readonly Column[], { share }: Column): number {
    return (this.width * share) / columns.reduce((sum, column) => sum + column.share, 0);
  }

  /** The title of a column is never broken inside a word. */
  private sizeOfHead(columns: readonly Column[], column: Column): number {
    const size = this.measure.letter * 0.85;
    this.doc.font('strong').fontSize(size);
    const widest = Math.max(...column.title.split(' ').map((word) => this.doc.widthOfString(word)));
    return size * Math.min(1, (this.widthOf(columns, column) - this.measure.letter * 0.5) / (widest + 1));
  }

  private heightOfRow(columns: readonly Column[], cells: readonly string[], isHead = false): number {
    const { letter } = this.measure;
    const heights = columns.map((column, n) => {
      const text = cells[n] || ' ';
      const size = isHead ? this.sizeOfHead(columns, column) : letter;
      this.doc.font(this.fontFor(text, column.strong || isHead ? 'strong' : 'text')).fontSize(size);
      return this.doc.heightOfString(text, { width: this.widthOf(columns, column) - letter * 0.7 });
    });
    return Math.max(...heights, letter * 1.1) + letter * 0.64;
  }

  /** What is drawn and not read aloud. */
  private artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  /** Whose, what, which page, from where and of when: on every page. */
  private frames(): void {
    const { letter, margin, size } = this.measure;
    const words = PAPER_WORDS[this.sheet.language];
    const { person, title, madeAt, language } = this.sheet;
    const { count } = this.doc.bufferedPageRange();
    const small = letter * (this.isCard ? 0.85 : 0.9);
    const who = [person.name, person.birthDate && `${words.born}: ${person.birthDate}`].filter(Boolean).join('   ');
    const source = words.source(dayIn(language, madeAt.slice(0, 10)));
    for (let n = 0; n < count; n++) {
      this.doc.switchToPage(n);
      this.doc.markContent('Artifact', { type: 'Pagination', attached: ['Top'] });
      this.line(who, margin, margin, this.width * 0.72, small, 'strong', 'left');
      this.line(title, margin + this.width * 0.72, margin, this.width * 0.28, small, 'text', 'right');
      const rule = margin + letter * (this.isCard ? 1.5 : 1.9);
      this.doc
        .moveTo(margin, rule)
        .lineTo(margin + this.width, rule)
        .lineWidth(0.9)
        .strokeColor(INK)
        .stroke();
      this.doc.endMarkedContent();
      this.doc.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] });
      const foot = size[1] - margin - small * 1.2;
      this.line(source, margin, foot, this.width * 0.78, small, 'text', 'left');
      this.line(words.page(n + 1, count), margin + this.width * 0.78, foot, this.width * 0.22, small, 'text', 'right');
      this.doc.endMarkedContent();
    }
  }

  /** One line, smaller where it would not fit. */
  private line(text: string, x: number, y: number, width: number, size: number, font: 'text' | 'strong', align: 'left' | 'right'): void {
    this.doc.font(this.fontFor(text, font)).fontSize(size);
    const fitting = Math.min(size, (size * (width - 1)) / this.doc.widthOfString(text));
    this.doc
      .fontSize(Math.max(fitting, size * 0.55))
      .fillColor(INK)
      .text(text, x, y, { width, align, lineBreak: false, height: size * 1.3, ellipsis: true });
  }
}
