import { useEffect } from 'react';
import { recordChanged } from './queries.ts';
import { queryClient, sessionQuery } from './session.ts';

/** While unlocked: what another device or an import commits shows here without a reload. Carries ids only. */
export function useRecordEvents(): void {
  useEffect(() => {
    const events = new EventSource('/api/events');
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    events.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const { person, touched } = JSON.parse(data) as { person: string; touched: number };
      // Nothing was changed, something was found: a proof of the record raised an alarm.
      if (touched === 0) return void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      changed.add(person);
      // An import commits many times a second; looking once a second is enough.
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const person of changed) void recordChanged(person);
        changed.clear();
      }, 1000);
    });
    // A refused stream is closed by the browser; one that broke is opened again by it.
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, []);
}
