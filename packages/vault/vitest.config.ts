import { defineConfig } from 'vitest/config';

/**
 * `npm test -w @satchel/vault`: the vault's suite, failing below 100 % coverage of what can open a record. The same
 * tests run, without the threshold, in the house's suite.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    testTimeout: process.env.SATCHEL_NIGHTLY === '1' ? 1_200_000 : 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      exclude: ['**/*.test.ts'],
      reporter: ['text'],
      thresholds: { 100: true },
    },
  },
});
