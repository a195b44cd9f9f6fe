import { type GrowthPoint, inWords } from './figures.ts';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [760, 420, 70, 50, 20, 220];
const COLOURS = ['#1f6f8b', '#c8553d', '#588157', '#7b5ea7', '#b5838d', '#6c757d'];

/** Curves over size, both axes by powers of ten, as SVG. The first member of a point is its size. */
export function plotGrowth(curves: readonly (readonly GrowthPoint[])[]): string {
  const lines = curves.flatMap(linesOf);
  const x = scale(
    lines.flatMap((line) => line.points.map(([size]) => size)),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scale(
    lines.flatMap((line) => line.points.map(([, value]) => value)),
    HEIGHT - BOTTOM,
    TOP,
  );
  const grid = [
    ...x.ticks.map(
      (tick) =>
        `<path d="M${x.at(tick)} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${label(tick)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path d="M${LEFT} ${y.at(tick)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y.at(tick) + 4}" text-anchor="end">${label(tick)}</text>`,
    ),
  ];
  const drawn = lines.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(([size, value], n) => `${n === 0 ? 'M' : 'L'}${x.at(size)} ${y.at(value)}`).join('');
    const [lastSize, lastValue] = points.at(-1) ?? [1, 1];
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${x.at(lastSize) + 8}" y="${y.at(lastValue) + 4}" fill="${colour}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<g stroke="#ddd" stroke-width="1" fill="#444">${grid.join('').replaceAll('<text', '<text stroke="none"')}</g>
${drawn.join('\n')}
</svg>
`;
}

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [size: number, value: number])[];
}

function linesOf(curve: readonly GrowthPoint[]): Line[] {
  const [sizeName = '', ...names] = Object.keys(curve[0] ?? {});
  return names.map((name) => ({
    name: `${inWords(name)} / ${inWords(sizeName)}`,
    points: curve.map((point) => [point[sizeName] ?? 1, point[name] ?? 1] as const),
  }));
}

/** Places values between two pixels, by their logarithm, with a tick at each power of ten. */
function scale(values: readonly number[], from: number, to: number): { at(value: number): number; ticks: number[] } {
  const powers = values.filter((value) => value > 0).map(Math.log10);
  const [low, high] = [Math.floor(Math.min(...powers)), Math.max(Math.ceil(Math.max(...powers)), Math.floor(Math.min(...powers)) + 1)];
  return {
    at: (value) => Math.round(from + ((to - from) * (Math.log10(value) - low)) / (high - low)),
    ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)),
  };
}

const label = (value: number): string => (value < 1 ? String(Number(value.toPrecision(1))) : value.toLocaleString('en'));
