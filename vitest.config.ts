import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const postgres = './tools/postgres-for-tests.ts';
const nightly = process.env.SATCHEL_NIGHTLY === '1';
const patience = nightly ? 20 : 1;

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000 * patience,
    hookTimeout: 120_000 * patience,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps,tools,fixtures}/**/*.test.{ts,tsx}'],
          // Modules without a state of their own need not be loaded anew for every file: that was a third of the work.
          isolate: false,
          globalSetup: existsSync(postgres) ? [postgres] : [],
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['journeys/**/*.test.ts'],
          testTimeout: 120_000 * patience,
          hookTimeout: 120_000 * patience,
          globalSetup: ['./journeys/harness/build.ts'],
          // A browser on a busy machine is sometimes late; what is broken fails every time.
          retry: 2,
        },
      },
    ],
  },
});
