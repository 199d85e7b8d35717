// Windows of time in which apps may update by themselves, as the server writes them: `sat,sun 02:00-05:00`.

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export interface Window {
  /** Seven, Monday first. */
  days: boolean[];
  /** `02:00`. */
  from: string;
  /** Not after `from`: of the next day. The same as `from`: a whole day. */
  to: string;
}

export const nightly: Window = { days: Array(7).fill(true) as boolean[], from: '02:00', to: '05:00' };

function daysIn(text: string): boolean[] | null {
  if (text === 'daily') return Array(7).fill(true) as boolean[];
  const days = Array(7).fill(false) as boolean[];
  for (const part of text.split(',')) {
    const [first, last] = part.split('-').map((name) => names.indexOf(name));
    if (first === undefined || first < 0 || last === -1) return null;
    for (let day = first; ; day = (day + 1) % 7) {
      days[day] = true;
      if (day === (last ?? first)) break;
    }
  }
  return days;
}

/** null: the server would not take it either. */
export function parseWindow(text: string): Window | null {
  const found = /^(\S+) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(text);
  const days = found && daysIn(found[1]!);
  // A field for a time of day has no 24:00; 00:00 is the same moment.
  return found && days ? { days, from: found[2]!, to: found[3] === '24:00' ? '00:00' : found[3]! } : null;
}

export function windowText({ days, from, to }: Window): string {
  const all = days.every(Boolean);
  return `${all ? 'daily' : names.filter((_, day) => days[day]).join(',')} ${from}-${to}`;
}

export const isWindow = ({ days, from, to }: Window) => days.some(Boolean) && [from, to].every((time) => /^\d\d:\d\d$/.test(time));

/** `Mon`, … in the language of the page; `long`: `Monday`. */
export function dayNames(locale: string, weekday: 'short' | 'long' = 'short'): string[] {
  const words = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' });
  return names.map((_, day) => words.format(new Date(Date.UTC(2024, 0, 1 + day)))); // 1 January 2024 was a Monday
}
