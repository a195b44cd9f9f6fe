import { issue } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { parseTable } from '../csv/parse-table.ts';
import { proposeTable } from '../csv/propose.ts';
import { cellsOf, delimiterOf } from '../csv/rows.ts';
import { textTable } from '../csv/table.ts';
import { headerOf, type Role } from '../csv/columns.ts';

/** A device whose table says all that is needed to read it, so that nobody need be asked. */
interface Maker {
  readonly name: string;
  readonly words: string;
  readonly system: string;
  /** Columns that its table has. */
  readonly has: readonly Role[];
  /** Words that are in its headers and in no other's. */
  readonly tell: RegExp;
}

const MAKERS: readonly Maker[] = [
  {
    name: 'omron',
    words: 'Omron connect export',
    system: 'urn:omron',
    has: ['systolic', 'diastolic'],
    tell: /irregular heartbeat|consecutive measurement|latido irregular|cuff wrap|movement detected|body movement/i,
  },
  {
    name: 'omron',
    words: 'Omron connect export',
    system: 'urn:omron',
    has: ['weight'],
    tell: /resting metabolism|visceral fat level|skeletal muscle/i,
  },
  { name: 'withings', words: 'Withings export', system: 'urn:withings', has: ['weight', 'fatMass'], tell: /fat mass|masa grasa/i },
  {
    name: 'withings',
    words: 'Withings export',
    system: 'urn:withings',
    has: ['systolic', 'diastolic', 'pulse'],
    tell: /^"?(date|fecha)"?,"?(heart rate|frecuencia card)/i,
  },
];

const formatOf = (name: string): Format => ({
  name,
  version: '1',
  recognise: (head) => makerOf(head, name)?.words,
  parse: (source) => parse(source, name),
});

export const omron = formatOf('omron');
export const withingsTable = formatOf('withings');

function makerOf({ text }: Pick<Head, 'text'>, name: string): Maker | undefined {
  const [first = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/, 1);
  if (first.length > 4096 || !/[,;\t]/.test(first)) return undefined;
  const roles = new Set(cellsOf(first, delimiterOf(text.slice(0, 8192))).map((cell) => headerOf(cell).role));
  return MAKERS.find((maker) => maker.name === name && maker.tell.test(first) && maker.has.every((role) => roles.has(role)));
}

async function* parse(source: Source, name: string): AsyncIterable<Parsed> {
  const table = textTable(source);
  const proposal = await proposeTable(table);
  if (!proposal.ok) {
    yield { kind: 'unread', issues: proposal.issues };
    return;
  }
  // A date that could be read two ways, or a weight without a unit, is for the person to tell.
  const asked = proposal.value.questions.filter(({ about }) => about !== 'column');
  if (asked.length > 0) {
    yield {
      kind: 'unread',
      issues: [
        issue('error', 'value', 'This table can be read in more than one way.', {
          location: source.name,
          remedy: 'Add it as a table, and say what its columns mean.',
        }),
      ],
    };
    return;
  }
  yield* parseTable(table, proposal.value.mapping, MAKERS.find((maker) => maker.name === name)?.system);
}
