// What other programs run here, and taking it over.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

type Schemas = components['schemas'];
export type Offer = Schemas['MoveIn'];
export type OfferPlan = Schemas['MoveInPlan'];
export type OfferNote = Schemas['MoveInNote'];

const offer = (id: string) => ({ path: { id } });

export const moveInApi = {
  list: () => good(client.GET('/api/move-in')),
  plan: (id: string) => good(client.POST('/api/move-in/{id}/plan', { body: {}, params: offer(id) })),
  take: (id: string, name: string, accept: string[]) => started(client.POST('/api/move-in/{id}', { body: { name, accept }, params: { ...offer(id), header: later } })),
  undo: (name: string) => started(client.POST('/api/apps/{name}/move-in/undo', { body: {}, params: { ...path(name), header: later } })),
  confirm: (name: string) => started(client.POST('/api/apps/{name}/move-in/confirm', { body: {}, params: { ...path(name), header: later } })),
};
