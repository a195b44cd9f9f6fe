import type { Command } from '../command.ts';
import { importFiles } from './import.ts';
import { init } from './init.ts';
import { search } from './search.ts';
import { serveCommand } from './serve.ts';
import { show } from './show.ts';

/** All commands, in the order people meet them. */
export const commands: Readonly<Record<string, Command>> = { init, serve: serveCommand, import: importFiles, show, search };
