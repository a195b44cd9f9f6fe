import { issue } from '@satchel/fhir';
import type { DocumentFacts } from '@satchel/fhir';
import type { DataSet } from 'dicom-parser';
import { inflate } from '../../../containers/inflate.ts';
import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { isDicom, openDicom } from './open-dicom.ts';
import { reportText } from './report-text.ts';
import { draftsOf } from './study.ts';
import { moment, text, uid, uint16 } from './values.ts';

const LIMIT = 512 * 1024 * 1024;
const DIRECTORY = '1.2.840.10008.1.3.10';

/** Images and reports in DICOM (PS3.10): the study that they belong to, whose it is, and what a report says. */
export const dicom: Format = {
  name: 'dicom',
  version: '1',
  recognise: ({ name, bytes }) => (isDicom(bytes) || /\.dcm$/i.test(name) ? 'DICOM file' : undefined),
  parse,
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const mediaType = 'application/dicom';
  const bytes = await wholeBytes(source, LIMIT);
  const opened = bytes && openDicom(bytes, inflate);
  if (!opened) {
    yield { kind: 'document', document: { mediaType } };
    yield bytes
      ? unread(
          'This DICOM file is damaged: its elements cannot be read.',
          '',
          'structure',
          'It is kept as it is; ask the sender for it again.',
        )
      : unread('This DICOM file is too large to be read.', '', 'too-long', 'It is kept as it is.');
    return;
  }
  const { set, isCut } = opened;
  yield { kind: 'document', document: { mediaType, ...factsOf(set) } };
  if (isCut) yield unread('This DICOM file is damaged or cut short; what comes before the break was read.', '', 'incomplete');
  if (isDirectory(set)) {
    yield {
      kind: 'note',
      issue: issue('information', 'informational', 'This is the list of contents of a disc; it holds no images itself.', {
        remedy: 'Add the folder of images beside it, as a ZIP archive or file by file.',
      }),
    };
    return;
  }
  const drafts = draftsOf(set);
  for (const draft of drafts) yield { kind: 'draft', draft };
  if (drafts.length === 0 && !isCut)
    yield unread('This DICOM file does not say which study and image it is.', '', 'required', 'It is kept as a document.');
  if (set.elements['x54000100'])
    yield {
      kind: 'note',
      issue: issue('information', 'not-supported', 'It holds a recorded curve (an ECG, say), which is kept and not drawn here.'),
    };
}

const isDirectory = (set: DataSet): boolean => uid(set, 'x00020002') === DIRECTORY || set.elements['x00041220'] !== undefined;

function factsOf(set: DataSet): Omit<DocumentFacts, 'mediaType'> {
  const isReport = set.elements['x0040a730'] !== undefined;
  const [title, author, date] = [
    [text(set, 'x00081030'), text(set, 'x0008103e')].flatMap((part) => part?.replaceAll('^', ' ') ?? []).join(', '),
    text(set, 'x00080080'),
    moment(set, 'x00080020', 'x00080030') ?? moment(set, 'x00080023', 'x00080033'),
  ];
  const [width, height, frames] = [uint16(set, 'x00280011'), uint16(set, 'x00280010'), Number(text(set, 'x00280008') ?? 1)];
  return {
    type: isReport ? 'Structured report' : kindOf(set),
    ...(title !== '' && { title }),
    ...(author !== undefined && { author }),
    ...(date !== undefined && { date }),
    ...(width && height && { width, height }),
    ...(frames > 1 && { pages: frames }),
    ...(isReport && { text: reportText(set) }),
  };
}

/** Modalities (PS3.3 C.7.3.1.1.1) as people call them. */
const KINDS: Readonly<Record<string, string>> = {
  CR: 'X-ray',
  DX: 'X-ray',
  RG: 'X-ray',
  MG: 'Mammogram',
  CT: 'CT image',
  MR: 'MRI image',
  US: 'Ultrasound image',
  IVUS: 'Ultrasound image',
  NM: 'Nuclear medicine image',
  PT: 'PET image',
  XA: 'Angiogram',
  ECG: 'ECG',
  ES: 'Endoscopy image',
  OP: 'Eye photograph',
  OPT: 'Eye scan',
  RTDOSE: 'Radiotherapy dose',
  RTPLAN: 'Radiotherapy plan',
};

const kindOf = (set: DataSet): string => KINDS[text(set, 'x00080060') ?? ''] ?? (isDirectory(set) ? 'Contents of a disc' : 'Medical image');
