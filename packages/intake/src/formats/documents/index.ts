import type { Format } from '../../source.ts';
import { dicom } from './dicom/parse.ts';
import { html } from './html/parse.ts';
import { image } from './image/parse.ts';
import { mbox } from './mail/mbox.ts';
import { mail } from './mail/parse.ts';
import { olderOffice } from './office/older.ts';
import { office } from './office/parse.ts';
import { pdf } from './pdf/parse.ts';
import { rtf } from './rtf/parse.ts';
import { healthLinkText } from './text/health-link.ts';
import { plainText } from './text/parse.ts';

/** Files that are documents before anything else; plain text is what nobody else knows. */
export const DOCUMENT_FORMATS: readonly Format[] = [
  dicom,
  pdf,
  image,
  rtf,
  office,
  olderOffice,
  mbox,
  mail,
  html,
  healthLinkText,
  plainText,
];
