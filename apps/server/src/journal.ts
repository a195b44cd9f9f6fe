/**
 * The operator's log: one JSON object a line, to standard error. It holds ids, codes, route patterns and times; never
 * an address with its query, a body, a name or a value.
 */
export interface Journal {
  note(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  /** A failure of our own: its kind and where it happened, without its message, which could quote a value. */
  fault(event: string, error: unknown, facts?: Readonly<Record<string, string | number | boolean>>): void;
}

export function createJournal(write: (line: string) => void, now: () => number): Journal {
  const put = (level: 'info' | 'error', event: string, facts: object) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...facts })}\n`);
  return {
    note: (event, facts = {}) => put('info', event, facts),
    fault: (event, error, facts = {}) => put('error', event, { ...facts, ...anatomyOf(error) }),
  };
}

export const silentJournal: Journal = { note() {}, fault() {} };

function anatomyOf(error: unknown): { kind: string; code?: string; stack?: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  const stack = error.stack ?? '';
  // The frames come after the message, which may have lines that look like them.
  const frames = stack
    .slice(stack.indexOf(error.message) + error.message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return { kind: error.name, ...(typeof code === 'string' && { code }), stack: frames.slice(0, 12) };
}
