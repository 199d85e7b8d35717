// Where apps come from, as the server tells it.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

type Schemas = components['schemas'];
export type Catalog = Schemas['Catalog'];
export type CatalogRequest = Schemas['AddCatalog'];
export type CatalogChange = Schemas['ChangeCatalog'];

export const catalogsApi = {
  list: () => good(client.GET('/api/catalogs')),
  add: (catalog: CatalogRequest) => started(client.POST('/api/catalogs', { body: catalog, params: { header: later } })),
  change: (name: string, body: CatalogChange) => started(client.POST('/api/catalogs/{name}', { body, params: { ...path(name), header: later } })),
  sync: (name: string) => started(client.POST('/api/catalogs/{name}/sync', { body: {}, params: { ...path(name), header: later } })),
  remove: (name: string) => good(client.DELETE('/api/catalogs/{name}', { params: path(name) })),
  order: (names: string[]) => good(client.POST('/api/catalogs/order', { body: { names } })),
};
