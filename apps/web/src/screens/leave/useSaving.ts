import { useState } from 'react';
import { say } from '../../parts/Said.tsx';
import { useTroubleWords } from '../../parts/TroubleNotice.tsx';

/** One saving at a time, with a word at its end, whichever it is. */
export function useSaving(): { readonly busy: boolean; readonly save: (work: () => Promise<void>, done: string) => void } {
  const troubleWords = useTroubleWords();
  const [busy, setBusy] = useState(false);
  const save = (work: () => Promise<void>, done: string) => {
    setBusy(true);
    work()
      .then(
        () => say(done),
        (trouble: unknown) => say(troubleWords(trouble)),
      )
      .finally(() => setBusy(false));
  };
  return { busy, save };
}
