import { hash } from 'node:crypto';
import type { JsonObject } from '@satchel/fhir';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { APPLE, category } from './drafts.ts';
import { appleTime, fhirTime } from './times.ts';

/** One electrocardiogram of an Apple Watch: a few lines about it in the phone's language, then one voltage a line. */
export const appleElectrocardiogram: Format = { name: 'apple-ecg', version: '1', recognise, parse };

/** Half a minute at 512 Hz is 15,000 values; ten minutes are more than any watch records. */
const VALUES_LIMIT = 400_000;
const MDC = 'urn:iso:std:iso:11073:10101';
/** A voltage alone on its line; where the phone writes decimals with a comma, in quotes. */
const VALUE = /^"?(-?\d+(?:[.,]\d+)?)"?,?$/;

function recognise({ name, text }: Head): string | undefined {
  if (!/\.csv$/i.test(name)) return undefined;
  const lines = text.slice(0, 16_384).split(/\r?\n/);
  const rate = lines.findIndex((line) => /\b\d{3}(?:[.,]\d+)?\D{0,3}(hertz|hz|赫兹|赫茲|ヘルツ|헤르츠|герц)/i.test(line));
  const values = lines.slice(0, -1).filter((line) => VALUE.test(line)).length;
  return rate >= 0 && rate < 20 && values > 100 ? 'Apple Watch electrocardiogram' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const facts: string[][] = [];
  const values: number[] = [];
  for await (const line of linesOf(source)) {
    const value = VALUE.exec(line)?.[1];
    if (value !== undefined && facts.length > 1) values.push(Number(value.replace(',', '.')));
    else if (line.trim() !== '') facts.push(cellsOf(line));
    if (values.length > VALUES_LIMIT || facts.length > 100) {
      yield unread('This electrocardiogram is longer than any watch records.', source.name, 'too-long');
      return;
    }
  }
  const time = facts.map(([, said]) => appleTime(said)).find((each) => each !== undefined);
  const rate = Number(
    facts
      .map((cells) => /^(\d{3}(?:[.,]\d+)?)\D/.exec(cells[1] ?? '')?.[1])
      .find((each) => each !== undefined)
      ?.replace(',', '.'),
  );
  if (!time || !(rate > 0) || values.length === 0) {
    yield unread('This electrocardiogram has no time, rate or values that can be read.', source.name);
    return;
  }
  const at = facts.findIndex(([, said]) => appleTime(said) !== undefined);
  const [classification, symptoms] = [facts[at + 1]?.[1], facts[at + 2]?.[1]];
  const resource: JsonObject = {
    resourceType: 'Observation',
    status: 'final',
    category: category('procedure'),
    code: {
      coding: [
        { system: 'http://loinc.org', code: '11524-6', display: 'EKG study' },
        { system: MDC, code: '131328', display: 'MDC_ECG_ELEC_POTL' },
      ],
      text: 'Electrocardiogram',
    },
    effectiveDateTime: fhirTime(time),
    device: { display: 'Apple Watch' },
    ...(classification ? { valueCodeableConcept: { text: classification } } : {}),
    ...(symptoms ? { note: [{ text: symptoms }] } : {}),
    component: [
      {
        code: { coding: [{ system: MDC, code: '131329', display: 'MDC_ECG_ELEC_POTL_I' }], text: 'Lead I' },
        valueSampledData: {
          origin: { value: 0, unit: 'µV', system: 'http://unitsofmeasure.org', code: 'uV' },
          period: Number((1000 / rate).toFixed(6)),
          dimensions: 1,
          data: values.map((value) => String(Number(value.toFixed(1)))).join(' '),
        },
      },
    ],
  };
  const id = `Observation/Electrocardiogram ${time.at} ${hash('sha256', values.join(' '), 'base64url').slice(0, 12)}`;
  yield { kind: 'draft', draft: { resource, source: { system: APPLE, id }, place: 'line 1' } };
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}

async function* linesOf(source: Source): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of source.open()) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > 65_536) rest = '';
  }
  if (rest !== '') yield rest;
}
