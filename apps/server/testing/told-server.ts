/**
 * A server that tells of every commit that it is durable, until it is killed. Its clock is SATCHEL_TEST_AHEAD milliseconds
 * ahead, so that it need not wait before it takes over what a killed one left.
 */
import { writeSync } from 'node:fs';
import { silentJournal } from '../src/journal.ts';
import { readSettings } from '../src/settings.ts';
import { wire } from '../src/wire.ts';

const ahead = Number(process.env['SATCHEL_TEST_AHEAD']);
const house = await wire(readSettings({ ...process.env, SATCHEL_PORT: '0' }), { journal: silentJournal, now: () => Date.now() + ahead });
house.hall.onCommit(({ touched }) => void writeSync(1, `${JSON.stringify(touched.map(({ type, id }) => `${type}/${id}`))}\n`));
writeSync(1, `${await house.app.listen({ host: '127.0.0.1', port: 0 })}\n`);
