import type { Antigen, Schedule, Series } from './schedule.ts';

/** What the schedule is asked about. */
export interface ImmunizationCase {
  readonly birthDate: string;
  readonly gender: 'male' | 'female' | 'unknown';
  /** ISO 3166-1 alpha-2, when it is known. */
  readonly birthCountry?: string;
  /** The assessment date. */
  readonly today: string;
  /** Oldest first. */
  readonly doses: readonly GivenDose[];
  /** The schedule's observation codes that hold for the person, with the day since when. */
  readonly observations: ReadonlyMap<string, string | undefined>;
}

export interface GivenDose {
  /** What the dose is called by whoever asks. */
  readonly id: string;
  readonly date: string;
  readonly cvx: string;
  readonly mvx?: string;
  /** Expired, recalled or otherwise not as it should be. */
  readonly substandard?: boolean;
}

export type EvaluationStatus = 'valid' | 'not-valid' | 'extraneous' | 'sub-standard';
export type EvaluationReason =
  | 'too-young'
  | 'too-old'
  | 'age-grace'
  | 'too-soon'
  | 'interval-grace'
  | 'conflict'
  | 'inadvertent'
  | 'not-a-vaccine-for-this'
  | 'series-complete'
  | 'sub-standard';

export interface Evaluation {
  readonly dose: GivenDose;
  readonly status: EvaluationStatus;
  readonly reasons: readonly EvaluationReason[];
  /** The target dose it was held against, counted from one. */
  readonly target?: number;
}

export type SeriesStatus = 'not-complete' | 'complete' | 'immune' | 'contraindicated' | 'not-recommended' | 'aged-out';

export interface Forecast {
  readonly earliest: string;
  readonly recommended: string;
  readonly pastDue?: string;
  readonly latest?: string;
  /** Which dose it is, counted from one; seasonal doses count within their season. */
  readonly number: number;
  /** An interval of it goes before what other antigens of the group would have. */
  readonly priority: boolean;
}

/** One series, held against one person. */
export interface PatientSeries {
  readonly antigen: Antigen;
  readonly series: Series;
  readonly evaluations: readonly Evaluation[];
  readonly status: SeriesStatus;
  /** Observation codes that made it immune or contraindicated. */
  readonly because: readonly string[];
  readonly forecast?: Forecast;
  readonly validDoses: number;
  /** Target doses still open. */
  readonly open: number;
  /** When it could be finished, for the choice between series. */
  readonly finish?: string;
  /** It can be finished before the person is too old for it. */
  readonly completable: boolean;
}

/** The doses that carry an antigen, oldest first (CDSi 4.2). */
export function dosesFor(schedule: Schedule, antigen: string, asked: ImmunizationCase, ageDateOf: (words: string) => string): GivenDose[] {
  return asked.doses.filter((dose) =>
    schedule.vaccines[dose.cvx]?.antigens.some(
      ({ name, from, to }) =>
        name === antigen && (from === undefined || dose.date >= ageDateOf(from)) && (to === undefined || dose.date < ageDateOf(to)),
    ),
  );
}
