/**
 * What the web app and the server say to each other. Types only: the one file of the server that apps/web may import.
 * All bytes are base64url. Health facts travel in bodies, never in URLs that a log could keep: search is a POST.
 * Every mutating request of a browser carries the header `X-Satchel: 1`; the session is a cookie (HttpOnly, SameSite=Strict),
 * scripts send `Authorization: Bearer` instead. Errors are `{ issues: Issue[] }` with a fitting status.
 */
import type { Report } from '@satchel/decision-support';
import type { Issue } from '@satchel/fhir';
import type { ResultProposal, TableAnswers, TableProposal } from '@satchel/intake';
import type { ToldSection } from '@satchel/output';
import type { Card, Evidence, Listed, Marks } from '@satchel/record';
import type { AccountWraps, Kdf } from '@satchel/vault';

/** GET /api/about */
export interface About {
  readonly version: string;
  /** Whether anybody has an account here yet: the first screen differs. */
  readonly inUse: boolean;
  /** Ed25519 public key of this service, to be named in certificates. */
  readonly service: string;
  readonly samples: readonly { readonly name: string; readonly title: string; readonly files: readonly string[] }[];
}

/** POST /api/accounts -> 201. Everything secret in it was made and wrapped on the person's side. 409 when the name is taken. */
export interface NewAccount {
  readonly account: string;
  readonly name: string;
  readonly kdf: Kdf;
  readonly auth: string;
  readonly kitAuth: string;
  readonly public: { readonly exchange: string; readonly sign: string };
  readonly wraps: AccountWraps;
  readonly keyring: string;
}

/** POST /api/sign-in/begin { name } -> for an unknown name an answer that looks the same. */
export interface SignInBegun {
  readonly account: string;
  readonly kdf: Kdf;
}

/** Proof of the account, sent with each request that acts for it before a session exists. `kit: true` when `auth` is the kit's half. */
export interface Proof {
  readonly account: string;
  readonly auth: string;
  readonly kit?: boolean;
}

/** POST /api/sign-in Proof -> 200; 401 wrong; 429 with Retry-After. */
export interface SignedIn {
  readonly name: string;
  readonly public: { readonly exchange: string; readonly sign: string };
  readonly wraps: AccountWraps;
  readonly keyring: string;
  readonly revision: number;
}

/** DELETE /api/accounts/:account { proof } -> 204: the account is gone, with its sessions and tokens. Its records are erased first, by the device. */

/** PUT /api/accounts/:account: new passphrase, kit or keyring; compare-and-set on `revision`. */
export interface AccountChange {
  readonly proof: Proof;
  readonly revision: number;
  readonly kdf?: Kdf;
  readonly auth?: string;
  readonly kitAuth?: string;
  readonly wraps?: AccountWraps;
  readonly keyring?: string;
}

export type { KeysInUse, NewKeys } from '@satchel/ceremonies';

export interface GrantBytes {
  readonly grant: string;
  readonly statement: string;
  readonly wrap: string;
  readonly signature: string;
}

/** POST /api/records -> 201: a new record with its certificate and the account's own grant. */
export interface NewRecord {
  readonly proof: Proof;
  readonly person: string;
  readonly incarnation: string;
  readonly certificate: string;
  /** Signature of the genesis head by the write key. */
  readonly signature: string;
  readonly grant: GrantBytes;
}

/** POST /api/records/open { proof, held: [{person, grant}] } -> what the device needs to open its grants. */
export interface RecordOpened {
  readonly person: string;
  readonly certificate: string;
  readonly grant: GrantBytes;
  /** For the device's memory of freshness. */
  readonly incarnation: string;
  readonly seq: number;
  readonly head: string;
}

/**
 * POST /api/sessions -> 201 { expiresAt } and the cookie; with `bearer: true` no cookie is set (scripts keep the token they minted).
 * The device minted the token (vault.mintToken), made one grant a record to a fresh key, and hands over the stored half only.
 */
export interface NewSession {
  readonly proof: Proof;
  readonly token: { readonly shard: string; readonly id: string; readonly authHash: string; readonly wrapped: string };
  /** The bearer itself, so that the server can set it as an HttpOnly cookie; absent for scripts. */
  readonly bearer?: string;
  readonly grants: readonly (GrantBytes & { readonly person: string })[];
  readonly expiresAt: string;
}

