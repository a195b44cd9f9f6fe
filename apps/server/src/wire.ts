import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHall, openStore, sweepUploads, type World } from '@satchel/record';
import { nodeEngine } from '@satchel/vault/node';
import type { FastifyInstance } from 'fastify';
import { createAccounts } from './accounts/accounts.ts';
import { createDevices } from './accounts/devices.ts';
import { createProver } from './accounts/prove.ts';
import { createThrottle } from './accounts/throttle.ts';
import { createRules } from './findings/rules.ts';
import type { House } from './house.ts';
import { createApp, type RouteLine } from './http/app.ts';
import { createImportRunner } from './jobs/import-runner.ts';
import { createImportThread } from './jobs/import-thread.ts';
import { createImports } from './jobs/imports.ts';
import { createRewraps } from './jobs/rewraps.ts';
import { createPictureReader } from './pictures/read-text.ts';
import { every } from './jobs/every.ts';
import type { Journal } from './journal.ts';
import { createLinks } from './links/links.ts';
import { createOutward } from './outward.ts';
import { openServiceKey } from './service-key.ts';
import type { Settings } from './settings.ts';
import { createBackgroundProofs } from './sittings/background-proofs.ts';
import { createSittings } from './sittings/sittings.ts';
import { createApps } from './smart/apps.ts';

/** From here to the folder that holds apps, packages and fixtures. */
const ROOT = resolve(import.meta.dirname, '../../..');

/** What the outside world is, where it is not this machine's own: tests set the clock. */
export interface Outside {
  readonly journal: Journal;
  readonly now?: () => number;
  /** How long after an unlock the record is proved in the background, in milliseconds. */
  readonly proveAfter?: number;
  /** How long after an unlock or a change the rules are asked, in milliseconds. */
  readonly checkAfter?: number;
}

export interface WiredHouse extends House {
  readonly app: FastifyInstance;
  readonly routes: readonly RouteLine[];
  /** Ends what is under way, anchors and saves, and closes the store. */
  close(): Promise<void>;
}

/** All the wiring there is: opens the store and puts the rooms of the server together. Throws StoreError. */
export async function wire(settings: Settings, { journal, now = Date.now, proveAfter, checkAfter }: Outside): Promise<WiredHouse> {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const engine = nodeEngine;
  const service = await openServiceKey(engine, settings.serviceKeyFile);
  const place = settings.databaseUrl ? { url: settings.databaseUrl } : { dir: settings.data };
  const store = await openStore(place);
  const world: World = { store, engine, now, serviceKey: service.seed };
  const hall = createHall(world);
  const accounts = createAccounts(world, service);
  const throttle = createThrottle(world, service);
  const proofs = createBackgroundProofs(hall, journal, proveAfter);
  const rules = createRules(world, hall, journal, checkAfter);
  const sittings = createSittings(world, hall, [proofs, rules]);
  const outward = createOutward(settings);
  const closing = new AbortController();
  const house: House = {
    settings,
    world,
    hall,
    service,
    accounts,
    throttle,
    sittings,
    proofs,
    rules,
    outward,
    links: createLinks(world, service),
    apps: createApps(world, service, outward),
    journal,
    version: (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version,
    devices: createDevices(engine, service),
    prover: createProver(world, service, accounts, throttle),
    imports: createImports(world, createImportRunner(world, hall, journal), createImportThread(world, hall, journal, place)),
    rewraps: createRewraps(world, journal),
    pictures: createPictureReader(),
    places: { web: join(ROOT, 'apps/web/dist'), people: join(ROOT, 'fixtures/people'), ledger: join(settings.data, 'erased.ledger') },
    closing: closing.signal,
  };
  const { app, routes } = createApp(house);
  const rounds = [
    every(60_000, journal, () => sittings.sweep()),
    every(15 * 60_000, journal, async () => void (await throttle.sweep())),
    every(15 * 60_000, journal, () => house.apps.sweep()),
    every(60 * 60_000, journal, async () => void (await sweepUploads(world))),
  ];
  return {
    ...house,
    app,
    routes,
    async close() {
      closing.abort();
      for (const stop of rounds) stop();
      await app.close();
      await house.imports.close();
      await house.rewraps.close();
      await sittings.close();
      await rules.close();
      await proofs.close();
      await hall.close();
      await store.close();
    },
  };
}
