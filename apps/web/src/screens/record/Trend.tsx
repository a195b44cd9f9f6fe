import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from '../../../../server/src/http/api.ts';
import { useWords } from '../../words/useWords.ts';
import { axisLook, colour, useColourScheme } from './plot-look.ts';
import { type TrendData, trendOf } from './trend-data.ts';

const HEIGHT = 260;

/** The curve, the band of the reference range behind it, one colour for each source. The table below says the same. */
export function Trend({ series }: { readonly series: Series }) {
  const { t } = useLingui();
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const data = useMemo(() => trendOf(series.points, t`Source not named`), [series.points, t]);
  const scheme = useColourScheme();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(
      optionsFor(data, element.clientWidth, words.locales),
      [[...data.times], ...data.lines.map(({ values }) => [...values])] as uPlot.AlignedData,
      element,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [data, words.locales, scheme]);
  const first = words.day(new Date((data.times[0] ?? 0) * 1000).toISOString());
  const last = words.day(new Date((data.times.at(-1) ?? 0) * 1000).toISOString());
  const count = words.count(series.points.length);
  return (
    <figure className="trend-figure">
      <div
        ref={box}
        role="img"
        aria-label={t`${series.title}: ${count} values from ${first} to ${last}. The table below has every value.`}
      />
      <figcaption>
        <ul className="trend-legend">
          {(data.lines.length > 1 || data.lines[0]?.name !== t`Source not named`) &&
            data.lines.map(({ name }, at) => (
              <li key={name}>
                <span className={`trend-dot trend-dot-${at}`} aria-hidden="true" />
                {name}
              </li>
            ))}
          {(data.low !== undefined || data.high !== undefined) && (
            <li>
              <span className="trend-band" aria-hidden="true" />
              <Trans>reference range</Trans>
            </li>
          )}
        </ul>
      </figcaption>
    </figure>
  );
}

function optionsFor(data: TrendData, width: number, locales: string): uPlot.Options {
  const strokes = ['calm', 'accent', 'ink', 'edge'].map(colour);
  const axis = axisLook();
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 12, 0, 0],
    fmtDate: () => (date) =>
      new Intl.DateTimeFormat(
        locales,
        spanOf(data) > YEAR ? { year: 'numeric', month: 'short' } : { month: 'short', day: 'numeric' },
      ).format(date),
    axes: [
      { ...axis, grid: { show: false }, space: 90 },
      { ...axis, size: 52 },
    ],
    scales: { y: { range: (_, low, high) => padded(Math.min(low, data.low ?? low), Math.max(high, data.high ?? high)) } },
    series: [
      {},
      ...data.lines.map((_, at): uPlot.Series => ({
        stroke: strokes[at] as string,
        width: 2,
        spanGaps: true,
        points: {
          show: true,
          size: 8,
          width: 2,
          stroke: strokes[at] as string,
          fill: at === 2 ? colour('surface') : (strokes[at] as string),
        },
      })),
    ],
    hooks: { drawClear: [(plot) => drawBand(plot, data, colour('calm-soft'))] },
  };
}

const YEAR = 366 * 86_400;
const spanOf = ({ times }: TrendData): number => (times.at(-1) ?? 0) - (times[0] ?? 0);

function padded(low: number, high: number): [number, number] {
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  return [low - room, high + room];
}

function drawBand(plot: uPlot, { low, high }: TrendData, fill: string): void {
  if (low === undefined && high === undefined) return;
  const { left, top, width, height } = plot.bbox;
  const from = high === undefined ? top : plot.valToPos(high, 'y', true);
  const to = low === undefined ? top + height : plot.valToPos(low, 'y', true);
  plot.ctx.save();
  plot.ctx.fillStyle = fill;
  plot.ctx.fillRect(left, Math.max(from, top), width, Math.min(to, top + height) - Math.max(from, top));
  plot.ctx.restore();
}
