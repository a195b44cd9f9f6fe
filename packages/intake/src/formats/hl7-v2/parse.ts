import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { excerpt } from './excerpt.ts';
import { resourceOfAppointment, sch, seat } from './segments/appointment.ts';
import { allergy, dg1, in1, pr1, prb } from './segments/clinical.ts';
import { documentObx, finishDocument, txa } from './segments/document.ts';
import { pv1, pv2 } from './segments/encounter.ts';
import { nte } from './segments/note.ts';
import { obx } from './segments/observation.ts';
import { mrg, nk1, pd1, pid } from './segments/patient.ts';
import { sender } from './segments/people.ts';
import { obr } from './segments/report.ts';
import { spm } from './segments/specimen.ts';
import { rxa, rxr, vaccineObx } from './segments/vaccine.ts';
import { type Message, messagesIn } from './syntax/messages.ts';
import type { Segment } from './syntax/segment.ts';
import { separatorsOf } from './syntax/separators.ts';
import { Walk } from './walk.ts';

/** HL7 v2 messages (2.1 to 2.9) in the form with separators, alone, in batches or in frames of MLLP. */
export const hl7v2: Format = { name: 'hl7-v2', version: '1', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  const [, name] = /^(MSH|BHS|FHS)[^\w\s][^\w\s]{3,5}[^\w\s]/.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (name !== 'MSH') return 'HL7 v2 batch of messages';
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  const by = separatorsOf(line);
  const [type, event] = (line.split(by.field)[8] ?? '').split(by.component);
  return type ? `HL7 v2 ${event ? `${type}^${event}` : type} message` : 'HL7 v2 message';
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  for await (const message of messagesIn(source)) {
    if (!('stray' in message)) yield* read(message);
    else if (message.stray === 'too-long') yield unread('This message is longer than 64 MB.', `line ${message.line}`, 'too-long');
    else yield unread('This stands before the first header (MSH).', `line ${message.line}`);
  }
}

/** Segments that steer messages and say nothing of anybody's health. */
const SILENT = new Set(
  'MSH SFT UAC EVN MSA ERR DSC QAK QPD QRD QRF RGS CON ARV BLG TQ1 TQ2 CTI CTD DB1 PDA ACC AUT GT1 IN2 IN3'.split(' '),
);

const READERS: Readonly<Record<string, (segment: Segment, walk: Walk) => void>> = {
  PID: (segment, walk) => {
    pid(segment, walk);
    seat(walk);
    if (!walk.appointment) delete walk.remarked;
  },
  PD1: pd1,
  NK1: nk1,
  MRG: mrg,
  PV1: pv1,
  PV2: pv2,
  ORC: (segment, walk) => {
    walk.order = segment;
    delete walk.vaccine;
    delete walk.remarked;
  },
  OBR: obr,
  OBX: (segment, walk) => (walk.document ? documentObx : walk.vaccine ? vaccineObx : obx)(segment, walk),
  NTE: nte,
  SPM: spm,
  RXA: rxa,
  RXR: rxr,
  TXA: txa,
  AL1: allergy,
  IAM: allergy,
  DG1: dg1,
  PRB: prb,
  PR1: pr1,
  IN1: in1,
  SCH: sch,
  AIS: resourceOfAppointment,
  AIG: resourceOfAppointment,
  AIL: resourceOfAppointment,
  AIP: resourceOfAppointment,
};

/** What may stand before the person. */
const BEFORE_PERSON = new Set(['PID', 'SCH', 'ORC', 'NTE']);

function* read({ segments }: Message): Iterable<Parsed> {
  const [header] = segments;
  if (!header) return;
  const walk = new Walk(header);
  for (const segment of segments) {
    const reader = Object.hasOwn(READERS, segment.name) ? READERS[segment.name] : undefined;
    if (reader && !walk.patient && !BEFORE_PERSON.has(segment.name))
      walk.unread(segment, 'This stands before the person whom it is about.');
    else if (reader) reader(segment, walk);
    else if (!SILENT.has(segment.name))
      walk.unread(segment, `A segment ${/^[A-Z0-9]{3}$/.test(segment.name) ? segment.name : 'without a name'} is not read yet.`);
  }
  finishDocument(walk);
  performBySender(header, walk);
  yield* walk.results(header);
}

/** Reports of which nobody is named as the maker are the sender's. */
function performBySender(header: Segment, walk: Walk): void {
  const reports = walk.all('DiagnosticReport').filter((report) => report['performer'] === undefined);
  const who = reports.length ? sender(header, walk) : undefined;
  if (who) for (const report of reports) report['performer'] = [who];
}