/** GET /api/session -> 200, or 401 when locked. DELETE /api/session locks: the grant and the token are gone. */
export interface Session {
  readonly account: string;
  readonly expiresAt: string;
  readonly records: readonly {
    readonly person: string;
    readonly name: string;
    readonly grant: string;
    readonly can: readonly string[];
    readonly incarnation: string;
    readonly seq: number;
    readonly head: string;
    /** Damage or doubt found while opening (rows missing, a head that does not verify ...), as issues with remedies. */
    readonly alarms: readonly Issue[];
  }[];
}

/* Everything below is under /api/records/:person and needs a session or bearer token. */

/** POST uploads { name, size, mediaType } -> 201 Upload. PUT uploads/:id?offset=N with bytes -> Upload (409 names the right offset). GET uploads/:id -> Upload. */
export interface Upload {
  readonly id: string;
  readonly received: number;
  readonly size: number;
}

/** POST originals/:address/read -> 202 Job: an original read again, by the parsers of today. */

/**
 * POST originals/:address/table TableAnswers -> Table: a table in a file (`member`), as it would be read by what was answered so far.
 * POST originals/:address/table/read TableAnswers -> 202 Job: reads it so, and every later one with the same headers.
 */
export interface Table extends TableProposal {
  readonly name: string;
  /** The first values as they would be kept. */
  readonly readings: readonly Card[];
  /** Rows and cells that could not be read on the way to them. */
  readonly unread: number;
}
export type { TableAnswers };

/** POST links -> 202 Job[]: a SMART Health Link that the person gives, with its passcode where it asks for one. */
export interface LinkGiven {
  readonly link: string;
  readonly passcode?: string;
}

/** POST uploads/:id/import -> 202 Job. GET jobs/:id -> Job. GET jobs/:id/events: server-sent events, each data a Job. */
export interface Job {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Bytes of the original read so far, and in all. */
  readonly read: number;
  readonly size: number;
  readonly report?: ImportReport;
  readonly issues?: readonly Issue[];
}

export interface TypeCounts {
  readonly new: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly notUnderstood: number;
}

export interface ImportReport {
  readonly name: string;
  /** What the file was recognised as, in words: `FHIR R4 transaction Bundle`. */
  readonly format: string;
  readonly types: Readonly<Record<string, TypeCounts>>;
  /** Readings of devices that went into series, where there are any. */
  readonly samples?: { readonly new: number; readonly known: number };
  /** Tables in it that no format knows and whose columns a person can name: their names in the file, an empty one for the file itself. */
  readonly tables?: readonly string[];
  readonly issues: readonly Issue[];
  /** True when this very file had been imported before. */
  readonly already: boolean;
  /** The file speaks of somebody else: who, as it says, and how many resources were put aside. */
  readonly aside?: { readonly name: string; readonly birthDate?: string; readonly resources: number };
  readonly original?: string;
}

/** POST aside { decision: 'mine' | 'remove', original } -> 200 */

/** POST timeline TimelineOptions -> Timeline. */
export interface Timeline {
  readonly entries: readonly Listed[];
  readonly next?: string;
}

/** GET review: what a person can settle in two minutes. */
export interface Review {
  /** What stands, and what another source says against it. */
  readonly conflicts: readonly (readonly [Listed, Listed])[];
  readonly unconfirmed: readonly Listed[];
  /** Came in with errors, and was kept as it is. */
  readonly broken: readonly Listed[];
  readonly total: number;
}

/** POST shares -> 201 Shared: hands the patient summary on, as a SMART Health Link. */
export interface NewShare {
  /** For whom, or what for; the receiver sees it before anything is opened. */
  readonly label: string;
  readonly passcode?: string;
  readonly days: number;
  /** How often it may be opened; without it, as often as wanted. */
  readonly uses?: number;
  readonly language?: 'en' | 'es';
  /** Sensitive categories that go with it; what carries any other stays out. */
  readonly categories: readonly string[];
}

/** GET shares -> Shared[], the newest first. DELETE shares/:id: from the next request on there is nothing there. */
export interface Shared {
  readonly id: string;
  readonly label: string;
  /** `shlink:/…` */
  readonly link: string;
  /** The same behind the address of the page that shows it in any browser. */
  readonly page: string;
  readonly categories: readonly string[];
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly expires: number;
  readonly hasPasscode: boolean;
  /** Wrong passcodes that are still allowed; at 0 the link is shut for good. */
  readonly attempts: number;
  readonly uses?: number;
  readonly views: readonly { readonly at: number; readonly recipient: string }[];
}

/** POST shares/preview { language, categories } -> ToldSummary: what the receiver would read. */

