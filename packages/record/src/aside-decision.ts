import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { CommitTools } from './commit/commit.ts';
import type { Change, Committed, Holder, Lens } from './doors.ts';
import { firstWrite } from './former-keys.ts';
import { createIdMaker } from './ids.ts';

/** A fact kept aside, as the index names it. */
export interface AsideFact {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

/** Who decides: about no more than what they see. */
type Decider = Holder & Pick<Lens, 'slice'>;

/** What came from an original and is still kept aside; from the index alone. */
export async function asideFrom(
  { world, readings }: Pick<CommitTools, 'world' | 'readings'>,
  by: Decider,
  original: string,
): Promise<Outcome<readonly AsideFact[]>> {
  const write = firstWrite(by);
  if (!write) return failure(issue('error', 'forbidden', 'Only who may write to this record decides.'));
  return readings.use(by, by.slice, ({ index }) => {
    const document = createIdMaker(world.engine, write)('urn:satchel:original', original);
    const facts = new Map<string, AsideFact>();
    for (const { id } of index.referrers('DocumentReference', document, ['entity'])) {
      for (const link of index.outgoing('Provenance', id)) {
        if (link.parameter !== 'target') continue;
        const known = index.get(link.type, link.id);
        if (known?.flags.includes('aside') && !known.flags.includes('withdrawn'))
          facts.set(`${link.type}/${link.id}`, { type: link.type, id: link.id, version: known.version });
      }
    }
    return success([...facts.values()]);
  });
}

/**
 * The holder decides about what speaks of somebody else: it is theirs after all (`keep`: the marks go), or it is not
 * (`remove`: withdrawn; the history and the original stay). One change, so all of it or nothing; answers undefined where
 * nothing is aside.
 */
export async function decideAside(
  tools: Pick<CommitTools, 'world' | 'readings'>,
  commit: (by: Holder, change: Change) => Promise<Outcome<Committed>>,
  by: Decider,
  original: string,
  decision: 'keep' | 'remove',
): Promise<Outcome<Committed | undefined>> {
  const facts = await asideFrom(tools, by, original);
  if (!facts.ok) return facts;
  if (facts.value.length === 0) return success(undefined);
  const reason = decision === 'keep' ? 'The holder says that it belongs here.' : 'It speaks of another person.';
  const named = facts.value.map(({ type, id }) => ({ type, id, reason }));
  return commit(by, {
    drafts: [],
    ...(decision === 'keep' ? { restorations: named } : { withdrawals: named }),
    origin: { kind: 'entry', at: new Date(tools.world.now()).toISOString() },
    expects: Object.fromEntries(facts.value.map(({ type, id, version }) => [`${type}/${id}`, version])),
  });
}
