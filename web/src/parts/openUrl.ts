import type { App } from '../api/client';

/** Where an app is opened from this browser; http and https only. */
export function openUrl(app: Pick<App, 'open_url' | 'open_host'>, host = location.hostname): string | null {
  if (!app.open_url) return null;
  const name = app.open_host ?? host;
  const url = app.open_url.replace('{host}', name.includes(':') && !name.startsWith('[') ? `[${name}]` : name);
  return /^https?:\/\//.test(url) ? url : null;
}
