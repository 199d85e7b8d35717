// What the server can be asked, typed by the project's own OpenAPI document.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

export { asProblem, Problem } from './call';

type Schemas = components['schemas'];
export type App = Schemas['App'];
export type AppInFull = Schemas['AppInFull'];
export type AppList = Schemas['AppList'];
export type AvailableApp = Schemas['AvailableApp'];
export type AvailableInFull = Schemas['AvailableInFull'];
export type Diagnosis = Schemas['Diagnosis'];
export type Engine = Schemas['Engine'];
export type InstallPlan = Schemas['InstallPlan'];
export type Job = Schemas['Job'];
export type JobSummary = Schemas['JobSummary'];
export type Server = Schemas['Server'];
export type Service = Schemas['Service'];
export type PermissionMark = Schemas['PermissionMark'];
export type ServiceStats = Schemas['ServiceStats'];
export type Setting = Schemas['Setting'];
export type SettingsForm = Schemas['SettingsForm'];

export type RunAction = 'start' | 'stop' | 'restart';

export const api = {
  apps: () => good(client.GET('/api/apps')),
  app: (name: string) => good(client.GET('/api/apps/{name}', { params: path(name) })),
  available: () => good(client.GET('/api/apps/available')),
  availableApp: (name: string) => good(client.GET('/api/apps/available/{name}', { params: path(name) })),
  plan: (name: string, settings: Record<string, string> = {}, ports: Record<string, string> = {}) => good(client.POST('/api/apps/install/plan', { body: { name, settings, ports } })),
  install: (name: string, settings: Record<string, string>, accept: string[], ports: Record<string, string>, freePorts: boolean) =>
    started(client.POST('/api/apps/install', { body: { name, settings, accept, ports, free_ports: freePorts }, params: { header: later } })),
  remove: (name: string, data: 'keep' | 'delete') =>
    started(client.POST('/api/apps/remove', { body: { name, data }, params: { header: later } })),
  update: (name: string) =>
    started(client.POST('/api/apps/{name}/update', { params: { ...path(name), header: later } })),
  run: (name: string, action: RunAction) =>
    started(client.POST(`/api/apps/{name}/${action}`, { params: { ...path(name), header: later } })),
  settings: (name: string) => good(client.GET('/api/apps/{name}/settings', { params: path(name) })),
  acceptPermissions: (name: string, accept: string[]) => good(client.POST('/api/apps/{name}/permissions', { body: { accept }, params: path(name) })),
  saveSettings: (name: string, settings: Record<string, string>, accept: string[] = [], ports: Record<string, string> = {}) =>
    started(client.POST('/api/apps/{name}/settings', { body: { settings, accept, ports }, params: { ...path(name), header: later } })),
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
