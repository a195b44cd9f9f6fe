import type { DocumentFacts, Issue, JsonObject, Outcome, QueryOptions, SearchQuery } from '@satchel/fhir';
import type { Category, Certificate, HeldKeys } from '@satchel/vault';
import type { FormerKeys } from './former-keys.ts';
import type { Series, SeriesBatch, SeriesCommitted, SeriesDecision, SeriesListed, SeriesResolution } from './series/series.ts';

/**
 * The two doors of the record (DESIGN §1). `commit` is the only way in, `view` the only way out. Import, hand entry,
 * device reading, refresh, a clinician's note and a rule's finding are all commits; owner, caregiver, link reader,
 * printer, rules, search and the FHIR API are all views.
 */
export interface Hall {
  /** All of the change or none of it, durable before the promise resolves. */
  commit(by: Holder, change: Change | Decide): Promise<Outcome<Committed>>;
  /** The record through a lens: exactly what the lens's keys open, as if the rest did not exist. */
  view(lens: Lens): Promise<Outcome<RecordView>>;
  /** While locked: keeps what arrives, sealed to the person's public key, until somebody with `drain` unlocks. */
  deposit(deposit: Deposit): Promise<Outcome<Receipt>>;
  /** Called after each durable commit with ids only. */
  onCommit(listener: (event: CommitEvent) => void): Unsubscribe;
}

/** Whoever acts: an opened grant. Its keys are all that it can do, and its slice all of that which it may. */
export interface Holder {
  readonly person: string;
  readonly grant: string;
  /** One sitting of this holder: the name of its access-log chain. */
  readonly session: string;
  readonly keys: HeldKeys;
  /** The record's public keys, verified against the manage key that the holder pinned. */
  readonly certificate: Certificate;
  /** Keys of earlier epochs beside those that read. */
  readonly former?: FormerKeys;
  readonly slice?: Slice;
}

/** Viewer + purpose + keys + slice. */
export interface Lens extends Holder {
  /** Why, as a code of HL7 v3 PurposeOfUse: PATRQT for the person themself. */
  readonly purpose: string;
}

/**
 * A choice finer than keys, held by the server at both doors: what is seen comes from an index built of these rows
 * alone, and what is written must stay inside. All members that are there must hold.
 */
export interface Slice {
  readonly types?: readonly string[];
  /** `Type/id` of single items. */
  readonly items?: readonly string[];
  /** Clinical dates, inclusive, FHIR partial dates. */
  readonly from?: string;
  readonly to?: string;
  /** Only what is labelled with none but these, for whoever must hold the key to all because it writes. */
  readonly categories?: readonly Category[];
  /** What may be done, and to what: one rule that allows it is enough. */
  readonly rules?: readonly SliceRule[];
}

/** `patient/Observation.rs?category=laboratory` of SMART App Launch 2.2 as data. */
export interface SliceRule {
  /** A resource type, or `*` for all. */
  readonly type: string;
  /** Of create, read, update, delete, search, those allowed, in this order: `rs`, `cruds`. */
  readonly can: string;
  /** A FHIR search that the resource itself must fulfil, before and after a change. */
  readonly query?: string;
}

/** Who, what, when and how a change came; becomes the Provenance of every fact in it. */
export interface Origin {
  readonly kind: 'file' | 'entry' | 'connection' | 'deposit' | 'rule' | 'restore';
  /** Instant of the act, ISO 8601 with zone. */
  readonly at: string;
  /** The original these drafts were parsed from. */
  readonly original?: OriginalRef;
  readonly parser?: { readonly name: string; readonly version: string };
  /** Who said so, when it was not the holder: an organisation, a device, a relative. */
  readonly author?: string;
  /** The number of the deposit it was. */
  readonly deposit?: number;
  /** What the original is as a document, where it tells that itself. */
  readonly document?: DocumentFacts;
}

