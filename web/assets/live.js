// What the server tells, kept in one place. The event stream resumes by itself; after a gap everything is read again.

import { api } from './api.js';

export const state = {
  connected: true,
  engine: null,
  apps: new Map(),
  available: [],
  jobs: new Map(), // running ones, by id
  results: new Map(), // by app: how its last job ended, until the owner closes it
};

// Jobs known to be over: an answer read before the end may arrive after the event that told it.
const over = new Set();

const listeners = new Set();
export const onChange = (call) => listeners.add(call);

// Many events may come at once; the page is drawn once a frame.
let drawing = false;
export function changed() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; listeners.forEach((call) => call()); });
}

const byName = (a, b) => a.display_name.localeCompare(b.display_name);

async function readAll() {
  const [installed, available] = await Promise.all([api.apps(), api.available()]);
  state.engine = installed.engine;
  state.apps = new Map(installed.apps.map((app) => [app.name, app]));
  state.available = available.apps.sort(byName);
  const busy = installed.apps.filter((app) => app.job !== null);
  await Promise.all(busy.map(async (app) => tellJob(await api.job(app.job))));
  changed();
}

/** Apps in the order they are shown. */
export const sortedApps = () => [...state.apps.values()].sort(byName);
export const jobOf = (app) => [...state.jobs.values()].find((job) => job.app === app);

export function tellJob(job) {
  const running = job.state === 'queued' || job.state === 'running';
  if (running) {
    if (!over.has(job.id)) state.jobs.set(job.id, job);
  } else {
    over.add(job.id);
    if (state.jobs.delete(job.id) && job.kind !== 'reconcile') state.results.set(job.app, job);
    refreshAvailable();
  }
  changed();
}

/** A job this page has just started. */
export function begun(job) {
  state.results.delete(job.app);
  over.delete(job.id);
  state.jobs.set(job.id, job);
  changed();
  // Its end may have come before this answer.
  api.job(job.id).then(tellJob).catch(() => {});
}

let refreshing = false;
async function refreshAvailable() {
  if (refreshing) return;
  refreshing = true;
  try { state.available = (await api.available()).apps.sort(byName); } catch { /* the next change tries again */ }
  refreshing = false;
  changed();
}

export function connect() {
  const source = new EventSource('/api/events');
  const on = (event, call) => source.addEventListener(event, (message) => { call(JSON.parse(message.data)); changed(); });
  const reload = () => readAll().catch(() => setTimeout(reload, 2000));
  source.addEventListener('open', () => {
    if (!state.connected) reload(); // events may have been missed
    state.connected = true;
    changed();
  });
  source.addEventListener('error', () => {
    state.connected = false;
    changed();
    // A browser gives up on an answer that is no event stream; it must be asked again.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
  on('app', (app) => state.apps.set(app.name, app));
  on('app_removed', (app) => { state.apps.delete(app.name); refreshAvailable(); });
  on('engine', (engine) => { state.engine = engine; });
  on('job', tellJob);
  on('reset', reload);
  reload();
}
