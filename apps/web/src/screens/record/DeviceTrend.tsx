import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { DeviceSeries } from '../../../../server/src/http/api.ts';
import { unitWords } from '../../words/units.ts';
import { useWords } from '../../words/useWords.ts';
import { axisLook, colour, useColourScheme } from './plot-look.ts';

const HEIGHT = 260;
const YEAR = 366 * 86_400;

/** Days, hours or samples as a line, with the band from the lowest to the highest behind it; sums as bars. The table below says the same. */
export function DeviceTrend({ series }: { readonly series: DeviceSeries }) {
  const { t } = useLingui();
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const scheme = useColourScheme();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(optionsFor(series, element.clientWidth, words.locales), columnsOf(series), element);
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [series, words.locales, scheme]);
  const count = words.count(series.points.length);
  return (
    <figure className="trend-figure">
      <div ref={box} role="img" aria-label={t`${series.title}: ${count} points. The table below says the same in figures.`} />
      <figcaption className="quiet small">
        {series.daily === 'sum' ? (
          <Trans>Totals in {unitWords(series.unit)}.</Trans>
        ) : series.resolution === 'sample' ? (
          <Trans>Every reading, in {unitWords(series.unit)}.</Trans>
        ) : (
          <Trans>The line is the average, the band goes from the lowest to the highest, in {unitWords(series.unit)}.</Trans>
        )}
      </figcaption>
    </figure>
  );
}

function columnsOf({ points, daily }: DeviceSeries): uPlot.AlignedData {
  const times = points.map(({ at }) => at / 1000);
  const values = points.map(({ value }) => value);
  return daily === 'sum' ? [times, values] : [times, points.map(({ high }) => high), points.map(({ low }) => low), values];
}

function optionsFor({ points, daily, resolution }: DeviceSeries, width: number, locales: string): uPlot.Options {
  const axis = axisLook();
  const calendar = resolution === 'day' || resolution === 'month';
  const span = ((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)) / 1000;
  const format = new Intl.DateTimeFormat(
    locales,
    !calendar
      ? { hour: 'numeric', minute: '2-digit' }
      : { timeZone: 'UTC', month: 'short', ...(span > YEAR ? { year: 'numeric' } : { day: 'numeric' }) },
  );
  const edge: uPlot.Series = { stroke: 'transparent', points: { show: false } };
  const bars = uPlot.paths.bars?.({ size: [0.7, 24] });
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 12, 0, 0],
    // Days have no zone: they are drawn where they are in UTC, and hours on the reader's own clock.
    ...(calendar && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC') }),
    axes: [
      { ...axis, grid: { show: false }, space: 90, values: (_, times) => times.map((at) => format.format(at * 1000)) },
      { ...axis, size: 60 },
    ],
    scales: { y: { range: (_, low, high) => (daily === 'sum' ? [0, high * 1.08 || 1] : padded(low, high)) } },
    series: [
      {},
      // The band first: the line is drawn over it.
      ...(daily === 'sum' ? [] : [edge, edge]),
      {
        stroke: colour('calm'),
        width: 2,
        points: { show: points.length < 60 && daily !== 'sum', size: 6 },
        ...(daily === 'sum' && bars && { paths: bars, fill: colour('calm') }),
      },
    ],
    ...(daily !== 'sum' && { bands: [{ series: [1, 2], fill: colour('calm-soft') }] }),
  };
}

function padded(low: number, high: number): [number, number] {
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - room, high + room];
}
