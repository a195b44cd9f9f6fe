/** Three answers, and no fourth: silence is none of them. */
export type Answer = 'found' | 'not-found' | 'could-not-check';

/** What a rule is about: one room of `decision-support` each. */
export type Topic = 'medicine' | 'immunization' | 'preventive-care' | 'follow-up' | 'deviation' | 'contradiction';

/** How much it matters, worst first. Only `interrupt` ever stands in the person's way. */
export type Urgency = 'interrupt' | 'act' | 'know' | 'none';

/** The rule behind a finding: data with a version, a source and a date, never a line of code. */
export interface RuleRef {
  /** Stable across versions, e.g. `onc-high/maoi-ssri`, `uspstf/breast-cancer-screening`, `cdsi/mmr`. */
  readonly id: string;
  readonly version: string;
  /** Whose statement it is, and where it can be read. */
  readonly source: string;
  readonly url?: string;
  /** The day of the statement, `YYYY-MM-DD`. */
  readonly date: string;
}

/** Words for a person, in every language of the house. */
export interface Words {
  readonly en: string;
  readonly es: string;
}

/** One answer of one rule about one record. */
export interface Finding {
  readonly topic: Topic;
  readonly rule: RuleRef;
  readonly answer: Answer;
  readonly urgency: Urgency;
  /** Distinguishes several findings of one rule: the pair, the vaccine series, the analyte. Stable from day to day. */
  readonly about: string;
  /** One plain sentence: what is so. */
  readonly title: Words;
  /** What it means and what the person can do. At most a few short sentences, eighth grade or below. */
  readonly advice?: Words;
  /** `Type/id` of every fact that it rests on. */
  readonly facts: readonly string[];
  /** Why it could not be checked, for `could-not-check`; what was looked for and not there, for `not-found`. */
  readonly reason?: Words;
  /** For care that comes due: where the person stands, and the days, `YYYY-MM-DD`. */
  readonly due?: {
    readonly status: 'due' | 'overdue' | 'done' | 'upcoming' | 'declined' | 'not-applicable' | 'cannot-tell';
    readonly earliest?: string;
    readonly recommended?: string;
    readonly latest?: string;
    /** The last time it was done. */
    readonly last?: string;
  };
  /** Anything the screen or the command line shows beside it, by name; no markup. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** How much of what there is a topic could look at: "7 of 9 medicines could be checked". */
export interface Coverage {
  readonly topic: Topic;
  readonly of: Words;
  readonly checked: number;
  readonly total: number;
  /** What could not be looked at, and why. */
  readonly unchecked: readonly { readonly fact: string; readonly reason: Words }[];
  /** Clinical date of the newest fact it rests on. */
  readonly newest?: string;
  /** Date of the rules. */
  readonly rules: string;
}

/** All that one topic has to say. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}
