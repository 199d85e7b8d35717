// Apps of the owner's own, as the server tells them.

import type { components } from '../../generated/schema';
import { client, good, path } from './call';

type Schemas = components['schemas'];
export type OwnRequest = Schemas['OwnAppRequest'];
export type OwnPreview = Schemas['OwnAppPreview'];
export type OwnApp = Schemas['OwnApp'];

export const ownApi = {
  preview: (body: OwnRequest) => good(client.POST('/api/own-apps/preview', { body })),
  add: (body: OwnRequest) => good(client.POST('/api/own-apps', { body })),
  one: (name: string) => good(client.GET('/api/own-apps/{name}', { params: path(name) })),
  change: (name: string, body: OwnRequest) => good(client.POST('/api/own-apps/{name}', { body, params: path(name) })),
  forget: (name: string) => good(client.DELETE('/api/own-apps/{name}', { params: path(name) })),
};
