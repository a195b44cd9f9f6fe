import { join } from 'node:path';

/** What an operator can set; everything has a default that is safe on a home computer. */
export interface Settings {
  /** Directory of the sealed store, the service key and the erasure ledger. `SATCHEL_DATA`, default `./data`. */
  readonly data: string;
  /** `postgres://…` instead of SQLite. `DATABASE_URL`. */
  readonly databaseUrl?: string;
  /** `SATCHEL_HOST`, default 127.0.0.1: this computer only. 0.0.0.0 opens it to the network around. */
  readonly host: string;
  /** `SATCHEL_PORT`, default 8787; 0 takes any free one. */
  readonly port: number;
  /** PEM files for HTTPS. `SATCHEL_TLS_CERT` and `SATCHEL_TLS_KEY`. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Names besides localhost and addresses that browsers may use to reach this server. `SATCHEL_NAMES`, separated by commas. */
  readonly names: readonly string[];
  /** A proxy in front, on this computer, tells the visitor's address and whether it came by HTTPS. `SATCHEL_PROXY=1`. */
  readonly behindProxy: boolean;
  /** `host:port` on this computer or around it that may be asked for data, also by plain http. `SATCHEL_NEAR`, separated by commas. */
  readonly near: readonly string[];
  /** File of the service key, outside the database. `SATCHEL_SERVICE_KEY`; processes on one database share it. Default `service.key` in `data`. */
  readonly serviceKeyFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment; throws a {@link SettingError} that says which variable is wrong and how to set it. */
export function readSettings(env: Environment): Settings {
  const data = env['SATCHEL_DATA'] || './data';
  const [cert, key] = [env['SATCHEL_TLS_CERT'], env['SATCHEL_TLS_KEY']];
  if ((cert === undefined) !== (key === undefined)) throw new SettingError('HTTPS needs both SATCHEL_TLS_CERT and SATCHEL_TLS_KEY.');
  return {
    data,
    ...(env['DATABASE_URL'] && { databaseUrl: env['DATABASE_URL'] }),
    host: env['SATCHEL_HOST'] || '127.0.0.1',
    port: portIn(env['SATCHEL_PORT']),
    ...(cert && key && { tls: { cert, key } }),
    names: listIn(env['SATCHEL_NAMES']),
    near: listIn(env['SATCHEL_NEAR']),
    behindProxy: env['SATCHEL_PROXY'] === '1',
    serviceKeyFile: env['SATCHEL_SERVICE_KEY'] || join(data, 'service.key'),
  };
}

const listIn = (text = ''): string[] =>
  text
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter(Boolean);

/** A setting that cannot be used, in words for whoever set it. */
export class SettingError extends Error {}

export function portIn(text: string | undefined): number {
  const port = Number(text || '8787');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SettingError(`A port is a number from 0 to 65535, not "${text}".`);
  return port;
}
