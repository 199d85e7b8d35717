// The few drawings of the page, as strokes in the colour of the text around them.

const paths = {
  home: 'M4 11.5 12 4l8 7.5M6 10v10h4.5v-6h3v6H18V10',
  store: 'M4 9h16l-1-5H5L4 9Zm1 0v11h14V9M9 20v-6h6v6',
  bell: 'M6 16V11a6 6 0 1 1 12 0v5l2 2H4l2-2Zm4 2a2 2 0 0 0 4 0',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0-6v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.2 2.2m8.4 8.4 2.2 2.2M5.6 18.4l2.2-2.2m8.4-8.4 2.2-2.2',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  up: 'M12 20V5m-6 6 6-6 6 6',
  down: 'm6 9 6 6 6-6',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5m4-5v5',
  mail: 'M3 6h18v12H3V6Zm0 1 9 7 9-7',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm-8 16c1-4 4-6 8-6s7 2 8 6',
  key: 'M14 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM10 14l-7 7m3-3 2 2',
  globe: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm-8 8h16M12 4c-5 5-5 11 0 16 5-5 5-11 0-16Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 4v4l3 2',
  warning: 'M12 4 2.8 20h18.4L12 4Zm0 6v4m0 3h.01',
  back: 'M15 5l-7 7 7 7',
  play: 'M7 5v14l11-7L7 5Z',
  stop: 'M6 6h12v12H6z',
  restart: 'M19 12a7 7 0 1 1-2-4.9M19 4v4h-4',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  pause: 'M8 5v14M16 5v14',
  box: 'M4 8l8-4 8 4v9l-8 4-8-4V8Zm0 0 8 4 8-4M12 12v9',
  branch: 'M7 4v16M7 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10 1a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm0 0c0 5-10 3-10 7',
  folder: 'M3 6h6l2 2h10v11H3V6Z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
