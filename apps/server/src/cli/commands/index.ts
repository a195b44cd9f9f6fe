import type { Command } from '../command.ts';
import { backup, restore } from './backup.ts';
import { check } from './check.ts';
import { erase } from './erase.ts';
import { exportFiles } from './export.ts';
import { importFiles } from './import.ts';
import { init } from './init.ts';
import { print } from './print.ts';
import { reparse } from './reparse.ts';
import { revoke } from './revoke.ts';
import { search } from './search.ts';
import { serveCommand } from './serve.ts';
import { share } from './share.ts';
import { show } from './show.ts';
import { log, sources } from './sources.ts';
import { summary } from './summary.ts';
import { token } from './token.ts';
import { verify } from './verify.ts';

/** All commands, in the order people meet them. */
export const commands: Readonly<Record<string, Command>> = {
  init,
  serve: serveCommand,
  import: importFiles,
  show,
  summary,
  print,
  search,
  check,
  sources,
  reparse,
  share,
  token,
  revoke,
  export: exportFiles,
  log,
  verify,
  backup,
  restore,
  erase,
};
