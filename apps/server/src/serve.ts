import type { Journal } from './journal.ts';
import type { Settings } from './settings.ts';
import { wire } from './wire.ts';

/** Requests under way get this long to finish, in milliseconds. */
const PATIENCE = 10_000;

/** Serves until the process is asked to end; `ended` resolves when everything is finished, anchored and closed. */
export async function serve(settings: Settings, journal: Journal): Promise<{ readonly address: string; readonly ended: Promise<void> }> {
  const house = await wire(settings, { journal });
  const end = Promise.withResolvers<void>();
  const stop = (signal: string) => {
    journal.note('ending', { signal });
    setTimeout(() => house.app.server.closeAllConnections(), PATIENCE).unref();
    void house.close().then(end.resolve, end.reject);
  };
  try {
    await house.app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await house.close();
    throw error;
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(signal));
  const bound = house.app.server.address();
  const port = typeof bound === 'object' && bound ? bound.port : settings.port;
  journal.note('serving', { host: settings.host, port });
  return {
    address: `${settings.tls ? 'https' : 'http'}://${settings.host === '127.0.0.1' ? 'localhost' : settings.host}:${port}`,
    ended: end.promise,
  };
}
