// The compose files of an installed app, as the server tells them.

import type { components } from '../../generated/schema';
import { client, good, later, path, started } from './call';

type Schemas = components['schemas'];
export type EditedFiles = Schemas['EditedFiles'];
export type EditChecked = Schemas['EditChecked'];
export type FileKind = EditedFiles['files'][number]['file'];

const headers = (hash: string) => ({ header: { ...later, 'If-Match': hash } });

export const filesApi = {
  read: (name: string) => good(client.GET('/api/apps/{name}/files', { params: path(name) })),
  check: (name: string, file: FileKind, text: string) => good(client.POST('/api/apps/{name}/files/check', { body: { file, text }, params: path(name) })),
  write: (name: string, file: FileKind, text: string, hash: string, accept: string[]) =>
    started(client.PUT(`/api/apps/{name}/files/${file}`, { body: { text, accept }, params: { ...path(name), ...headers(hash) } })),
  undo: (name: string, accept: string[]) => started(client.POST('/api/apps/{name}/files/undo', { body: { accept }, params: { ...path(name), header: later } })),
};
