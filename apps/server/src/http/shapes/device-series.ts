import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { RecordView, Series, SeriesResolution } from '@satchel/record';
import type { DeviceSeries } from '../api.ts';

export interface SeriesAsked {
  readonly code: string;
  /** Calendar days, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly resolution: SeriesResolution;
}

/** Longest stretch, in days, that is opened sample by sample, and hour by hour. */
const LONGEST: Readonly<Record<SeriesResolution, number>> = { sample: 2, hour: 31, day: Infinity, month: Infinity };
const DAY = 86_400_000;

/** A device's series by day or month from the numbers at hand, by hour or sample from the sealed chunks. */
export async function deviceSeriesOf(view: RecordView, { code, from, to, resolution }: SeriesAsked): Promise<Outcome<DeviceSeries>> {
  const length = from === undefined || to === undefined ? Infinity : (Date.parse(to) - Date.parse(from)) / DAY + 1;
  if (!(length <= LONGEST[resolution]))
    return failure(issue('error', 'too-costly', `By ${resolution} at most ${LONGEST[resolution]} days can be asked for at once.`));
  const found = await view.series(code, from, to, resolution);
  if (!found.ok) return found;
  const { type } = found.value;
  return success({
    code,
    title: type.code.display ?? code,
    unit: type.unitText ?? type.unit,
    daily: type.daily,
    resolution,
    points: pointsOf(found.value),
  });
}

function pointsOf(series: Series): DeviceSeries['points'] {
  if (series.resolution === 'sample') {
    const { start, value } = series.samples;
    return Array.from(start, (at, n) => {
      const one = value[n] as number;
      return { at, value: one, low: one, high: one, count: 1 };
    });
  }
  return series.points.map(({ at, mean, sum, min, max, count }) => ({
    at: Date.parse(at),
    value: series.type.daily === 'sum' ? sum : mean,
    low: min,
    high: max,
    count,
  }));
}
