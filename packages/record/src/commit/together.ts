import { type Outcome, success } from '@satchel/fhir';
import type { Change, Committed, Decide, Holder } from '../doors.ts';

/** So many drafts go together at most: a batch of an import. */
const LIMIT = 500;

interface Waiting {
  readonly change: Change;
  readonly settle: (done: Outcome<Committed> | Promise<Outcome<Committed>>) => void;
}

interface Group {
  readonly by: Holder;
  readonly waiting: Waiting[];
  drafts: number;
}

type Commit = (by: Holder, change: Change | Decide) => Promise<Outcome<Committed>>;

/**
 * Commits of one person wait for each other; those of one sitting that only add, and so stand on nothing that another
 * could change, wait together and become one commit. What is refused together is tried again one by one.
 */
export function createTogether(inTurn: <T>(person: string, work: () => Promise<T>) => Promise<T>, commitNow: Commit): Commit {
  const groups = new Map<string, Group>();

  const commitGroup = async ({ by, waiting }: Group): Promise<void> => {
    const done = waiting.length > 1 ? await commitNow(by, joined(waiting.map(({ change }) => change))) : undefined;
    if (!done?.ok) {
      for (const { change, settle } of waiting) {
        const alone = commitNow(by, change);
        settle(alone);
        await alone.catch(() => undefined);
      }
      return;
    }
    let from = 0;
    for (const { change, settle } of waiting)
      settle(success({ ...done.value, entries: done.value.entries.slice(from, (from += change.drafts.length)) }, done.issues));
  };

  return (by, change) => {
    if (typeof change === 'function' || !onlyAdds(change)) return inTurn(by.person, () => commitNow(by, change));
    return new Promise((settle) => {
      const open = groups.get(by.person);
      const group = open && fits(open, by, change) ? open : { by, waiting: [], drafts: 0 };
      group.waiting.push({ change, settle });
      group.drafts += change.drafts.length;
      if (group === open) return;
      groups.set(by.person, group);
      void inTurn(by.person, () => {
        if (groups.get(by.person) === group) groups.delete(by.person);
        return commitGroup(group);
      }).catch((error: unknown) => {
        for (const each of group.waiting) each.settle(Promise.reject(error));
      });
    });
  };
}

const onlyAdds = ({ drafts, origin, ...more }: Change): boolean =>
  drafts.length > 0 &&
  drafts.every(({ isNew }) => isNew) &&
  origin.kind === 'entry' &&
  Object.keys(origin).every((name) => name === 'kind' || name === 'at' || name === 'author') &&
  Object.values(more).every((each) => each === undefined);

const fits = ({ by, drafts, waiting }: Group, whose: Holder, change: Change): boolean =>
  by === whose && drafts + change.drafts.length <= LIMIT && waiting[0]?.change.origin.author === change.origin.author;

/** As one change, recorded at the instant of the last. */
const joined = (changes: readonly Change[]): Change => ({
  drafts: changes.flatMap(({ drafts }) => drafts),
  origin: (changes.at(-1) as Change).origin,
});
