import { StoreError } from '@satchel/record';
import { createJournal } from './journal.ts';
import { serve } from './serve.ts';
import { readSettings, SettingError } from './settings.ts';

/** The server as a process: settings from the environment, the log to standard error. */
try {
  const journal = createJournal((line) => void process.stderr.write(line), Date.now);
  const { address, ended } = await serve(readSettings(process.env), journal);
  console.log(`Satchel is at ${address}`);
  await ended;
} catch (error) {
  if (!(error instanceof SettingError || error instanceof StoreError || isInUse(error))) throw error;
  console.error(isInUse(error) ? 'Another program uses this port: stop it, or set SATCHEL_PORT.' : error.message);
  process.exitCode = 1;
}

function isInUse(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
