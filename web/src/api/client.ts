// The HTTP API, typed by the project's own OpenAPI document. Every failure is a Problem with a sentence and a hint.

import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/schema';

type Schemas = components['schemas'];
export type App = Schemas['App'];
export type AppInFull = Schemas['AppInFull'];
export type AppList = Schemas['AppList'];
export type AvailableApp = Schemas['AvailableApp'];
export type Diagnosis = Schemas['Diagnosis'];
export type Engine = Schemas['Engine'];
export type InstallPlan = Schemas['InstallPlan'];
export type Job = Schemas['Job'];
export type JobSummary = Schemas['JobSummary'];
export type Service = Schemas['Service'];
export type ServiceStats = Schemas['ServiceStats'];
export type Setting = Schemas['Setting'];

/** A refusal of the server, or no answer at all (`no_connection`). */
export class Problem extends Error {
  constructor(
    readonly key: string,
    readonly detail: string,
    readonly hint: string,
    /** Further members of the problem document: `setting`, `job`, `port`, … */
    readonly more: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

function problemOf(body: unknown, status: number): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof given[name] === 'string' ? (given[name] as string) : '');
  return new Problem(text('key') || 'unknown', text('detail') || text('title') || `The server answered ${status}`, text('hint'), given);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('no_connection', '', '');
}

const client = createClient<paths>({ baseUrl: '', headers: { Accept: 'application/json' } });

interface Answer<T> { data?: T; error?: unknown; response: Response }

/** The body of a good answer; throws a Problem otherwise. */
async function good<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw asProblem(error);
  }
  if (!answer.response.ok) throw problemOf(answer.error, answer.response.status);
  return answer.data as T;
}

const later = { Prefer: 'respond-async' };
const path = (name: string) => ({ path: { name } });
type Accepted = Schemas['JobAccepted'];
/** An action that starts a job: its call answers with the job at once. */
const started = async (asked: Promise<Answer<unknown>>): Promise<Job> => ((await good(asked)) as Accepted).job;

export type RunAction = 'start' | 'stop' | 'restart';

export const api = {
  apps: () => good(client.GET('/api/apps')),
  app: (name: string) => good(client.GET('/api/apps/{name}', { params: path(name) })),
  available: () => good(client.GET('/api/apps/available')),
  plan: (name: string) => good(client.POST('/api/apps/install/plan', { body: { name } })),
  install: (name: string, settings: Record<string, string>) =>
    started(client.POST('/api/apps/install', { body: { name, settings }, params: { header: later } })),
  remove: (name: string, data: 'keep' | 'delete') =>
    started(client.POST('/api/apps/remove', { body: { name, data }, params: { header: later } })),
  update: (name: string) =>
    started(client.POST('/api/apps/{name}/update', { params: { ...path(name), header: later } })),
  run: (name: string, action: RunAction) =>
    started(client.POST(`/api/apps/{name}/${action}`, { params: { ...path(name), header: later } })),
  settings: (name: string) => good(client.GET('/api/apps/{name}/settings', { params: path(name) })),
  saveSettings: (name: string, settings: Record<string, string>) =>
    started(client.POST('/api/apps/{name}/settings', { body: { settings }, params: { ...path(name), header: later } })),
  jobs: () => good(client.GET('/api/jobs')),
  job: (id: number) => good(client.GET('/api/jobs/{id}', { params: { path: { id } } })),
  cancel: (id: number) => good(client.DELETE('/api/jobs/{id}', { params: { path: { id } } })),
  version: () => good(client.GET('/api/version')),
  server: () => good(client.GET('/api/server')),
  folders: (folder: string) => good(client.GET('/api/folders', { params: { query: folder === '' ? {} : { path: folder } } })),
  diagnosis: (name: string) => good(client.GET('/api/apps/{name}/diagnosis', { params: path(name) })),
};

export const statsUrl = (name: string) => `/api/apps/${encodeURIComponent(name)}/stats`;
export const logsUrl = (name: string, query: Record<string, string>) =>
  `/api/apps/${encodeURIComponent(name)}/logs?${new URLSearchParams(query)}`;
