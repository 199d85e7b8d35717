// Numbers and times as people read them.

export function bytes(count: number, locale: string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${units[unit]}`;
}

/** `3 minutes ago`, `in 2 hours`. */
export function ago(time: string | number, locale: string, from = Date.now()): string {
  const seconds = (new Date(time).getTime() - from) / 1000;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, 'second'], [3600, 'minute'], [86_400, 'hour'], [86_400 * 30, 'day'], [86_400 * 365, 'month']];
  let unit = 1;
  for (const [limit, name] of steps) {
    if (Math.abs(seconds) < limit) return words.format(Math.round(seconds / unit), name);
    unit = limit;
  }
  return words.format(Math.round(seconds / (86_400 * 365)), 'year');
}

/** `42 s`, `3 min`, `2 h`: rounded so that it does not flicker. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}

/** `1.4 s`, `12 s`, `3 min`: as it was measured. */
export function measured(seconds: number, locale: string): string {
  const digits = seconds < 10 ? 1 : 0;
  return seconds < 100 ? `${seconds.toLocaleString(locale, { maximumFractionDigits: digits })} s` : `${Math.round(seconds / 60)} min`;
}

/** `6 hours`, `30 minutes`. */
export function everyText(seconds: number, locale: string): string {
  const [count, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return count.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' });
}

/** `5 minutes`, `3 hours`, `12 days`: how long something has been so. */
export function lasting(since: string, locale: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  const [count, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 2880 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day'];
  return count.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' });
}

/** `sha256:0123456789ab…` as people compare it. */
export const shortId = (id: string) => id.replace('sha256:', '').slice(0, 12);

export const dateTime = (time: string | number, locale: string) => new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
