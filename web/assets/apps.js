// The card of an installed app.

import { api } from './api.js';
import { installDialog, logDialog, removeDialog, settingsDialog } from './dialogs.js';
import { bytes, element, shortId } from './dom.js';
import { begun, changed, jobOf, state } from './live.js';
import { success, trouble } from './parts.js';

const words = {
  running: 'Running', starting: 'Starting', unhealthy: 'Not healthy', stopped: 'Stopped', failed: 'Failed',
  busy: 'Working', broken: 'Broken', unknown: 'Unknown',
};

const kinds = {
  install: 'Installing', update: 'Updating', remove: 'Removing', settings: 'Applying settings', start: 'Starting',
  stop: 'Stopping', restart: 'Restarting', reconcile: 'Putting in order',
};

function openLink(app) {
  if (!app.open_url) return null;
  const host = app.open_host ?? location.hostname;
  const url = app.open_url.replace('{host}', host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
  if (!/^https?:\/\//.test(url)) return null;
  return element('a', { class: 'button main', href: url, target: '_blank', rel: 'noopener noreferrer', 'data-key': 'open' }, 'Open');
}

async function start(app, send) {
  try {
    begun((await send()).job);
  } catch (refusal) {
    state.results.set(app.name, { app: app.name, state: 'failed', error: { detail: refusal.message, hint: refusal.hint } });
    changed();
  }
}

function progress(job) {
  const stage = job.stages.at(-1);
  const { bytes_done: done, bytes_total: total } = job.progress;
  const bar = element('progress', { 'aria-label': stage?.text ?? 'waiting' });
  if (total > 0) { bar.max = total; bar.value = Math.min(done, total); }
  return element('div', { class: 'progress' },
    element('div', { class: 'row' },
      element('span', {}, `${kinds[job.kind] ?? job.kind}: ${stage?.text ?? 'waiting its turn'}`),
      total > 0 && element('span', {}, `${bytes(done)} of ${bytes(total)}`)),
    bar,
    ['install', 'update'].includes(job.kind) && element('div', { class: 'actions' },
      element('button', { 'data-key': 'cancel', onclick: () => api.cancel(job.id).catch(() => {}) }, 'Cancel')));
}

function changes(result) {
  return (result?.services ?? []).map((s) => `${s.service}: ${shortId(s.from)} → ${shortId(s.to)}`);
}

function ended(job) {
  const forget = () => { state.results.delete(job.app); changed(); };
  if (job.state !== 'done') {
    return trouble(job.error?.detail ?? 'It did not work', job.error?.hint, forget);
  }
  if (job.kind === 'update') {
    const items = changes(job.result);
    return success(items.length > 0 ? 'Updated' : 'Already up to date', items, forget);
  }
  if (job.kind === 'install') return success('Installed', [], forget);
  if (job.kind === 'settings') return success('Settings applied', [], forget);
  return null;
}

function actions(app) {
  const button = (text, key, onclick) => element('button', { 'data-key': key, onclick }, text);
  const off = app.state === 'stopped';
  if (app.state === 'broken') {
    return [app.error?.key === 'placeholder_secret' && button('Settings', 'settings', () => settingsDialog(app)), button('Remove', 'remove', () => removeDialog(app))];
  }
  return [
    off || app.state === 'failed' ? null : openLink(app),
    button('Update', 'update', () => start(app, () => api.update(app.name))),
    off ? button('Start', 'start', () => start(app, () => api.run(app.name, 'start')))
      : button('Stop', 'stop', () => start(app, () => api.run(app.name, 'stop'))),
    !off && button('Restart', 'restart', () => start(app, () => api.run(app.name, 'restart'))),
    button('Settings', 'settings', () => settingsDialog(app)),
    button('Log', 'log', () => logDialog(app)),
    button('Remove', 'remove', () => removeDialog(app)),
  ];
}

export function appCard(app) {
  const job = jobOf(app.name);
  const result = state.results.get(app.name);
  return element('article', { class: 'card', 'data-app': app.name, 'aria-label': app.display_name },
    element('header', {},
      element('img', { src: app.icon, alt: '', loading: 'lazy', width: '48', height: '48' }),
      element('div', {},
        element('h3', {}, app.display_name),
        element('span', { class: `state ${app.state}`, 'data-state': app.state }, words[app.state] ?? app.state),
        ' ', element('span', { class: 'version' }, app.version ?? ''))),
    app.tagline && element('p', {}, app.tagline),
    app.state !== 'running' && app.state !== 'busy' && app.reason && element('p', { class: 'reason' }, app.reason),
    result && !job && ended(result),
    job ? progress(job) : element('div', { class: 'actions' }, ...actions(app).filter(Boolean)));
}

export function availableCard(app) {
  const job = jobOf(app.name);
  const result = state.results.get(app.name);
  return element('article', { class: 'card', 'data-available': app.name, 'aria-label': app.display_name },
    element('header', {},
      element('img', { src: app.icon, alt: '', loading: 'lazy', width: '48', height: '48' }),
      element('div', {}, element('h3', {}, app.display_name), element('span', { class: 'version' }, app.version ?? ''))),
    element('p', {}, app.tagline || app.description || ''),
    app.error && trouble(app.error.detail, app.error.hint),
    result && !job && ended(result),
    job ? progress(job) : element('div', { class: 'actions' },
      element('button', { class: 'main', 'data-key': 'install', disabled: app.error !== null, onclick: () => installDialog(app) }, 'Install')));
}
