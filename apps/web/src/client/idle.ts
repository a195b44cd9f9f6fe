import { useEffect } from 'react';
import { device } from './device.ts';
import { lock } from './session.ts';

const SIGNS = ['pointerdown', 'keydown', 'scroll', 'touchstart'] as const;

/** Locks when nobody has touched the app for as long as the person chose, also across reloads and sleep. */
export function useIdleLock(locked: () => void): void {
  useEffect(() => {
    let noted = 0;
    const note = () => {
      if (Date.now() - noted < 5000) return;
      noted = Date.now();
      device.keepActiveAt(noted);
    };
    const check = () => {
      const at = device.activeAt();
      if (at !== undefined && Date.now() - at > device.settings().lockAfter * 60_000) void lock().then(locked);
    };
    check();
    note();
    for (const sign of SIGNS) addEventListener(sign, note, { passive: true, capture: true });
    document.addEventListener('visibilitychange', check);
    const timer = setInterval(check, 5000);
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, note, { capture: true });
      document.removeEventListener('visibilitychange', check);
      clearInterval(timer);
    };
  }, [locked]);
}
