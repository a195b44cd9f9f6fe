/** Documents that are ZIP archives of XML inside (ECMA-376, OASIS OpenDocument), by what stands at their beginning. */
export type OfficeKind = 'docx' | 'odt' | 'xlsx' | 'pptx' | 'ods' | 'odp';

export const OFFICE: Readonly<Record<OfficeKind, readonly [words: string, mediaType: string]>> = {
  docx: ['Word document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  xlsx: ['Excel workbook', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  pptx: ['PowerPoint slides', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  odt: ['OpenDocument text', 'application/vnd.oasis.opendocument.text'],
  ods: ['OpenDocument spreadsheet', 'application/vnd.oasis.opendocument.spreadsheet'],
  odp: ['OpenDocument slides', 'application/vnd.oasis.opendocument.presentation'],
};

const OPEN: Readonly<Record<string, OfficeKind>> = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' };
const PARTS: readonly (readonly [part: string, kind: OfficeKind])[] = [
  ['word/', 'docx'],
  ['xl/', 'xlsx'],
  ['ppt/', 'pptx'],
];

export function officeKindOf(name: string, bytes: Uint8Array): OfficeKind | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return undefined;
  const head = Buffer.from(bytes).toString('latin1');
  const open = /^.{30}mimetype(?:.{0,64}?)application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/s.exec(head)?.[1];
  if (open !== undefined) return OPEN[open];
  if (!head.includes('[Content_Types].xml') && !/\.(docx|xlsx|pptx)$/i.test(name)) return undefined;
  const byPart = PARTS.find(([part]) => head.includes(part))?.[1];
  return byPart ?? (/\.(docx|xlsx|pptx)$/i.exec(name)?.[1]?.toLowerCase() as OfficeKind | undefined);
}
