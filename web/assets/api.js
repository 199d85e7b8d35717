// The HTTP API. Every failure is a Problem with a sentence and a hint.

export class Problem extends Error {
  constructor(body) {
    super(body.detail ?? body.title ?? 'Something went wrong');
    this.key = body.key ?? 'unknown';
    this.hint = body.hint ?? '';
    this.body = body;
  }
}

const away = () => new Problem({
  key: 'no_connection', detail: 'The server does not answer', hint: 'Is it switched on, and are you in the same network? This page tries again by itself.',
});

async function call(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw away();
  }
  const text = await response.text();
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { /* not JSON: only the status counts */ }
  if (!response.ok) throw new Problem({ detail: `The server answered ${response.status}`, ...answer });
  return answer;
}

const later = { Prefer: 'respond-async' };
const name = encodeURIComponent;

export const api = {
  apps: () => call('GET', '/api/apps'),
  available: () => call('GET', '/api/apps/available'),
  app: (app) => call('GET', `/api/apps/${name(app)}`),
  plan: (app) => call('POST', '/api/apps/install/plan', { name: app }),
  install: (app, settings) => call('POST', '/api/apps/install', { name: app, settings }, later),
  update: (app) => call('POST', `/api/apps/${name(app)}/update`, undefined, later),
  run: (app, action) => call('POST', `/api/apps/${name(app)}/${action}`, undefined, later),
  remove: (app, data) => call('POST', '/api/apps/remove', { name: app, data }, later),
  settings: (app) => call('GET', `/api/apps/${name(app)}/settings`),
  saveSettings: (app, settings) => call('POST', `/api/apps/${name(app)}/settings`, { settings }, later),
  job: (id) => call('GET', `/api/jobs/${id}`),
  cancel: (id) => call('DELETE', `/api/jobs/${id}`),
  logs: async (app, tail) => (await fetch(`/api/apps/${name(app)}/logs?tail=${tail}`)).text(),
  logStream: (app) => new EventSource(`/api/apps/${name(app)}/logs?follow=1&tail=200`),
};
