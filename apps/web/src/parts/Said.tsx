import { useSyncExternalStore } from 'react';
import { Button } from './Button.tsx';
import './said.css';

interface Saying {
  readonly words: string;
  readonly undo?: { readonly label: string; readonly act: () => void };
}

let saying: Saying | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Says what just happened, for ten seconds, with a way back where there is one. */
export function say(words: string, undo?: Saying['undo']): void {
  show({ words, ...(undo && { undo }) });
  clearTimeout(timer);
  timer = setTimeout(() => show(undefined), 10_000);
}

function show(next: Saying | undefined): void {
  saying = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place where things are said; one, always on the page, so that screen readers hear it. */
export function Said() {
  const now = useSyncExternalStore(subscribe, () => saying);
  return (
    <div className="said no-print" role="status">
      {now && (
        <div className="said-box">
          <span>{now.words}</span>
          {now.undo && (
            <Button
              look="bare"
              icon="undo"
              onPress={() => {
                now.undo?.act();
                show(undefined);
              }}
            >
              {now.undo.label}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
