import type { Source } from '../../source.ts';
import { messagesIn } from './syntax/messages.ts';

/** The segment that begins at a place, and what stands under it: comments, results, a specimen. */
export async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const line = Number(/^line (\d+)$/.exec(place)?.[1]);
  if (!Number.isInteger(line)) return undefined;
  for await (const message of messagesIn(source)) {
    if ('stray' in message) continue;
    const at = message.segments.findIndex((segment) => segment.line === line);
    if (at === -1) continue;
    const own = message.segments[at];
    const under = UNDER[own?.name ?? ''] ?? /^NTE$/;
    const rest = message.segments.slice(at + 1);
    const end = rest.findIndex((segment) => !under.test(segment.name));
    return [own, ...rest.slice(0, end === -1 ? rest.length : end)].map((segment) => segment?.raw ?? '').join('\n');
  }
  return undefined;
}

const UNDER: Readonly<Record<string, RegExp>> = {
  OBR: /^(NTE|OBX|SPM|TQ1|CTD|CTI)$/,
  RXA: /^(NTE|OBX|RXR)$/,
  TXA: /^(NTE|OBX)$/,
  PID: /^(PD1|NK1|NTE|MRG)$/,
  PV1: /^(PV2|NTE)$/,
  SCH: /^(NTE|TQ1|AI[SGLP]|RGS)$/,
};
