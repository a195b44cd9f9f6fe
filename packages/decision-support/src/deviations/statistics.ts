/** Middle of `values`; NaN of none. Order does not matter. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/** The value below which this share of `values` lies. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return at(sorted, Math.min(sorted.length - 1, Math.floor(share * sorted.length)));
}

/**
 * Spread around `middle` as a standard deviation, by the median absolute deviation, which a few wild readings do not move
 * (Hampel 1974; 1.4826 makes it equal to the standard deviation for normal noise).
 */
export function spread(values: ArrayLike<number>, middle: number): number {
  const away = new Float64Array(values.length);
  for (let n = 0; n < values.length; n++) away[n] = Math.abs(at(values, n) - middle);
  return 1.4826 * median(away);
}

export interface Trend {
  /** Change per unit of `x`. */
  readonly slope: number;
  /** Of the line at the first and the last `x`. */
  readonly from: number;
  readonly to: number;
  /** Standard score of the Mann-Kendall test: how far from chance it is that later values are higher. */
  readonly surprise: number;
  /** Spread of the values around the line. */
  readonly noise: number;
}

/** Trend of `y` over `x`, by Theil and Sen: the median of all slopes, with the test of Mann and Kendall. */
export function trend(x: readonly number[], y: readonly number[]): Trend {
  const n = x.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let [count, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      slopes[count++] = (at(y, j) - at(y, i)) / (at(x, j) - at(x, i));
      sum += Math.sign(at(y, j) - at(y, i));
    }
  }
  const slope = median(slopes);
  const intercept = median(y.map((value, i) => value - slope * at(x, i)));
  const away = y.map((value, i) => value - slope * at(x, i) - intercept);
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return {
    slope,
    from: intercept + slope * at(x, 0),
    to: intercept + slope * at(x, n - 1),
    surprise: sum === 0 ? 0 : (sum - Math.sign(sum)) / deviation,
    noise: spread(away, 0),
  };
}

const at = (values: ArrayLike<number>, n: number): number => values[n] ?? Number.NaN;