/** GET findings: every answer of every rule, as of `today` (`YYYY-MM-DD`, UTC), and what the person decided about some. */
export interface Findings extends Report {
  readonly today: string;
  /** They can be left aside with a reason here. */
  readonly canDecide: boolean;
  readonly decisions: readonly { readonly rule: string; readonly about: string; readonly reason: string; readonly at: string }[];
}

/** POST findings/decide { rule, about, reason }: leave it as it is, and why; with an empty reason it counts again. -> 204 */

/** GET summary */
export interface Summary {
  readonly patient?: { readonly name: string; readonly birthDate?: string; readonly gender?: string };
  readonly sections: readonly {
    readonly id:
      | 'problems'
      | 'allergies'
      | 'medicines'
      | 'immunizations'
      | 'procedures'
      | 'results'
      | 'vitals'
      | 'encounters'
      | 'family'
      | 'social'
      | 'plans'
      | 'documents'
      | 'claims'
      | 'other';
    readonly total: number;
    readonly entries: readonly Listed[];
    /** `known` facts, `none` asserted ("no known allergies"), or `unknown`: nothing was ever said. */
    readonly answer: 'known' | 'none' | 'unknown';
    /** Found not to be so, or entered in error: no part of what is known; the newest. */
    readonly ruledOut: readonly Listed[];
  }[];
  readonly sources: readonly SourceLine[];
  readonly counts: Readonly<Record<string, number>>;
}

/** GET patient-summary?language= -> the International Patient Summary, a FHIR document. GET patient-summary/told?language= -> ToldSummary. */
export interface ToldSummary {
  readonly title: string;
  readonly sections: readonly ToldSection[];
}

/** GET paper?view=&paper=&large=&language= -> PDF: views and sizes of `PAPER_VIEWS` and `PAPERS` (packages/output). */

/** GET archive -> everything as a ZIP. POST archive/sealed ArchiveSeal -> the same, sealed, as one HTML file that opens itself. */
export interface ArchiveSeal {
  readonly kdf: Kdf;
  /** The unlock half of the archive's passphrase. */
  readonly key: string;
}

/** GET sources */
export interface SourceLine {
  readonly original: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly at: string;
  /** Its DocumentReference, `DocumentReference/<id>`. */
  readonly document: string;
  /** What the file says that it is called, and when it was made. */
  readonly title?: string;
  readonly made?: string;
  readonly resources: number;
  readonly first?: string;
  readonly last?: string;
}

/** GET originals/:address/proposals, POST originals/:address/pages/:page/text: results that a report seems to tell. */
export interface Proposed {
  /** The file holds text of its own; without, its pictures can be read. */
  readonly hasText: boolean;
  readonly proposals: readonly ResultProposal[];
  /** Of a page that was read from its picture: its text. */
  readonly text?: string;
}

/** POST originals/:address/results */
export interface ResultsKept {
  readonly kept: number;
}

/** GET results -> one line a measured thing, newest value first. */
export interface ResultLine {
  readonly code: string;
  readonly title: string;
  readonly count: number;
  readonly latest: Listed;
  /** Up to 24 recent values for a spark line, oldest first; only plain numbers of the latest unit. */
  readonly spark: readonly number[];
  /** A device measures it by the thousand: `latest` and `spark` are of its newest days, `results/device` has the rest. */
  readonly device?: true;
}

/** POST results/device { code, from?, to?, resolution } -> what a device measured, by month, day or hour, or sample by sample. */
export interface DeviceSeries {
  readonly code: string;
  readonly title: string;
  readonly unit: string;
  /** What speaks for a stretch of time: the mean of what is measured, or the sum of what adds up. */
  readonly daily: 'mean' | 'sum';
  readonly resolution: 'month' | 'day' | 'hour' | 'sample';
  /** `at`: when the month, day or hour began, or the instant of the sample (ms); days and months as if they were in UTC. */
  readonly points: readonly {
    readonly at: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly count: number;
  }[];
}

/** POST results/series { code } */
export interface Series {
  readonly code: string;
  readonly title: string;
  readonly unit?: string;
  readonly points: readonly {
    readonly id: string;
    readonly type: string;
    readonly at: number;
    readonly value: number;
    readonly text: string;
    readonly unit?: string;
    readonly flag?: string;
    readonly who?: string;
    readonly low?: number;
    readonly high?: number;
    readonly component?: string;
  }[];
  /** Values that are not plain numbers or not convertible to the unit shown. */
  readonly others: readonly Listed[];
}

/** POST words { text, types? } -> { entries: Listed[] } */

