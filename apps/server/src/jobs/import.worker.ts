import { parentPort, workerData } from 'node:worker_threads';
import { createHall, openStore, type World } from '@satchel/record';
import { nodeEngine } from '@satchel/vault/node';
import type { Journal } from '../journal.ts';
import { createImportRunner } from './import-runner.ts';
import type { Heard, ThreadData, Told } from './import-thread.ts';

const { place, serviceKey, ahead } = workerData as ThreadData;
const port = parentPort;
const say = (heard: Heard): void => port?.postMessage(heard);
const journal: Journal = {
  note: (note, facts) => say({ note, ...(facts && { facts }) }),
  fault: (fault, error, facts) => say({ fault, error: error instanceof Error ? error : typeof error, ...(facts && { facts }) }),
};

const opening = open();
port?.on('message', (told: Told) => void hear(told));

async function open() {
  const store = await openStore(place);
  const world: World = { store, engine: nodeEngine, now: () => Date.now() + ahead, serviceKey };
  const hall = createHall(world);
  hall.onCommit((event) => say({ event }));
  return { store, hall, runner: createImportRunner(world, hall, journal) };
}

async function hear(told: Told): Promise<void> {
  const { store, hall, runner } = await opening;
  if ('run' in told) {
    const begun = await runner.run(told.by, told.run);
    say({ began: told.run });
    await begun?.done;
    say({ ended: told.run });
  } else if ('stop' in told) runner.stop(told.stop);
  else {
    await runner.close();
    await hall.close();
    await store.close();
    port?.close();
  }
}
