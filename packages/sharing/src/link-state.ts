/** What a server keeps of a link. It cannot open the files: their key is in the link alone. */
export interface LinkState {
  /** Instant it was made, and until when it opens, in milliseconds since 1970. */
  readonly made: number;
  readonly expires: number;
  /** Digest of the passcode, keyed; absent where none is asked for. */
  readonly passcode?: string;
  /** Wrong passcodes still allowed over the whole life of the link. */
  readonly attempts: number;
  /** Times it may still be opened; absent for no limit. */
  readonly uses?: number;
  /** Who opened it, as they said, and when. The newest last. */
  readonly views: readonly { readonly at: number; readonly recipient: string }[];
  /** For the owner's eyes: label and the link itself, sealed to the record. */
  readonly own: string;
}

export const ATTEMPTS = 10;
/** So many views are kept. */
const VIEWS = 200;

export type Asked =
  | { readonly answer: 'open'; readonly next: LinkState }
  /** A wrong passcode, or none where one is asked for: so many more may be wrong. */
  | { readonly answer: 'wrong'; readonly remaining: number; readonly next: LinkState }
  | { readonly answer: 'gone' };

/**
 * Somebody asks for the files (SMART Health Links, "Manifest request"). What is answered counts only once `next` took the
 * place of the state it was made from: of many who guess at the same time, each guess is counted.
 */
export function ask(state: LinkState, now: number, recipient: string, passcode: string | undefined): Asked {
  if (now >= state.expires || state.attempts <= 0 || state.uses === 0) return { answer: 'gone' };
  if (state.passcode !== undefined && passcode !== state.passcode) {
    const remaining = state.attempts - 1;
    return { answer: 'wrong', remaining, next: { ...state, attempts: remaining } };
  }
  const views = [...state.views, { at: now, recipient: recipient.slice(0, 100) }].slice(-VIEWS);
  return { answer: 'open', next: { ...state, views, ...(state.uses !== undefined && { uses: state.uses - 1 }) } };
}
