import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the lock file names no registry, and a version of every package', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }> };
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(entries.filter(([, entry]) => !entry.version || entry.resolved).map(([path]) => path)).toEqual([]);
  // What other machines need is there too.
  for (const name of ['rollup', 'esbuild']) {
    for (const optional of Object.keys(lock.packages[`node_modules/${name}`]?.optionalDependencies ?? {})) expect(lock.packages).toHaveProperty([`node_modules/${optional}`]);
  }
});
