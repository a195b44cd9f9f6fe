import { setImmediate } from 'node:timers/promises';

/** Long work lets others have a turn: an embedded store answers at once, so awaiting it alone would not. */
export const breathe = (): Promise<void> => setImmediate();