/** POST facts/read { type, id, version? } -> one fact with its evidence and history. */
export interface Fact {
  readonly listed: Listed;
  /** Exact FHIR JSON text. */
  readonly text: string;
  readonly marks: Marks;
  readonly evidence: readonly Evidence[];
  readonly versions: readonly {
    readonly version: number;
    readonly updatedAt: number;
    readonly card: Card;
    readonly marks: Marks;
    readonly text: string;
  }[];
  /** What it points at and what points at it, as far as this reader sees it. */
  readonly related: readonly { readonly path: string; readonly listed: Listed }[];
}

/** POST facts/retract { type, id, version, reason }, POST facts/restore { type, id, version, reason } -> { version } ; 409 on another version. */

/** GET originals/:address -> the bytes, as an attachment. POST originals/:address/excerpt { place } -> Excerpt. */
export interface Excerpt {
  readonly name: string;
  readonly place: string;
  /** The part of the original that says so, at most 64 KB of text. */
  readonly text: string;
}

/** GET access-log?before=N -> newest first. */
export interface AccessLine {
  readonly at: string;
  readonly grant: string;
  readonly label: string;
  readonly kind: string;
  readonly purpose: string;
  readonly action: string;
  readonly what: string;
}

/**
 * GET keys -> KeysInUse, POST keys NewKeys -> { epoch }: the record gets new keys (409 when it moved on meanwhile: ask again).
 * From the next request on only those in `grants` have access, and what lies there is re-wrapped in the background.
 */

/** GET keys/state */
export interface KeysState {
  /** Counts the times that keys were renewed, from 1. */
  readonly epoch: number;
  /** Entries of earlier epochs are still being re-wrapped. */
  readonly rewrapping: boolean;
}

/** POST alarms/accept { alarm }: an alarm of the session, by its words -> 204, and the session does not tell it again. */

/** GET grants ; DELETE grants/:grant -> 204, effective on the next request. */
export interface GrantLine {
  readonly grant: string;
  readonly kind: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly can: readonly string[];
  readonly current: boolean;
}

/** GET /api/connect/:request: an app, or a service, asks for some of a record. POST /api/connect/:request/refuse -> ConsentAnswered. */
export interface ConsentAsked {
  /** What it says of itself. */
  readonly name: string;
  readonly website?: string;
  /** Where the answer goes: a host, or the scheme of an app on this device. None for a service. */
  readonly host?: string;
  /** Nobody here has approved it before. */
  readonly isNew: boolean;
  /** Scopes of SMART App Launch that give access to resources, and the others. */
  readonly scopes: readonly string[];
  readonly special: readonly string[];
  /** A service reads when nobody is there: the grant is made to this key (X25519) of the server. */
  readonly service?: string;
}

/** POST /api/records/:person/connect/preview { scopes, categories } -> what the app would see, through the lens it would get. */
export interface ConsentPreview {
  readonly lines: readonly ConsentLine[];
  /** How much of what was asked for is left out because of its category, or because nobody has sorted it. */
  readonly withheld: number;
}

export interface ConsentLine {
  readonly scope: string;
  /** A resource type; a scope for all of them has a line for each that there is. */
  readonly type: string;
  readonly query?: string;
  readonly can: string;
  readonly seen: number;
  readonly withheld: number;
  readonly examples: readonly Card[];
}

/** POST /api/connect/:request/approve -> ConsentAnswered. The device signed the grant, and keeps the code for the app. */
export interface ConsentApproval {
  readonly proof: Proof;
  readonly person: string;
  /** What was granted of what was asked for, separated by spaces. */
  readonly scope: string;
  readonly grant: GrantBytes;
  /** For an app: the stored half of the code. */
  readonly token?: { readonly shard: string; readonly id: string; readonly authHash: string; readonly wrapped: string };
}

export interface ConsentAnswered {
  /** Where the browser goes now; the device adds the code. None for a service. */
  readonly redirect?: string;
}

/** POST /api/connect { client } -> 201: asks for what a service registered, on the holder's own initiative. */
export interface ConsentBegun {
  readonly request: string;
}

/** GET apps -> the apps and services that can read this record now. DELETE apps/:grant -> 204, effective on the next request. */
export interface AppLine {
  readonly grant: string;
  readonly name: string;
  readonly isService: boolean;
  readonly scope: string;
  readonly categories: readonly string[] | 'all';
  readonly approvedAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
  /** What it looked at so far, from the access log: resource types and how often. */
  readonly reads: Readonly<Record<string, number>>;
}

/** POST search { type, query } -> a FHIR searchset Bundle. GET /api/events: server-sent events { person, seq, touched: number }. */
/** DELETE /api/records/:person { name } erases: keys, then rows. */
