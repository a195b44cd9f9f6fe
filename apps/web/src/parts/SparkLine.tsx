import './spark.css';

const WIDTH = 88;
const HEIGHT = 28;

/** The shape of the last values. Decoration: the numbers stand beside it. */
export function SparkLine({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return <span className="spark" aria-hidden="true" />;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map(
    (value, at) => [3 + (at / (values.length - 1)) * (WIDTH - 6), HEIGHT - 4 - ((value - low) / span) * (HEIGHT - 8)] as const,
  );
  const [x, y] = points.at(-1) as readonly [number, number];
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.map((point) => point.map((each) => each.toFixed(1)).join(',')).join(' ')} />
      <circle cx={x} cy={y} r="3" />
    </svg>
  );
}
