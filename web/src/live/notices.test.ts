import { expect, it } from 'vitest';
import { app, job } from '../test/samples';
import { noticesOf } from './notices';

const engine = { reachable: true, version: '28', api_version: '1.51', architecture: 'amd64', image_store: 'overlay2', problem: null };

it('tells what needs its owner, and nothing else', () => {
  const apps = [app({ name: 'good' }), app({ name: 'bad', state: 'failed' }), app({ name: 'off', state: 'stopped' }), app({ name: 'mended', state: 'failed' })];
  const jobs = [
    job({ id: 5, app: 'mended', kind: 'restart', state: 'running' }),
    job({ id: 4, app: 'wiki', kind: 'install', state: 'failed' }),
    job({ id: 3, app: 'good', state: 'done' }),
    job({ id: 2, app: 'good', state: 'failed' }),
    job({ id: 1, app: 'seen', state: 'failed' }),
  ];
  const told = noticesOf(apps, { ...engine, reachable: false }, jobs, ['1@2030-01-01T00:00:00.000Z']);
  expect(told.map((each) => each.id)).toEqual(['engine', 'app bad', 'job 4']);
});

it('tells of a disk that is nearly full, as the server tells others', () => {
  const told = (free: number, total: number) => noticesOf([], undefined, [], [], { free, total }).map((each) => each.id);
  expect(told(2e9, 32e9)).toEqual(['disk']);
  expect(told(2e9, 16e9)).toEqual([]); // an eighth of a small disk
  expect(told(50e9, 1000e9)).toEqual([]); // of a large one a twentieth is a lot
});
