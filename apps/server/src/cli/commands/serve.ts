import { createJournal } from '../../journal.ts';
import { serve } from '../../serve.ts';
import { portIn } from '../../settings.ts';
import { type Command, Exit, option } from '../command.ts';
import { settingsFor } from '../desk/desk.ts';

/** The server, in this terminal. */
export const serveCommand: Command = {
  usage: '[--port N]',
  summary: 'Serve the app and the API until stopped',
  options: { data: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' } },
  help: [
    '--port N                default 8787, or SATCHEL_PORT',
    '--host ADDRESS          default 127.0.0.1; 0.0.0.0 lets in the network around you',
  ],
  async run(call) {
    const settings = settingsFor(call);
    const port = option(call, 'port');
    const journal = createJournal((line) => void process.stderr.write(line), Date.now);
    const { address, ended } = await serve(
      { ...settings, ...(port !== undefined && { port: portIn(port) }), host: option(call, 'host') ?? settings.host },
      journal,
    );
    call.json({ address });
    call.say(`Satchel is at ${address}`);
    await ended;
    return Exit.fine;
  },
};
