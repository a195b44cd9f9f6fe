import type { Outcome } from '@satchel/fhir';
import { success } from '@satchel/fhir';
import { fulfils, type RecordView, type Stored } from '@satchel/record';
import type { House } from '../house.ts';
import { createDrawer, type Drawer } from '../smart/drawer.ts';
import type { SubscriptionAsked } from './subscription-asked.ts';

/** One thing that happened, by number. */
export interface SubscriptionEvent {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly isWithdrawn?: true;
}

/** A subscription at work, sealed to the service key: what it asks for, and which events it had; never what they say. */
export interface SubscriptionState {
  /** The grant that made it: all is seen and sent through its lens. */
  readonly grant: string;
  readonly base: string;
  readonly asked: SubscriptionAsked;
  readonly status: 'requested' | 'active' | 'error' | 'off';
  readonly error?: string;
  /** Events since it began. */
  readonly count: number;
  /** Number of the last event that was delivered. */
  readonly delivered: number;
  /** Until then, in milliseconds since 1970, one process sends, and no other does. */
  readonly claimedUntil?: number;
  /** The record was looked through up to this instant, in milliseconds since 1970, and at it up to these versions. */
  readonly at: number;
  readonly seen: readonly string[];
  readonly events: readonly SubscriptionEvent[];
}

/** Events that `$events` can go back to. */
const KEPT = 1000;
/** Lists of what came from where, and the subscriptions themselves, are nobody's news. */
const SILENT: ReadonlySet<string> = new Set(['Subscription', 'Provenance', 'AuditEvent']);

export const stateDrawer = ({ world, service }: House): Drawer<SubscriptionState> => createDrawer(world, service, 'fhir-subscription');
export const rowOf = (id: string): string => `fhir-subscription.${id}`;
export const idOf = (row: string): string => row.slice('fhir-subscription.'.length);

/** The state after everything that this view shows happened since it last looked: what happened while the record was locked is caught up. */
export async function caughtUp(state: SubscriptionState, view: RecordView): Promise<Outcome<SubscriptionState>> {
  const news: Stored[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await view.changes({ since: state.at, limit: 500, ...(cursor !== undefined && { cursor }) });
    if (!page.ok) return page;
    news.push(...page.value.versions.filter((stored) => !state.seen.includes(nameOf(stored))));
    cursor = page.value.next;
    if (cursor === undefined) break;
  }
  if (news.length === 0) return success(state);
  const at = Math.max(state.at, ...news.map(({ updatedAt }) => updatedAt));
  const events = news.toReversed().filter((stored) => isNews(state.asked, stored));
  const numbered = events.map(({ updatedAt, type, id, version, marks }, index): SubscriptionEvent => ({
    number: state.count + index + 1,
    at: updatedAt,
    type,
    id,
    version,
    ...(marks.withdrawn !== undefined && { isWithdrawn: true }),
  }));
  const atEdge = news.filter(({ updatedAt }) => updatedAt === at).map(nameOf);
  return success({
    ...state,
    at,
    seen: at === state.at ? [...state.seen, ...atEdge] : atEdge,
    count: state.count + numbered.length,
    events: [...state.events, ...numbered].slice(-KEPT),
  });
}

const nameOf = ({ type, id, version }: Stored): string => `${type}/${id}/${version}`;

function isNews({ filters }: SubscriptionAsked, { type, marks, text }: Stored): boolean {
  if (SILENT.has(type) || marks.aside) return false;
  return filters.every(
    (filter) => filter.type === type && (filter.query === '' || fulfils(JSON.parse(text) as Parameters<typeof fulfils>[0], filter.query)),
  );
}
