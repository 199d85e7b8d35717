// The form of a catalog as plain values: what is asked of which kind, and what is sent.

import type { Catalog, CatalogChange, CatalogRequest } from '../api/catalogs';

export type CatalogKind = Catalog['kind'];
export const catalogKinds: CatalogKind[] = ['folder', 'git', 'archive'];

const fields = {
  folder: ['name', 'location'],
  git: ['name', 'location', 'ref', 'ca_file'],
  archive: ['name', 'location', 'key', 'sha256', 'ca_file'],
} as const;
export type CatalogField = (typeof fields)[CatalogKind][number];
export const catalogFields = (kind: CatalogKind): readonly CatalogField[] => fields[kind];

export type TypedCatalog = { kind: CatalogKind } & Record<CatalogField, string>;
export const emptyCatalog = (): TypedCatalog => ({ kind: 'git', name: '', location: '', ref: '', key: '', sha256: '', ca_file: '' });
export const typedCatalog = (known: Catalog): TypedCatalog => ({
  kind: known.kind, name: known.name, location: known.location, ref: known.ref ?? '', key: known.key ?? '', sha256: known.sha256 ?? '', ca_file: known.ca_file ?? '',
});

/** What is plainly wrong, by field; the server judges the rest. */
export function wrongCatalog(typed: TypedCatalog): Partial<Record<CatalogField, 'required' | 'name' | 'trust'>> {
  const wrong: ReturnType<typeof wrongCatalog> = {};
  for (const field of ['name', 'location'] as const) if (typed[field].trim() === '') wrong[field] = 'required';
  if (!wrong.name && !/^[a-z][a-z0-9_-]{0,39}$/.test(typed.name.trim())) wrong.name = 'name';
  if (typed.kind === 'archive' && typed.key.trim() === '' && typed.sha256.trim() === '') wrong.key = 'trust';
  return wrong;
}

export function catalogRequest(typed: TypedCatalog): CatalogRequest {
  const request: CatalogRequest = { name: typed.name.trim(), location: typed.location.trim(), kind: typed.kind };
  for (const field of catalogFields(typed.kind)) if (typed[field].trim() !== '') request[field] = typed[field].trim();
  return request;
}

/** What is empty is given up. */
export function catalogChange(typed: TypedCatalog): CatalogChange {
  const change: Record<string, string | null> = {};
  for (const field of catalogFields(typed.kind)) if (field !== 'name') change[field] = typed[field].trim() || null;
  return change as CatalogChange;
}

/** Which field a refusal of the server is about; nothing: the whole. */
export function catalogFieldOf(key: string): CatalogField | undefined {
  const by: Record<string, CatalogField> = {
    catalog_name: 'name', catalog_exists: 'name', catalog_location: 'location', catalog_ref: 'ref', catalog_key: 'key', catalog_sha256: 'sha256', catalog_unpinned: 'key', catalog_member: 'ca_file',
  };
  return by[key];
}

/** The names with one moved by a place. */
export function moved(names: string[], name: string, by: -1 | 1): string[] {
  const at = names.indexOf(name);
  const to = at + by;
  if (at < 0 || to < 0 || to >= names.length) return names;
  const next = names.filter((each) => each !== name);
  next.splice(to, 0, name);
  return next;
}
