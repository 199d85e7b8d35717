// Apps that move: exported into a file, or installed from one that is brought in pieces.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

type Schemas = components['schemas'];
export type ExportResult = Schemas['ExportResult'];
export type ImportHead = Schemas['ImportHead'];
export type ImportWish = { passphrase?: string; settings?: Record<string, string>; accept?: string[]; free_ports?: boolean };

const upload = (id: string) => ({ path: { id } });
/** A request has at most 1 MiB. */
const piece = 768 * 1024;

export const moveApi = {
  export: (name: string, data: boolean, secrets: boolean, passphrase: string) =>
    started(client.POST('/api/apps/{name}/export', { body: { data, leave_out_secrets: !secrets, ...(passphrase === '' ? {} : { passphrase }) }, params: { ...path(name), header: later } })),
  head: (id: string) => good(client.GET('/api/imports/{id}', { params: upload(id) })),
  plan: (id: string, wish: ImportWish) => good(client.POST('/api/imports/{id}/plan', { body: wish, params: upload(id) })),
  install: (id: string, wish: ImportWish) => started(client.POST('/api/imports/{id}/install', { body: wish, params: { ...upload(id), header: later } })),
  drop: (id: string) => good(client.DELETE('/api/imports/{id}', { params: upload(id) })),
};

export const exportUrl = (id: string) => `/api/exports/${encodeURIComponent(id)}`;

/** Sends a file piece by piece; its id at the server. `told` hears how much has gone, 0…1. */
export async function bring(file: File, told: (done: number) => void): Promise<string> {
  const { id } = await good(client.POST('/api/imports', { body: { size: file.size } }));
  for (let at = 0; at < file.size; at += piece) {
    const bytes = file.slice(at, at + piece);
    await good(client.POST('/api/imports/{id}/bytes', {
      params: { ...upload(id), query: { offset: at } }, body: '', bodySerializer: () => bytes, headers: { 'Content-Type': 'application/octet-stream' },
    }));
    told(Math.min(1, (at + piece) / file.size));
  }
  return id;
}
