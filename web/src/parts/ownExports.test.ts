import { beforeEach, expect, it, vi } from 'vitest';
import { rememberExport, waitsHere } from './ownExports';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
});

it('offers a file to who began its export, for as long as it is kept', () => {
  rememberExport(7);
  const until = '2030-01-02T00:00:00Z';
  const before = Date.parse('2030-01-01T12:00:00Z');
  expect(waitsHere(7, until, before)).toBe(true);
  expect(waitsHere(8, until, before)).toBe(false);
  expect(waitsHere(7, until, Date.parse(until))).toBe(false);
  expect(waitsHere(7, undefined, before)).toBe(false);
});
