import './icon.css';

/** Line drawings on a 24-unit grid, in the colour of the text beside them. */
const PATHS = {
  today: 'M4 11.5 12 5l8 6.5M6.5 10v8.5h11V10M10 18.5v-5h4v5',
  record: 'M7 4.5h7l4 4v11H7zM14 4.5v4h4M10 12.5h5M10 15.5h5',
  add: 'M12 5.5v13M5.5 12h13',
  share:
    'M9 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM21 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM21 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM8.7 10.6l7.5-3.2M8.7 13.4l7.5 3.2',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  next: 'm9.5 6 6 6-6 6',
  back: 'm14.5 6-6 6 6 6',
  down: 'm6 9.5 6 6 6-6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5M12 8h.01',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6',
  lock: 'M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v2',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  save: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14',
  undo: 'M8.5 5.5 4 10l4.5 4.5M4 10h10a5.5 5.5 0 0 1 0 11h-3',
  close: 'm6 6 12 12M18 6 6 18',
  again: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4.5h-4.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  visits: 'M5 20V7.5L12 4l7 3.5V20M9.5 20v-5h5v5M12 8v4M10 10h4',
  problems: 'M12 20s-7.5-4.600-7.5-10A4.2 4.2 0 0 1 12 7.300 4.2 4.2 0 0 1 19.5 10C19.5 15.400 12 20 12 20Z',
  medicines: 'M10.2 4.9a4 4 0 0 0-5.600 5.600l8.9 8.9a4 4 0 0 0 5.600-5.600zM7.5 13.5l6-6',
  results: 'M4 18.5h16M6.5 15l3.5-5 3.5 3L18 6.5',
  vaccinations: 'm14 4 6 6M17 7l-9 9H5v-3l9-9M11 7l6 6M5 19l-1.5 1.5',
  procedures: 'M6 4v5a4 4 0 0 0 8 0V4M10 13v3a4 4 0 0 0 8 0v-2M18 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  documents: 'M7 3.5h7l4 4v13H7zM10 11h5M10 14h5M10 17h3',
  plans: 'M6 5.5h12v15H6zM9 3.5h6v4H9zM9 12l1.5 1.5L13.5 11M9 16.5h6',
  claims: 'M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9.5 8.5h5M9.5 12h5',
  other: 'M12 12h.01M7 12h.01M17 12h.01M4 5h16v14H4z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside words; never the only carrier of a meaning. */
export function Icon({ name, size = 24 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
