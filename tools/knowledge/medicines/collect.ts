import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A code and what was written beside it, as a file of the samples has them. */
export interface Mention {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** Folders that hold definitions and code lists, not people's records. */
const NO_RECORDS = /fhir-packages|g1-ddi|g4-codes|f1-fhirpath/;
const TYPES = /^Medication(Request|Statement|Dispense|Administration|Order)?$/;
const VACCINE_SYSTEMS = new Set(['2.16.840.1.113883.12.292', '2.16.840.1.113883.6.59']);

type Note = (system: unknown, code: unknown, display: unknown) => void;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(value: unknown, note: Note): void {
  if (Array.isArray(value)) return value.forEach((each) => walk(each, note));
  if (!isObject(value)) return;
  if (TYPES.test(String(value.resourceType))) {
    const concept = value.resourceType === 'Medication' ? value.code : value.medicationCodeableConcept;
    if (isObject(concept)) {
      const codings = Array.isArray(concept.coding) ? concept.coding.filter(isObject) : [];
      for (const { system, code, display } of codings) note(system, code, display ?? concept.text);
      if (codings.length === 0) note('', '', concept.text);
    }
  }
  for (const each of Object.values(value)) walk(each, note);
}

function fromJson(text: string, note: Note): void {
  const values = (part: string): unknown[] => {
    try {
      return [JSON.parse(part)];
    } catch {
      return [];
    }
  };
  const whole = values(text);
  for (const value of whole.length > 0 ? whole : text.split('\n').flatMap(values)) walk(value, note);
}

function fromXml(text: string, note: Note): void {
  for (const [material] of text.matchAll(/<(?:\w+:)?manufacturedMaterial\b[\s\S]*?<\/(?:\w+:)?manufacturedMaterial>/g)) {
    for (const [, , inside = ''] of material.matchAll(/<(?:\w+:)?(code|translation)\b([^>]*)>/g)) {
      const has = Object.fromEntries([...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
      if (!VACCINE_SYSTEMS.has(has.codeSystem ?? '')) note(has.codeSystem, has.code, has.displayName);
    }
  }
}

const FIELD_OF_SEGMENT: Readonly<Record<string, number>> = { RXE: 2, RXO: 1, RXD: 2, RXC: 2 };

function fromV2(text: string, note: Note): void {
  for (const line of text.split(/[\r\n]+/)) {
    const fields = line.split('|');
    const at = FIELD_OF_SEGMENT[fields[0] ?? ''];
    const [code, display, system] = (at === undefined ? '' : (fields[at] ?? '')).split('^');
    if (at !== undefined) note(system, code, display);
  }
}

/** Every distinct medicine code and display in a folder of FHIR, C-CDA and v2 files, plain or gzipped. */
export function mentionsIn(folder: string, skip = /^$/): readonly Mention[] {
  const mentions = new Map<string, Mention>();
  const string = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  const note: Note = (system, code, display) => {
    const mention = { system: string(system), code: string(code), display: string(display) };
    if (mention.code !== '' || mention.display !== '') mentions.set(JSON.stringify(mention), mention);
  };
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (NO_RECORDS.test(name) || skip.test(name) || !/\.\w+$/.test(name)) continue;
    const bytes = readBytes(join(folder, name));
    const text = bytes?.toString('utf8').replace(/^[\s\uFEFF]+/, '') ?? '';
    if (/^[{[]/.test(text)) fromJson(text, note);
    else if (text.includes('manufacturedMaterial')) fromXml(text, note);
    else if (/^(MSH|FHS|BHS)\|/.test(text)) fromV2(text, note);
  }
  return [...mentions.values()];
}

function readBytes(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch {
    return undefined;
  }
}
