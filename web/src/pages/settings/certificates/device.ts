// The kinds of devices that trust a certificate each in their own way.

export const devices = ['windows', 'macos', 'ios', 'android', 'linux', 'firefox'] as const;
export type Device = (typeof devices)[number];

/** By what the browser says of itself. Firefox has a store of its own where the system has none for it. */
export function deviceOf(agent: string, touchPoints: number): Device {
  // An iPad says it is a Mac, which has no touch screen.
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  if (/Firefox\//.test(agent) && /Linux|X11/.test(agent)) return 'firefox';
  if (/Windows/.test(agent)) return 'windows';
  if (/Macintosh/.test(agent)) return 'macos';
  return 'linux';
}
