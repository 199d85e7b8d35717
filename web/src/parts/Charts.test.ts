import { expect, it } from 'vitest';
import { lineOf, sumOf } from './Charts';

it('an app takes what its services take together', () => {
  const service = { service: 'web', container: 'c', memory_limit: 0 };
  expect(sumOf([{ ...service, cpu_percent: 1.5, memory_bytes: 10 }, { ...service, cpu_percent: null, memory_bytes: 5 }])).toEqual({ cpu: 1.5, memory: 15 });
});

it('a line ends at the right with the newest value, and keeps inside', () => {
  expect(lineOf([0, 10, 20], 10)).toBe('236.0,54.0 238.0,2.0 240.0,2.0');
});
