import type { JsonObject, Outcome } from '@satchel/fhir';
import type { Change, Committed, Decide, RecordView } from '@satchel/record';
import type { House } from '../house.ts';
import type { Place } from '../sittings/sittings.ts';
import type { Preference } from './prefer.ts';
import type { Plan } from './write.ts';

/** http://hl7.org/fhir/R4/valueset-restful-interaction.html, and `search-compartment`. */
export type Kind =
  | 'capabilities'
  | 'read'
  | 'vread'
  | 'update'
  | 'patch'
  | 'delete'
  | 'history-instance'
  | 'history-type'
  | 'history-system'
  | 'create'
  | 'search-type'
  | 'search-system'
  | 'search-compartment'
  | 'transaction'
  | 'operation';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One thing that the FHIR API does (http://hl7.org/fhir/R4/http.html), as it stands in the table of `interactions.ts`.
 * Routes, CapabilityStatement, Bundle entries and tests are all made from the table.
 */
export interface Interaction {
  readonly kind: Kind;
  readonly method: Method;
  /** What follows the base, such as `:type/:id/_history/:vid`; `:type` and `:compartment` take resource types only, `:id` and `:vid` ids. */
  readonly path: string;
  /** Anybody may call it, without a record: `call.place` is not there. */
  readonly isOpen?: true;
  /** Of an operation, what the CapabilityStatement says. */
  readonly operation?: Operation;
  /** What else it lets the CapabilityStatement say of every resource type, such as `{ conditionalCreate: true }`. */
  readonly adds?: JsonObject;
  /** Of a write: what it would commit, for a transaction that commits several writes as one. */
  readonly plan?: Plan;
  handle(call: Call): Promise<Outcome<Answer>>;
}

export interface Operation {
  /** Without the `$`. */
  readonly name: string;
  /** Canonical URL of its OperationDefinition. */
  readonly definition: string;
  /** Resource types that it is called on: of one, of all (`*`), or of none (the system). */
  readonly on: string;
  readonly documentation?: string;
}

/** One request, or one entry of a Bundle, to one record. */
export interface Call {
  readonly house: House;
  /** All that the API does. */
  readonly table: readonly Interaction[];
  /** Undefined only where the interaction is open to anybody. */
  readonly place: Place;
  /** The base URL that the caller used, without a slash at its end. */
  readonly base: string;
  readonly method: Method;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly prefer: Preference;
  readonly body?: Body;
  /** The id that a create is to use, where others refer to it already. */
  readonly newId?: string;
  /** The record through this caller's lens: one view for the whole request. */
  view(): Promise<Outcome<RecordView>>;
  /** The way in. A function is asked for the change within the commit: what it saw until then still holds when the change is written. */
  commit(change: Change | Decide): Promise<Outcome<Committed>>;
}

export interface Body {
  /** Media type without parameters, lower case. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Already parsed: a resource of a Bundle entry. */
  readonly resource?: JsonObject;
}

/** What goes back. Troubles that have a status of their own are `Outcome` failures, see `trouble.ts`. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** FHIR JSON, whole or in pieces; the transport turns it into what was asked for. */
  readonly body?: string | AsyncIterable<string>;
  /** Something that is not FHIR: the content of a Binary, an NDJSON file. */
  readonly raw?: { readonly mediaType: string; readonly bytes: Uint8Array | AsyncIterable<Uint8Array | string> };
}
