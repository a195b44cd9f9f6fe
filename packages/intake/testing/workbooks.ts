import { strToU8, zipSync } from 'fflate';

type Cell = number | { readonly text: string } | { readonly date: number } | undefined;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** A workbook as spreadsheet programs write it, with these rows on its sheets. */
export function xlsx(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  const texts: string[] = [];
  const cellOf = (cell: Cell, at: string): string => {
    if (cell === undefined) return '';
    if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
    return 'date' in cell ? `<c r="${at}" s="1"><v>${cell.date}</v></c>` : `<c r="${at}" t="s"><v>${texts.push(cell.text) - 1}</v></c>`;
  };
  const names = Object.keys(sheets);
  const rowsOf = (rows: readonly (readonly Cell[])[]) =>
    rows
      .map((cells, line) => {
        const inner = cells.map((cell, column) => cellOf(cell, `${String.fromCharCode(65 + column)}${line + 1}`)).join('');
        return inner && `<row r="${line + 1}">${inner}</row>`;
      })
      .join('');
  const parts = Object.fromEntries(
    names.map((name, n) => [
      `xl/worksheets/sheet${n + 1}.xml`,
      `${HEAD}<worksheet ${XMLNS}><sheetData>${rowsOf(sheets[name] ?? [])}</sheetData></worksheet>`,
    ]),
  );
  const all: Record<string, string> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${HEAD}<workbook ${XMLNS} xmlns:r="r"><sheets>${names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships>${names.map((_, n) => `<Relationship Id="rId${n + 1}" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet ${XMLNS}><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    ...parts,
    'xl/sharedStrings.xml': `${HEAD}<sst ${XMLNS}>${texts.map((text) => `<si><r><t>${text}</t></r></si>`).join('')}</sst>`,
  };
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, xml]) => [name, strToU8(xml)])));
}

/** A small OpenDocument spreadsheet: a title, an empty row, values, repeated empty rows, a value. */
export function ods(): Uint8Array {
  const words = (text: string) => `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`;
  const rows = [
    `<table:table-row>${words('Fecha')}${words('Peso (kg)')}${words('SpO2')}</table:table-row>`,
    '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    `<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-04T07:30:00"><text:p>04/03/26</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="71.4"><office:annotation><text:p>after breakfast</text:p></office:annotation><text:p>71,4</text:p></table:table-cell><table:table-cell office:value-type="percentage" office:value="0.98"><text:p>98 %</text:p></table:table-cell></table:table-row>`,
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
    `<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-05"><text:p>05/03/26</text:p></table:table-cell>${words('70')}</table:table-row>`,
  ];
  const content = `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Hoja 1">${rows.join('')}</table:table></office:spreadsheet></office:body></office:document-content>`;
  return zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
    'content.xml': strToU8(content),
  });
}
