import { useEffect, useState } from 'react';
import type uPlot from 'uplot';

/** A colour of the theme, as it is now: drawings do not follow CSS. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function axisLook(): uPlot.Axis {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--font');
  return { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: `13px ${font}` };
}

/** Whether it is dark; a drawing is made anew when that changes. */
export function useColourScheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const note = () => setDark(query.matches);
    query.addEventListener('change', note);
    return () => query.removeEventListener('change', note);
  }, []);
  return dark;
}
