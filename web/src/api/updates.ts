// What the server can be asked about updates: what is known, what one would do, what became of them, and when they happen.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

type Schemas = components['schemas'];
export type Update = Schemas['Update'];
export type UpdateOfService = Schemas['UpdateOfService'];
export type Updates = Schemas['Updates'];
export type UpdatePlan = Schemas['UpdatePlan'];
export type PlanOfService = Schemas['PlanOfService'];
export type Finding = Schemas['Finding'];
export type HistoryEntry = Schemas['History']['history'][number];
export type RecoveryPoint = Schemas['RecoveryPoints']['recovery_points'][number];
export type Revision = Schemas['Revision'];
export type Whose = 'mine' | 'theirs';
export type Policy = Schemas['Policy'];
export type Mode = Policy['mode'];
/** What is asked of an app after an update; null: as its author and the server say. */
export interface Gate { settle_seconds: number | null; timeout_seconds: number | null; ports: boolean | null; http: boolean | null }
/** What an app has of its own; null: as for all apps. */
export interface OwnPolicy { mode: Mode | null; windows: string[] | null; time_zone: string | null; cooling_hours: number | null; hold: boolean; skipped: string[]; gate: Gate | null }
export interface AppPolicy { app: string; own: OwnPolicy; effective: Policy }

export const updatesApi = {
  known: () => good(client.GET('/api/updates')),
  /** Asks the registries; all apps when no name is given. */
  check: (name?: string) => good(client.POST('/api/updates/check', { body: name === undefined ? {} : { name } })),
  all: () => started(client.POST('/api/update-all', { body: { on_failure: 'stop' }, params: { header: later } })),
  plan: (name: string) => good(client.GET('/api/apps/{name}/update/plan', { params: path(name) })),
  history: async (name: string) => (await good(client.GET('/api/apps/{name}/history', { params: path(name) }))).history,
  points: async (name: string) => (await good(client.GET('/api/apps/{name}/recovery-points', { params: path(name) }))).recovery_points,
  rollBack: (name: string, to: number) =>
    started(client.POST('/api/apps/{name}/rollback', { body: { to }, params: { ...path(name), header: later } })),
  revision: (name: string, take: Record<string, Whose>) =>
    (Object.keys(take).length === 0 ? good(client.GET('/api/apps/{name}/revision', { params: path(name) })) : good(client.POST('/api/apps/{name}/revision/plan', { body: { take }, params: path(name) }))),
  revise: (name: string, take: Record<string, Whose>, accept: string[]) =>
    started(client.POST('/api/apps/{name}/revision', { body: { take, accept }, params: { ...path(name), header: later } })),
  policy: () => good(client.GET('/api/policy')),
  savePolicy: (policy: Policy) => good(client.POST('/api/policy', { body: policy })),
  appPolicy: async (name: string) => (await good(client.GET('/api/apps/{name}/policy', { params: path(name) }))) as unknown as AppPolicy,
  saveAppPolicy: async (name: string, own: Partial<OwnPolicy>) =>
    (await good(client.POST('/api/apps/{name}/policy', { body: own, params: path(name) }))) as unknown as AppPolicy,
};
