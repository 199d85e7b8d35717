// What the server can be asked about the world outside: who is told what, and the registries that images come from.

import type { components } from '../../generated/schema';
import { client, good } from './call';

type Schemas = components['schemas'];
export type NotifyTarget = Schemas['NotifyTarget'];
export type NotifyKind = NotifyTarget['kind'];
export type NotifyRequest = Partial<Schemas['NotifyTargetRequest']> & { kind: NotifyKind };
export type Registry = Schemas['RegistryInfo'];

export const outsideApi = {
  targets: () => good(client.GET('/api/notifications/targets')),
  addTarget: (target: NotifyRequest) => good(client.POST('/api/notifications/targets', { body: target as Schemas['NotifyTargetRequest'] })),
  removeTarget: (id: string) => good(client.DELETE('/api/notifications/targets/{id}', { params: { path: { id } } })),
  testTarget: (id: string) => good(client.POST('/api/notifications/targets/{id}/test', { body: {}, params: { path: { id } } })),
  registries: async () => (await good(client.GET('/api/registries'))).registries,
  logIn: async (registry: string, username: string, password: string) =>
    (await good(client.POST('/api/registries', { body: { registry, username, password } }))).registries,
  logOut: async (host: string) => (await good(client.DELETE('/api/registries/{host}', { params: { path: { host } } }))).registries,
};
