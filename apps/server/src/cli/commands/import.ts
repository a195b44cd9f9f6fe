import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Issue } from '@satchel/fhir';
import type { ImportReport, Job, Table, TypeCounts, Upload } from '../../http/api.ts';
import { answersFor, askedOf, columnHelp, columnOptions, type ToldColumns, toldColumns } from '../columns.ts';
import { type Call, type Command, Exit, UsageError } from '../command.ts';
import { Refusal } from '../desk/call.ts';
import { recordOptions, type RecordDesk, withRecord } from '../desk/desk.ts';

const PART = 4 * 1024 * 1024;

/** Files into the record. */
export const importFiles: Command = {
  usage: 'FILE...',
  summary:
    'Take files into the record: FHIR, C-CDA, HL7 v2, health cards, Apple Health, device data, tables, documents, and archives of them',
  options: { ...recordOptions, ...columnOptions },
  help: columnHelp,
  async run(call) {
    if (call.words.length === 0) throw new UsageError('Say which files: satchel import FILE...');
    const told = toldColumns(call);
    return withRecord(call, async (desk) => {
      const reports: ImportReport[] = [];
      const issues: Issue[] = [];
      for (const file of call.words) {
        const done = await takeFile(desk, file);
        if ('report' in done) reports.push(done.report);
        issues.push(...('report' in done ? done.report.issues : done.issues));
        sayFile(call, file, done);
        for (const table of 'report' in done ? await readTables(desk, done.report, told) : []) {
          if (table.done && 'report' in table.done) reports.push(table.done.report);
          issues.push(...table.issues);
          sayTable(call, file, table);
        }
      }
      const types = addedUp(reports);
      call.json({ types, issues, files: reports });
      const taken = Object.values(types).reduce((sum, each) => sum + each.new + each.unchanged + each.changed, 0);
      return taken > 0 ? Exit.fine : Exit.failed;
    });
  },
};

/** A table of a file: what came of it, or what must still be said before it can be read. */
interface ReadTable {
  readonly member: string;
  readonly done?: Done;
  readonly issues: readonly Issue[];
}

/** Reads the tables of a file whose columns the caller has told; nothing is guessed, and the next of the same headings need not be told. */
async function readTables({ api, path, ...desk }: RecordDesk, report: ImportReport, told: ToldColumns | undefined): Promise<ReadTable[]> {
  const tables: ReadTable[] = [];
  for (const member of report.tables ?? []) {
    const at = path(`originals/${report.original}/table`);
    const seen = await api.call<Table>('POST', at, member === '' ? {} : { member });
    const answers = told && answersFor(seen, member, told);
    const table = answers ? await api.call<Table>('POST', at, answers) : seen;
    const asked = answers ? table.questions.map((question) => askedOf(table, question)) : ['Say what its columns are: --columns.'];
    if (answers && asked.length === 0) {
      const done = await followed({ api, path, ...desk }, await api.call<Job>('POST', `${at}/read`, answers));
      tables.push({ member, done, issues: 'report' in done ? done.report.issues : done.issues });
    } else {
      const location = [report.name, member].filter(Boolean).join(' ');
      tables.push({
        member,
        issues: asked.map((diagnostics) => ({ severity: 'warning', code: 'required', diagnostics, location })),
      });
    }
  }
  return tables;
}

function sayTable(call: Call, file: string, { member, done, issues }: ReadTable): void {
  const name = [file, member].filter(Boolean).join(' ');
  if (done) sayFile(call, name, done);
  else call.warn(`${name}: this is a table, and not read yet.\n  ${issues.map(({ diagnostics }) => diagnostics).join('\n  ')}`);
}

export type Done = { readonly report: ImportReport } | { readonly issues: readonly Issue[] };

/** Sends one file in parts and follows its import to the end. A file that cannot be taken does not keep the others out. */
async function takeFile(desk: RecordDesk, file: string): Promise<Done> {
  const { api, path } = desk;
  try {
    const info = await stat(file);
    if (!info.isFile()) return unreadable(file);
    const upload = await api.call<Upload>('POST', path('uploads'), {
      name: basename(file),
      size: info.size,
      mediaType: 'application/octet-stream',
    });
    await sendParts(file, (offset, bytes) => api.call<Upload>('PUT', path(`uploads/${upload.id}?offset=${offset}`), bytes));
    return await followed(desk, await api.call<Job>('POST', path(`uploads/${upload.id}/import`)));
  } catch (error) {
    if (error instanceof Refusal && error.status !== 0 && error.status !== 401) return { issues: error.issues };
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code))) return unreadable(file);
    throw error;
  }
}

/** Waits for the end of an import. */
export async function followed({ api, path }: RecordDesk, started: Job): Promise<Done> {
  let job = started;
  while (job.state === 'waiting' || job.state === 'running') {
    await pause(50);
    job = await api.call<Job>('GET', path(`jobs/${job.id}`));
  }
  return job.report ? { report: job.report } : { issues: job.issues ?? [] };
}

async function sendParts(file: string, send: (offset: number, bytes: Uint8Array) => Promise<unknown>): Promise<void> {
  const handle = await open(file);
  try {
    const part = Buffer.alloc(PART);
    for (let offset = 0; ;) {
      const { bytesRead } = await handle.read(part, 0, PART, offset);
      if (bytesRead === 0) return;
      await send(offset, part.subarray(0, bytesRead));
      offset += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function unreadable(file: string): Done {
  return {
    issues: [
      {
        severity: 'error',
        code: 'not-found',
        diagnostics: 'This file cannot be read.',
        location: basename(file),
        remedy: 'Check the name and the rights of the file.',
      },
    ],
  };
}

export function addedUp(reports: readonly ImportReport[]): Record<string, TypeCounts> {
  const types: Record<string, TypeCounts> = {};
  for (const [type, counts] of reports.flatMap((report) => Object.entries(report.types))) {
    const sum = types[type] ?? { new: 0, unchanged: 0, changed: 0, notUnderstood: 0 };
    types[type] = {
      new: sum.new + counts.new,
      unchanged: sum.unchanged + counts.unchanged,
      changed: sum.changed + counts.changed,
      notUnderstood: sum.notUnderstood + counts.notUnderstood,
    };
  }
  return types;
}

export function sayFile(call: Call, file: string, done: Done): void {
  if (!('report' in done)) {
    call.warn(`${file}: ${done.issues.map(({ diagnostics, remedy }) => [diagnostics, remedy].filter(Boolean).join(' ')).join('\n  ')}`);
    return;
  }
  const { format, types, issues, already, aside, samples } = done.report;
  call.say(`${file}: ${format}${already ? '; it had been imported before' : ''}`);
  for (const [type, counts] of Object.entries(types)) {
    const parts = [
      ['new', counts.new],
      ['changed', counts.changed],
      ['unchanged', counts.unchanged],
      ['not understood', counts.notUnderstood],
    ] as const;
    call.say(
      `  ${type.padEnd(28)} ${parts
        .filter(([, count]) => count > 0)
        .map(([word, count]) => `${count} ${word}`)
        .join(', ')}`,
    );
  }
  if (samples) call.say(`  ${samples.new} new readings of devices, ${samples.known} known`);
  if (aside) call.say(`  It speaks of somebody else (${aside.name}): that part is kept aside until you decide.`);
  for (const { severity, diagnostics, location, expression } of issues.slice(0, 20))
    call.say(`  ${severity}: ${[location, expression?.[0], diagnostics].filter(Boolean).join(': ')}`);
  if (issues.length > 20) call.say(`  ... and ${issues.length - 20} more; --json lists them.`);
}
