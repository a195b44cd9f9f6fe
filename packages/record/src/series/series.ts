import type { Coding } from './coding.ts';

/** What a device series measures; the same `code` in the same `unit` is one series, whoever measured it. */
export interface SeriesType {
  /** The coding under which the series is known, e.g. LOINC 8867-4. */
  readonly code: Coding;
  /** Further codings of the same meaning, e.g. the device maker's own. */
  readonly also?: readonly Coding[];
  /** FHIR observation category: `vital-signs`, `activity`, `laboratory` … */
  readonly category: string;
  /** UCUM code of every value. */
  readonly unit: string;
  /** The unit as people write it, where UCUM is not that. */
  readonly unitText?: string;
  /** What speaks for a day: the mean of what is measured, or the sum of what adds up (steps, energy). */
  readonly daily: 'mean' | 'sum';
}

/** A device or app that measured. The same `name` and `device` are the same source. */
export interface SeriesSource {
  readonly name: string;
  /** Maker and model, where told. */
  readonly device?: string;
  /**
   * Where sources that add up overlap in time, the lowest rank counts and the rest fills its gaps. As Apple does by default:
   * what the person typed (0), a watch (1), a phone (2), any other app or device (3).
   */
  readonly rank: number;
}

/** Samples as columns of one length; a sample is what stands at the same index in all of them. */
export interface Samples {
  /** When each began, milliseconds since 1970 UTC. */
  readonly start: Float64Array;
  /** How long each took, milliseconds; 0 for an instant. */
  readonly duration: Float64Array;
  /** Minutes east of UTC of the clock that wrote it: they tell which day it was. */
  readonly offset: Int16Array;
  readonly value: Float64Array;
  /** Index into the sources beside. */
  readonly source: Uint16Array;
}

/** Samples on their way in. A sample that is here already (same start, duration, value and source) is taken in once. */
export interface SeriesBatch {
  readonly type: SeriesType;
  readonly sources: readonly SeriesSource[];
  readonly samples: Samples;
  /** The Patient they speak of, as the source calls it; without one, the holder. */
  readonly subject?: { readonly system: string; readonly id: string };
}

/** A source's samples no longer count, or count again. They stay where they are, and the reason with them. */
export interface SeriesDecision {
  /** `name` of the source. */
  readonly source: string;
  /** `system|code` of one series; all of them without. */
  readonly code?: string;
  readonly effect: 'withdrawn' | 'restored';
  readonly reason: string;
}

/** What a commit made of its series. */
export interface SeriesCommitted {
  /** Samples that were not here before, and samples that were. */
  readonly samples: { readonly new: number; readonly known: number };
}

export type SeriesResolution = 'sample' | 'hour' | 'day' | 'month';

/** Some time of a series in numbers. */
export interface SeriesPoint {
  /** Its calendar day or month (`2026-03-01`, `2026-03`), or the instant an hour began. */
  readonly at: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Where the series adds up: the total, overlapping sources counted once. */
  readonly sum: number;
  readonly first: number;
  readonly last: number;
}

/** A series as it leaves the record. */
export type Series =
  | { readonly type: SeriesType; readonly resolution: 'hour' | 'day' | 'month'; readonly points: readonly SeriesPoint[] }
  | { readonly type: SeriesType; readonly resolution: 'sample'; readonly samples: Samples; readonly sources: readonly SeriesSource[] };

/** One line of the table of contents. */
export interface SeriesListed {
  readonly type: SeriesType;
  /** First and last day with samples. */
  readonly from: string;
  readonly to: string;
  readonly samples: number;
  readonly sources: readonly (SeriesSource & { readonly withdrawn?: string })[];
}
