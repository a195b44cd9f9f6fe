/** What a column of a table can be. `value` and the rest of the last line belong to a named test. */
export const ROLES = [
  'date',
  'time',
  'dateTime',
  'zone',
  'systolic',
  'diastolic',
  'pulse',
  'weight',
  'height',
  'bmi',
  'bodyFat',
  'fatMass',
  'temperature',
  'spo2',
  'respiratoryRate',
  'glucose',
  'hba1c',
  'steps',
  'device',
  'note',
  'test',
  'value',
  'unit',
  'range',
  'ignored',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => ROLES.some((role) => role === text);

/** Roles whose numbers mean nothing without a unit, with those it may be. */
export const UNITS: Readonly<Partial<Record<Role, readonly string[]>>> = {
  weight: ['kg', 'lb', 'st'],
  height: ['cm', 'in', 'm'],
  temperature: ['°C', '°F'],
  glucose: ['mg/dL', 'mmol/L'],
  hba1c: ['%', 'mmol/mol'],
};

/** How headers name it, in English, Spanish and as devices abbreviate; compared without case, accents and units. */
const NAMES: readonly (readonly [Role, RegExp])[] = [
  ['zone', /^(time ?zone|zona horaria)$/],
  [
    'dateTime',
    /^(date ?(and|&|\/|-)? ?time|datetime|timestamp|measurement date|date of measurement|measured at|fecha y hora|fecha\/hora|fecha hora|fecha de medicion|marca de tiempo|recorded( at)?)$/,
  ],
  ['date', /^(date|day|fecha|dia|collection date|collected|test date|fecha de (la )?(prueba|extraccion|muestra|toma))$/],
  ['time', /^(time|hour|hora|hora de medicion|measurement time|collection time)$/],
  [
    'systolic',
    /^(sys|systolic|systolic (blood )?pressure|systolic bp|sbp|bp systolic|upper|sistolica|presion sistolica|presion arterial sistolica|pas|tas|maxima|alta)$/,
  ],
  [
    'diastolic',
    /^(dia|diastolic|diastolic (blood )?pressure|diastolic bp|dbp|bp diastolic|lower|diastolica|presion diastolica|presion arterial diastolica|pad|tad|minima|baja)$/,
  ],
  ['pulse', /^(pulse|pulse rate|heart rate|hr|bpm|pulso|frecuencia cardiaca|fc|pulsaciones|ritmo cardiaco)$/],
  ['weight', /^(weight|body weight|body mass|peso|peso corporal)$/],
  ['height', /^(height|body height|estatura|talla|altura)$/],
  ['bmi', /^(bmi|body mass index|imc|indice de masa corporal)$/],
  ['bodyFat', /^(body fat|fat|fat ratio|fat percentage|grasa|grasa corporal|porcentaje de grasa)$/],
  ['fatMass', /^(fat mass|masa grasa)$/],
  ['temperature', /^(temp|temperature|body temperature|temperatura|temperatura corporal)$/],
  ['spo2', /^(spo2|sp02|o2 sat|oxygen saturation|blood oxygen|oxygen|saturacion|saturacion de oxigeno|oxigeno)$/],
  ['respiratoryRate', /^(rr|resp|respiration|respiratory rate|breathing rate|frecuencia respiratoria|respiraciones)$/],
  ['glucose', /^(bg|glucose|blood glucose|blood sugar|glucose value|glucosa|glucosa en sangre|glucemia|glicemia|azucar|azucar en sangre)$/],
  ['hba1c', /^(a1c|hba1c|hemoglobin a1c|hemoglobina glicosilada|hemoglobina glucosilada|hemoglobina a1c)$/],
  ['steps', /^(steps|step count|pasos|numero de pasos)$/],
  ['device', /^(device|device name|meter|dispositivo|aparato|medidor)$/],
  ['note', /^(note|notes|comment|comments|remarks|nota|notas|comentario|comentarios|observaciones)$/],
  [
    'test',
    /^(test|test name|analyte|name|component|analysis|parameter|prueba|analisis|nombre|nombre de la prueba|determinacion|parametro|analito)$/,
  ],
  ['value', /^(value|result|results|measurement|valor|resultado|resultados)$/],
  ['unit', /^(unit|units|unidad|unidades)$/],
  [
    'range',
    /^(range|reference|reference range|reference interval|normal range|ref range|rango|rango de referencia|valores de referencia|intervalo de referencia|referencia|rango normal)$/,
  ],
];

/** The unit that a header carries: `Weight (kg)`, `SYS [mmHg]`, `Glucose mg/dL`. */
const IN_BRACKETS = /[([]\s*([^()[\]]+?)\s*[)\]]/;
const BARE_UNIT = /(?:^|[\s_,])(mm ?hg|kpa|bpm|lbs?|kg|st|cm|mg\/dl|mmol\/l|mmol\/mol|°?[cf]|%)$/i;

export interface Header {
  readonly role: Role | undefined;
  readonly unit?: string;
}

/** What a header says its column is; undefined for words that are not known. */
export function headerOf(text: string): Header {
  const unit = IN_BRACKETS.exec(text)?.[1] ?? BARE_UNIT.exec(text)?.[1];
  const bare = unit === undefined ? text : text.replace(IN_BRACKETS, '').replace(BARE_UNIT, '');
  const named = roleOf(bare) ?? roleOf(text);
  // DIA is the lower pressure on a cuff, and a day in Spanish.
  const role = named === 'date' && (/mm ?hg|kpa/i.test(unit ?? '') || /^\W*DIA\W*$/.test(bare)) ? 'diastolic' : named;
  return { role, ...(unit !== undefined && { unit: unit.trim() }) };
}

function roleOf(text: string): Role | undefined {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[_:.*#"']+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return NAMES.find(([, words]) => words.test(plain))?.[0];
}
