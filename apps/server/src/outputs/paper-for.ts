import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, success } from '@satchel/fhir';
import { type Fonts, type Language, type Paper, type PaperView, pdfOf, sheetOf } from '@satchel/output';
import type { Holder, RecordView } from '@satchel/record';
import type { House } from '../house.ts';
import { seesAll } from './summary-for.ts';

export interface PaperAsked {
  readonly view: PaperView;
  readonly paper: Paper;
  readonly isLarge: boolean;
  readonly language: Language;
}

/** A view of what this holder sees, as PDF. */
export async function paperFor(
  { world, version }: Pick<House, 'world' | 'version'>,
  holder: Holder,
  view: RecordView,
  { view: what, paper, isLarge, language }: PaperAsked,
): Promise<Outcome<Uint8Array>> {
  const sheet = await sheetOf(view, what, {
    language,
    now: world.now(),
    newId: randomUUID,
    version,
    isPart: !seesAll(holder),
    isBrief: paper === 'wallet',
  });
  return sheet.ok ? success(await pdfOf(sheet.value, { paper, isLarge, fonts: fonts() })) : sheet;
}

let read: Fonts | undefined;
const FOLDER = join(import.meta.dirname, '../../../../knowledge/fonts');
const fonts = (): Fonts =>
  (read ??= {
    text: readFileSync(join(FOLDER, 'text.ttf')),
    strong: readFileSync(join(FOLDER, 'strong.ttf')),
    wide: readFileSync(join(FOLDER, 'wide.ttf')),
  });
