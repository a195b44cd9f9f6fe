import { isJsonObject, type JsonObject, type JsonValue, displayOf, codingsOf, numberText, type Outcome, success } from '@satchel/fhir';
import type { Listed, RecordView, Stored } from '@satchel/record';
import type { Series } from '../api.ts';
import { everyMatch, token } from './every-match.ts';
import { byNewest, isRuledOut } from '@satchel/output';
import { listedOf, resourceOf } from './listed.ts';
import { plainNumber } from './results.ts';

type Point = Series['points'][number];

/** The course of one measured thing: every plain number of it, oldest first, in the unit of the latest; the rest beside. */
export async function seriesOf(view: RecordView, code: string): Promise<Outcome<Series>> {
  const found = await observationsOf(view, code);
  if (!found.ok) return found;
  const measured = found.value
    .map((stored) => ({ stored, resource: resourceOf(stored) }))
    .map(({ stored, resource }) => ({ resource, listed: listedOf(stored, resource) }))
    .filter(({ listed }) => !isRuledOut(listed));
  measured.sort((a, b) => byNewest(a.listed, b.listed));
  const points = measured.map(({ resource, listed }) => pointsOf(resource, listed));
  const unit = points.flat()[0]?.unit;
  const drawn = points.map((of) => of.filter((point) => point.unit === unit));
  return success({
    code,
    title: measured[0]?.listed.card.title ?? code,
    ...(unit !== undefined && { unit }),
    points: drawn.flat().reverse(),
    others: measured.filter((_, at) => drawn[at]?.length === 0).map(({ listed }) => listed),
  });
}

/** Days of device series are drawn from the series itself. */
const DAY_TAG = 'urn:satchel:series|day';

/** By code; things without one are known by their words. */
async function observationsOf(view: RecordView, code: string): Promise<Outcome<readonly Stored[]>> {
  if (!code.startsWith('|')) return everyMatch(view, 'Observation', `code=${token(code)}&_tag:not=${token(DAY_TAG)}`);
  const found = await everyMatch(view, 'Observation', `code:text=${encodeURIComponent(code.slice(1))}`);
  return found.ok ? success(found.value.filter((stored) => listedOf(stored).card.title === code.slice(1))) : found;
}

function pointsOf(resource: JsonObject, listed: Listed): Point[] {
  const whole = pointOf(resource, listed, undefined);
  const components = Array.isArray(resource['component']) ? resource['component'].filter(isJsonObject) : [];
  return [...(whole ? [whole] : []), ...components.flatMap((component) => pointOf(component, listed, component['code']) ?? [])];
}

function pointOf(measured: JsonObject, { id, type, timelineAt, card }: Listed, name: JsonValue | undefined): Point | undefined {
  const quantity = measured['valueQuantity'];
  const number =
    isJsonObject(quantity) && quantity['comparator'] === undefined ? numberText(quantity, 'value') : numberText(measured, 'valueInteger');
  const value = plainNumber(number);
  if (timelineAt === null || number === undefined || value === undefined) return undefined;
  const unit = isJsonObject(quantity) ? (words(quantity['unit']) ?? words(quantity['code'])) : undefined;
  const component = name === undefined ? undefined : (displayOf(name) ?? codingsOf(name)[0]?.code);
  const flag = codingsOf(measured['interpretation'])[0]?.code ?? (name === undefined ? card.flag : undefined);
  return {
    id,
    type,
    at: timelineAt,
    value,
    text: number,
    ...rangeOf(measured),
    ...(unit !== undefined && { unit }),
    ...(flag !== undefined && { flag }),
    ...(card.who !== undefined && { who: card.who }),
    ...(component !== undefined && { component }),
  };
}

function rangeOf(measured: JsonObject): Pick<Point, 'low' | 'high'> {
  const range = Array.isArray(measured['referenceRange']) ? measured['referenceRange'].find(isJsonObject) : undefined;
  const bound = (name: 'low' | 'high') => {
    const quantity = range?.[name];
    const value = isJsonObject(quantity) ? quantity['value'] : undefined;
    return typeof value === 'number' ? { [name]: value } : {};
  };
  return { ...bound('low'), ...bound('high') };
}

const words = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