export interface OriginalRef {
  /** Content address (hex), see RecordView.original. */
  readonly address: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

/** A resource parsed but not yet committed. References are local (`Type/id`) in the source's own ids, or absolute. */
export interface Draft {
  readonly resource: JsonObject;
  /** What the source calls it: a namespace (base URL or another name of the source) and its id there, e.g. `Observation/17`. */
  readonly source?: { readonly system: string; readonly id: string };
  /** For edits: our id. Without it, `source` is matched, else the draft is new. */
  readonly id?: string;
  /** The id is a random one that was made for this draft, because others in the change refer to it. */
  readonly isNew?: true;
  /** It was taken out of a record: where the fact is here already, what is here stays. */
  readonly isCopy?: true;
  /** Where in the original: `entry 31`, `line 12`, `Observation.ndjson line 12`. */
  readonly place?: string;
  /** What the parser had to say about it. */
  readonly issues?: readonly Issue[];
}

/** The source, or the person, no longer asserts it. The fact stays in history with the reason. */
export interface Withdrawal {
  readonly type: string;
  /** Our id, or what the source calls it; what a source withdraws without ever having sent it is passed over. */
  readonly id: string | { readonly system: string; readonly id: string };
  readonly reason: string;
}

export interface Change {
  readonly drafts: readonly Draft[];
  readonly withdrawals?: readonly Withdrawal[];
  /** Facts to bring back after a withdrawal. */
  readonly restorations?: readonly { readonly type: string; readonly id: string; readonly reason: string }[];
  /** Readings of devices, by the thousand; each month of a series is one sealed chunk, each day an Observation. */
  readonly series?: readonly SeriesBatch[];
  /** Sources whose readings no longer count, or count again. */
  readonly seriesDecisions?: readonly SeriesDecision[];
  readonly origin: Origin;
  /** `Type/id` -> the version the writer saw; another version is a conflict. */
  readonly expects?: Readonly<Record<string, number>>;
}

/**
 * A change that depends on what the record holds. It is asked within the commit, again whenever somebody wrote meanwhile:
 * what it saw through a view still holds when its change is written. It must not commit itself.
 */
export type Decide = () => Promise<Outcome<Change>>;

export type Effect = 'new' | 'changed' | 'unchanged' | 'withdrawn' | 'restored';

export interface CommittedEntry {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly effect: Effect;
  readonly place?: string;
  /** It speaks of another person, and was kept aside. */
  readonly aside?: true;
  /** Its source dates it before what is here: it was not taken over. */
  readonly older?: true;
  /** Validation and parser issues; the resource was kept all the same, and marked. */
  readonly issues: readonly Issue[];
}

export interface Committed {
  /** Number of the commit in the person's chain; unchanged when nothing changed. */
  readonly seq: number;
  /** The time that its new versions carry, in milliseconds since 1970. */
  readonly at: number;
  /** One for each draft in order, then withdrawals, restorations, the days that changed in series, and the document that the origin tells of. */
  readonly entries: readonly CommittedEntry[];
  readonly series?: SeriesCommitted;
}

export interface CommitEvent {
  readonly person: string;
  readonly seq: number;
  readonly touched: readonly { readonly type: string; readonly id: string; readonly effect: Effect }[];
}

export type Unsubscribe = () => void;

export interface Deposit {
  readonly person: string;
  /** Who sent it, a name without health facts. */
  readonly origin: string;
  readonly drafts: readonly Draft[];
  readonly at: string;
}

export interface Receipt {
  readonly number: number;
}

/** Marks that a row carries beside its resource. */
export interface Marks {
  /** Withdrawn, with the reason. */
  readonly withdrawn?: string;
  /** It speaks of another person; kept aside until the holder decides. */
  readonly aside?: true;
  /** Issues found when it came in; kept unrepaired. */
  readonly issues?: readonly Issue[];
}

/** One version of one resource. */
export interface Stored {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Milliseconds since 1970, UTC. */
  readonly updatedAt: number;
  /** FHIR JSON with our id and meta; decimals as the source wrote them. */
  readonly text: string;
  readonly marks: Marks;
  readonly source?: { readonly system: string; readonly id: string };
  readonly place?: string;
}

/** What a list shows of a resource, from the index alone. */
export interface Card {
  readonly type: string;
  /** The resource's own main words: display or text. */
  readonly title?: string;
  /** `system|code` of its main coding. */
  readonly code?: string;
  /** Value as the source wrote it, e.g. `6.10`. */
  readonly value?: string;
  readonly unit?: string;
  /** Reference range as low and high, as written. */
  readonly range?: { readonly low?: string; readonly high?: string; readonly text?: string };
  /** H, L, A, N ... from interpretation. */
  readonly flag?: string;
  readonly status?: string;
  /** How sure it is, where it is not confirmed: unconfirmed, provisional, differential, refuted, entered-in-error. */
  readonly verification?: string;
  /** FHIR category codes. */
  readonly category?: readonly string[];
  /** The clinical date as written (partial dates stay partial) and its end. */
  readonly date?: string;
  readonly end?: string;
  /** Who: performer, prescriber, place, as displayed by the source. */
  readonly who?: string;
  /** Dose, reaction, body site or another second line, as written. */
  readonly detail?: string;
}

export interface Listed {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly timelineAt: number | null;
  readonly card: Card;
  readonly marks: Pick<Marks, 'aside'> & {
    readonly withdrawn?: boolean;
    readonly invalid?: boolean;
    /** One day of a device series in one number. */
    readonly daily?: true;
  };
}

/** Everything that leaves the record leaves through these. Each call is written into the access log. */
export interface RecordView {
  readonly person: string;
  read(type: string, id: string, version?: number): Promise<Outcome<Stored>>;
  /** The current version for whoever may read, change or delete it: to decide a change by, not to be answered. */
  standing(type: string, id: string): Promise<Outcome<Stored>>;
  /** Newest first. */
  history(type: string, id: string): Promise<Outcome<readonly Stored[]>>;
  /** Every version of many facts, newest first: what changed since when. */
  changes(options?: ChangesOptions): Promise<Outcome<ChangesPage>>;
  /** FHIR search: `Observation`, `code=..&date=ge..`; without a type over all, or those in `_type`. */
  search(type: string | undefined, query: string, options?: SearchOptions): Promise<Outcome<SearchPage>>;
  /** Ranked full-text search over everything, the last word as a prefix. */
  words(
    text: string,
    options?: { readonly types?: readonly string[]; readonly limit?: number; readonly newestDays?: boolean },
  ): Promise<Outcome<readonly Listed[]>>;
  timeline(options?: TimelineOptions): Promise<Outcome<{ readonly entries: readonly Listed[]; readonly next?: string }>>;
  /** Current (not withdrawn, not aside) facts of some types, from the index alone. */
  list(types: readonly string[], options?: ListOptions): Promise<Outcome<readonly Listed[]>>;
  counts(): Promise<Outcome<Readonly<Record<string, number>>>>;
  /** Provenance and originals behind a fact. */
  evidence(type: string, id: string): Promise<Outcome<readonly Evidence[]>>;
  /**
   * A series (`system|code`) between two days, inclusive; without them all of it. By day or month it is drawn from the
   * numbers that each month's row holds, by hour or sample from the sealed chunks.
   */
  series(code: string, from: string | undefined, to: string | undefined, resolution: SeriesResolution): Promise<Outcome<Series>>;
  /** Which series there are. */
  seriesList(): Promise<Outcome<readonly SeriesListed[]>>;
  /** The untouched bytes of an original, from one of them on. */
  original(address: string, from?: number): Promise<Outcome<AsyncIterable<Uint8Array>>>;
  /** Every current resource, in order of type and id; for export. */
  everything(types?: readonly string[], options?: EverythingOptions): AsyncIterable<Stored>;
  /** Resolves when every access-log entry of this view so far is durable. A reply leaves only after it. */
  logged(): Promise<void>;
}

export interface ListOptions {
  readonly code?: string;
  readonly limit?: number;
  /** Of the days of a device series only the newest. */
  readonly newestDays?: boolean;
}

export interface TimelineOptions {
  /** Of the days of a device series only the newest. */
  readonly newestDays?: boolean;
  readonly types?: readonly string[];
  readonly before?: number;
  readonly after?: number;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface EverythingOptions {
  /** Id of a Patient: only what belongs to them, what that refers to, and its Provenance. */
  readonly patient?: string;
  /** Only what was written at or after this instant, in milliseconds since 1970. */
  readonly since?: number;
  /** Only what comes after this `Type/id`. */
  readonly after?: string;
  readonly limit?: number;
}

export type SearchOptions = Pick<QueryOptions, 'handling' | 'compartment' | 'base'>;

export interface SearchPage {
  readonly matches: readonly Stored[];
  readonly included: readonly Stored[];
  readonly total?: number;
  readonly next?: string;
  /** The query as it was understood. */
  readonly query: SearchQuery;
}

export interface ChangesOptions {
  /** Only facts of this type. */
  readonly type?: string;
  /** Only versions written at or after this instant, in milliseconds since 1970. */
  readonly since?: number;
  /** Only versions that were current at some instant of this stretch, in milliseconds since 1970. */
  readonly at?: { readonly low: number; readonly high: number };
  readonly cursor?: string;
  /** 50 unless given. */
  readonly limit?: number;
}

export interface ChangesPage {
  readonly versions: readonly Stored[];
  /** Of the page after this one. It tells how far along the chain the page came: to be shown under a seal only. */
  readonly next?: string;
}

export interface Evidence {
  readonly provenance: string;
  readonly recordedAt: string;
  readonly kind: Origin['kind'];
  readonly version: number;
  readonly author?: string;
  readonly original?: OriginalRef;
  readonly place?: string;
  readonly parser?: string;
}
