/** Words of lab reports in English and Spanish, compared without case and accents. */
export type ColumnRole = 'name' | 'value' | 'unit' | 'range' | 'flag' | 'method';

const HEADS: Readonly<Record<ColumnRole, RegExp>> = {
  name: /^(test|tests|test name|analyte|component|examination|exam|investigation|parameter|procedure|description|prueba|pruebas|examen|examenes|analisis|analito|parametro|determinacion|determinaciones|estudio|descripcion|nombre)( name| description)?$/,
  value:
    /^(result|results|your result|value|current result( and flag)?|observed value|in range|out of range|resultado|resultados|valor|valor obtenido|su resultado)$/,
  unit: /^(unit|units|uom|unidad|unidades|u\.? ?medida|unidad de medida)$/,
  range:
    /^(reference|reference ranges?|reference intervals?|reference values?|ref\.? ?(range|interval|value)?s?|normal ranges?|normal values?|range|biological ref\.? ?interval|standard range|rango|rangos?( de)? (referencia|normal(es)?)|valores?( de)? (referencia|normal(es)?)|valor(es)? ref\.?|v\.? ?(de )?ref\.?|referencia|intervalos?( biologicos?)?( de)? referencia|limites?( de)? referencia)$/,
  flag: /^(flag|flags|abnormal|status|h\/l|interpretation|alerta|indicador|bandera|estado|\*)$/,
  method:
    /^(method|methodology|lab|specimen|metodo|tecnica|muestra|previous result( and date)?|prior result|resultado anterior|resultado previo)$/,
};

export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[:.*]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();

export function columnRole(text: string): ColumnRole | undefined {
  const word = plain(text);
  return (Object.keys(HEADS) as ColumnRole[]).find((role) => HEADS[role].test(word));
}

/** Results in words, with what FHIR would have as their code text. */
export const QUALITATIVE =
  /^(negative|positive|non[- ]?reactive|reactive|not detected|none detected|detected|undetected|trace|present|absent|normal|abnormal|equivocal|indeterminate|negativo|positivo|negativa|positiva|no reactivo|no reactiva|reactivo|reactiva|no detectado|no detectada|detectado|detectada|trazas|presente|ausente|indeterminado|clear|yellow|amarillo|claro|\+{1,4})$/;

const FLAGS: readonly (readonly [code: string, form: RegExp])[] = [
  ['HH', /^(hh|h\*|critical high|critico alto|muy alto|↑↑)$/],
  ['LL', /^(ll|l\*|critical low|critico bajo|muy bajo|↓↓)$/],
  ['H', /^(h|high|alto|elevado|a\+|↑|▲|\(h\)|\[h\])$/],
  ['L', /^(l|low|bajo|disminuido|↓|▼|\(l\)|\[l\])$/],
  ['A', /^(a|\*|\*\*|abnormal|anormal|fuera de rango)$/],
  ['N', /^(n|normal|dentro de rango|ok)$/],
];

/** The code of v3-ObservationInterpretation that a mark beside a value means. */
export function flagOf(text: string): string | undefined {
  const word = text.trim() === '*' ? '*' : plain(text);
  return FLAGS.find(([, form]) => form.test(word))?.[0];
}

/** What a line that begins so tells is about the person, the sample or the page, not a result. */
export const NOT_A_RESULT =
  /^(page|pagina|pag|date|fecha|dob|birth|born|fecha de nacimiento|f\.? ?nac|age|edad|sex|sexo|gender|genero|phone|tel|telefono|fax|mrn|patient|paciente|nombre|name|id|no|nro|num|numero|folio|account|cuenta|order|orden|specimen|muestra|collected|received|reported|printed|impreso|validado|recibido|toma|hora|time|doctor|dr|dra|medico|physician|provider|address|direccion|zip|cp|clia|npi|nhs|dni|curp|nss|rfc|version|report|informe|invoice|factura|total a pagar|importe|precio|price|sample|registro|peticion|room|habitacion|cama|bed)\b/;
