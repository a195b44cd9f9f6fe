/** Statistics of numbers, by their codes in http://terminology.hl7.org/CodeSystem/observation-statistics; undefined where there are too few. */
export const STATISTICS: Readonly<Record<string, (sorted: readonly number[]) => number | undefined>> = {
  average: mean,
  maximum: (sorted) => sorted.at(-1),
  minimum: (sorted) => sorted[0],
  count: (sorted) => sorted.length,
  median: (sorted) => percentile(sorted, 50),
  'std-dev': (sorted) => rootOf(variance(sorted)),
  sum: (sorted) => (sorted.length > 0 ? total(sorted) : undefined),
  variance,
  '20-percent': (sorted) => percentile(sorted, 20),
  '80-percent': (sorted) => percentile(sorted, 80),
  '4-lower': (sorted) => percentile(sorted, 25),
  '4-upper': (sorted) => percentile(sorted, 75),
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? total(values) / values.length : undefined;
}

/** Of a sample: one value has none. */
function variance(values: readonly number[]): number | undefined {
  const middle = mean(values);
  if (middle === undefined || values.length < 2) return undefined;
  return total(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
}

const rootOf = (value: number | undefined): number | undefined => (value === undefined ? undefined : Math.sqrt(value));

/** Between two values in proportion. */
function percentile(sorted: readonly number[], percent: number): number | undefined {
  const at = ((sorted.length - 1) * percent) / 100;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (at - Math.floor(at));
}
