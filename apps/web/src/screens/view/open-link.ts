import { openFile } from '@satchel/sharing';
import { fromBase64url } from '@satchel/vault';
import { webEngine } from '@satchel/vault/web';

/** What the address of this page carries behind its `#`: it never leaves the browser. */
export interface Given {
  readonly url: string;
  readonly key: Uint8Array;
  readonly label: string | undefined;
  readonly asksPasscode: boolean;
}

/** Undefined where it is no link, or damaged. */
export function givenIn(hash: string): Given | undefined {
  const coded = /shlink:\/([A-Za-z0-9_-]+)/.exec(decodeURIComponent(hash))?.[1];
  const bytes = coded === undefined ? undefined : fromBase64url(coded);
  try {
    const { url, key, flag, label } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const opens = typeof key === 'string' ? fromBase64url(key) : undefined;
    if (typeof url !== 'string' || opens?.length !== 32) return undefined;
    return { url, key: opens, label: typeof label === 'string' ? label : undefined, asksPasscode: String(flag ?? '').includes('P') };
  } catch {
    return undefined;
  }
}

export type Opened =
  | { readonly answer: 'open'; readonly document: Document }
  | { readonly answer: 'wrong'; readonly remaining: number }
  | { readonly answer: 'gone' | 'unreadable' | 'unreachable' | 'elsewhere' };

/** A summary as it is read: title, day, and sections with the words their author wrote. */
export interface Document {
  readonly title: string;
  readonly date: string | undefined;
  readonly language: string | undefined;
  readonly sections: readonly { readonly title: string; readonly div: string }[];
  /** As it came, to be saved. */
  readonly text: string;
}

const LIMIT = 64 * 1024 * 1024;

/** Asks for the file as the receiver who said their name, and opens it here. */
export async function openLink({ url, key }: Given, recipient: string, passcode: string | undefined): Promise<Opened> {
  if (new URL(url).origin !== location.origin) return { answer: 'elsewhere' };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipient, ...(passcode && { passcode }) }),
    credentials: 'omit',
  }).catch(() => undefined);
  if (!answer) return { answer: 'unreachable' };
  const said = (await answer.json().catch(() => ({}))) as { remainingAttempts?: number; files?: readonly { embedded?: string }[] };
  if (answer.status === 401) return { answer: 'wrong', remaining: said.remainingAttempts ?? 0 };
  if (!answer.ok) return { answer: 'gone' };
  const opened = openFile(webEngine, key, said.files?.[0]?.embedded ?? '', LIMIT);
  const document = opened && documentIn(new TextDecoder().decode(opened.plain));
  return document ? { answer: 'open', document } : { answer: 'unreadable' };
}

interface Composition {
  readonly resourceType: string;
  readonly title?: string;
  readonly date?: string;
  readonly language?: string;
  readonly section?: readonly { readonly title?: string; readonly text?: { readonly div?: string } }[];
}

function documentIn(text: string): Document | undefined {
  try {
    const bundle = JSON.parse(text) as { entry?: readonly { resource?: Composition }[] };
    const composition = bundle.entry?.[0]?.resource;
    if (composition?.resourceType !== 'Composition') return undefined;
    const sections = (composition.section ?? []).map(({ title = '', text: narrative }) => ({ title, div: narrative?.div ?? '' }));
    return { title: composition.title ?? '', date: composition.date, language: composition.language, sections, text };
  } catch {
    return undefined;
  }
}
