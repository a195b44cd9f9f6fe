import { success } from '@satchel/fhir';
import type { Holder } from '../doors.ts';
import { inTurn } from '../reading.ts';
import { anchorStep } from './anchor.ts';
import { appendRows, type CommitTools } from './commit.ts';

const TRIES = 20;

/** At the end of a sitting, a commit that says nothing but how the access logs end. Only a writer can; others wait for one. */
export async function anchorLog({ world, readings, log }: CommitTools, by: Holder): Promise<void> {
  if (!by.keys.write || !by.keys.read.some((read) => read.pmk)) return;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const done = await readings.use(by, undefined, async (reading) => {
      const base = { seq: reading.upto, head: reading.head, incarnation: reading.incarnation };
      const work = { world, by, reading, base, at: world.now() };
      const seq = base.seq + 1;
      const anchor = anchorStep(work, log, seq, 0, true);
      if (anchor.rows.length === 0) return success(true);
      const head = await appendRows(work, seq, anchor.rows, []);
      if (!head) return success(false);
      anchor.done();
      await inTurn(reading, () => {
        if (reading.upto === base.seq) Object.assign(reading, { upto: seq, head });
      });
      return success(true);
    });
    if (!done.ok || done.value) return;
  }
}
