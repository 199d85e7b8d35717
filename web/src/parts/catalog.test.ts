import { expect, it } from 'vitest';
import { catalogChange, catalogRequest, emptyCatalog, moved, typedCatalog, wrongCatalog } from './catalog';

const typed = (more: Partial<ReturnType<typeof emptyCatalog>>) => ({ ...emptyCatalog(), name: 'club', location: 'https://example.org/a', ...more });

it('asks an archive for what makes it trusted', () => {
  expect(wrongCatalog(typed({ kind: 'archive' }))).toEqual({ key: 'trust' });
  expect(wrongCatalog(typed({ kind: 'archive', sha256: 'a' }))).toEqual({});
  expect(wrongCatalog(typed({ kind: 'git' }))).toEqual({});
  expect(wrongCatalog(typed({ name: ' ', location: '' }))).toEqual({ name: 'required', location: 'required' });
  for (const name of ['Club', '2nd', 'a b', 'a/b', 'a'.repeat(41)]) expect(wrongCatalog(typed({ name }))).toEqual({ name: 'name' });
});

it('sends only what its kind knows', () => {
  expect(catalogRequest(typed({ kind: 'git', ref: ' main ', key: 'RWQ' }))).toEqual({ name: 'club', location: 'https://example.org/a', kind: 'git', ref: 'main' });
  expect(catalogRequest(typed({ kind: 'folder', location: '/srv/a', ca_file: '/x' }))).toEqual({ name: 'club', location: '/srv/a', kind: 'folder' });
});

it('gives up what was emptied', () => {
  const known = typedCatalog({
    name: 'club', kind: 'archive', location: 'https://example.org/a.zip', ref: null, key: 'RWQ', sha256: null, ca_file: null, apps: 0, revision: null, serial: null,
    signed_at: null, synced_at: null, tried_at: null, next_at: null, error: null,
  });
  expect(catalogChange({ ...known, sha256: 'ab', key: '' })).toEqual({ location: 'https://example.org/a.zip', key: null, sha256: 'ab', ca_file: null });
});

it('moves a name by one place', () => {
  expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a'], 'x', 1)).toEqual(['a']);
});
