import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { takeIn } from '@satchel/intake';
import { PAPER_VIEWS, PAPERS } from '@satchel/output';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../../../fixtures/people/index.ts';
import { must, newRecord, type TestRecord } from '../../../../packages/record/testing/new-record.ts';
import { change, lensOf, patient } from '../../../../packages/record/testing/people.ts';
import { type PaperAsked, paperFor } from './paper-for.ts';

const MM = 72 / 25.4;
const SIZES = { A4: [210, 297], Letter: [215.9, 279.4], A5: [148, 210], wallet: [85.6, 54] } as const;

async function printed({ world, hall, owner }: TestRecord, asked: Partial<PaperAsked> = {}) {
  const view = must(await hall.view(lensOf(owner)));
  const pdf = must(
    await paperFor({ world, version: '1' }, owner, view, { view: 'summary', paper: 'A4', isLarge: false, language: 'en', ...asked }),
  );
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const { text } = await extractText(document, { mergePages: false });
  return { raw: Buffer.from(pdf).toString('latin1'), document, pages: text.map((page) => page.replace(/\s+/g, ' ')) };
}

describe('paper', () => {
  let record: TestRecord;
  beforeAll(async () => {
    record = await newRecord({ now: () => Date.parse('2025-10-01T10:00:00Z') });
    for (const file of people['rosa-delgado'].files) {
      const bytes = new Uint8Array(readFileSync(file));
      const source = {
        name: basename(file),
        async *open() {
          yield bytes;
        },
      };
      must(await takeIn({ source, commit: (what) => record.hall.commit(record.owner, what), at: '2026-03-01T10:00:00Z' }));
    }
  });

  it.each(PAPERS)('[PH.1.2#07] [S.3.7#04] %s says on every page whose it is, which page, from where and of when', async (paper) => {
    for (const language of ['en', 'es'] as const) {
      const { document, pages } = await printed(record, { paper, language });
      const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      expect(Math.abs(width - SIZES[paper][0] * MM)).toBeLessThan(1);
      expect(Math.abs(height - SIZES[paper][1] * MM)).toBeLessThan(1);
      for (const [n, page] of pages.entries()) {
        expect(page).toContain('Rosa María Delgado Treviño');
        expect(page).toContain(language === 'en' ? `Page ${n + 1} of ${pages.length}` : `Página ${n + 1} de ${pages.length}`);
        expect(page).toContain(language === 'en' ? 'As of 1 Oct 2025' : 'A fecha de 1 oct 2025');
        expect(page).toContain(language === 'en' ? 'Born: 14 May 1963' : 'Nacimiento: 14 may 1963');
      }
    }
  });

  it.each(PAPER_VIEWS)('tells %s, tagged, with embedded fonts, and in black and grey alone', async (view) => {
    const { raw, document, pages } = await printed(record, { view });
    expect(pages.join(' ')).toMatch(
      {
        summary: /empagliflozin/,
        medicines: /empagliflozin.*every morning/,
        immunizations: /Tdap/,
        visit: /What I want to ask/,
        timeline: /2016/,
      }[view],
    );
    expect(raw).toMatch(/\/Marked true/);
    expect(raw).toContain('/StructTreeRoot');
    expect(raw).toContain('/FontFile2');
    expect(raw).not.toContain('/Helvetica');
    const { info } = await document.getMetadata();
    expect((info as { Title?: string }).Title).toContain('Rosa María Delgado Treviño');
    expect(await (await document.getPage(1)).getStructTree()).toMatchObject({ children: [{ role: 'Document' }] });
  });

  it('is one page for a visit, and larger in large print', async () => {
    for (const paper of ['A4', 'Letter'] as const)
      for (const language of ['en', 'es'] as const)
        expect((await printed(record, { view: 'visit', paper, language })).pages).toHaveLength(1);
    const [plain, large] = [await printed(record), await printed(record, { isLarge: true })];
    expect(large.pages.length).toBeGreaterThan(plain.pages.length);
  });

  it('says what is not known, and what letters it does not have', async () => {
    const empty = await newRecord();
    must(await empty.hall.commit(empty.owner, change({ ...patient('p'), name: [{ text: 'Ана Γεωργίου' }] })));
    const plain = await printed(empty);
    expect(plain.pages.join(' ')).toContain('Ана Γεωργίου');
    expect(plain.pages.join(' ')).toContain('nothing in this record speaks of it');
    expect(plain.pages.join(' ')).not.toContain('cannot be printed');
    must(
      await empty.hall.commit(
        empty.owner,
        change({ resourceType: 'Condition', id: 'c', subject: { display: 'me' }, code: { text: '高血圧' } }),
      ),
    );
    expect((await printed(empty)).pages.join(' ')).toContain('cannot be printed');
  });
});
