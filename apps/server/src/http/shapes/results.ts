import { type Outcome, success } from '@satchel/fhir';
import type { Listed, RecordView } from '@satchel/record';
import type { ResultLine } from '../api.ts';
import { deviceSeriesOf } from './device-series.ts';
import { byNewest, isRuledOut } from '@satchel/output';

/** Recent values for a spark line. */
const SPARK = 24;
const DAY = 86_400_000;
const MEASURED = new Set(['laboratory', 'vital-signs']);

/** One line a measured thing; the thing measured last comes first. */
export async function resultsOf(view: RecordView): Promise<Outcome<readonly ResultLine[]>> {
  const observations = await view.list(['Observation'], { limit: Number.MAX_SAFE_INTEGER, newestDays: true });
  if (!observations.ok) return observations;
  const things = Map.groupBy(
    observations.value.filter((each) => each.card.value !== undefined && (each.card.code ?? each.card.title) && !isRuledOut(each)),
    keyOf,
  );
  const lines = [...things]
    .filter(([, values]) => values.some(isMeasured))
    .map(([code, values]) => lineOf(code, values.toSorted(byNewest)));
  const told = await Promise.all(lines.map((line) => withDevice(view, line, things.get(line.code) ?? [])));
  return success(told.sort((a, b) => byNewest(a.latest, b.latest)));
}

/** What a device measures by the thousand is told by its newest days. */
async function withDevice(view: RecordView, line: ResultLine, values: readonly Listed[]): Promise<ResultLine> {
  const to = values.find(({ marks }) => marks.daily)?.card.date?.slice(0, 10);
  if (to === undefined) return line;
  const from = new Date(Date.parse(to) - SPARK * DAY).toISOString().slice(0, 10);
  const days = await deviceSeriesOf(view, { code: line.code, from, to, resolution: 'day' });
  return days.ok ? { ...line, spark: days.value.points.slice(-SPARK).map(({ value }) => value), device: true } : line;
}

/** Things without a code are told apart by their words. */
const keyOf = ({ card }: Listed): string => card.code ?? `|${card.title ?? ''}`;

const isMeasured = ({ card }: Listed): boolean =>
  plainNumber(card.value) !== undefined || (card.category ?? []).some((category) => MEASURED.has(category));

function lineOf(code: string, values: readonly Listed[]): ResultLine {
  const latest = values[0] as Listed;
  const sameUnit = values.filter(({ card }) => card.unit === latest.card.unit);
  const spark = sameUnit
    .map(({ card }) => plainNumber(card.value))
    .filter((value) => value !== undefined)
    .slice(0, SPARK)
    .reverse();
  return { code, title: latest.card.title ?? code, count: values.length, latest, spark };
}

/** `6.10` is a number, `<0.1` is not; of `128 / 82` the first is drawn. */
export function plainNumber(written: string | undefined): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?: \/ -?\d.*)?$/.exec(written ?? '');
  return match ? Number(match[1]) : undefined;
}
