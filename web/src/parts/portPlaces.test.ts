import { expect, it } from 'vitest';
import { placeWords, toldOnce, type Taken } from './portPlaces';

const taken = (port: number, place: string | null, pid = 12, app = 'blog'): Taken => ({
  app, port, protocol: 'tcp', setting: null, place, free: null, take: null, waits: false, text: '',
  holder: { app: null, container: null, process: 'nginx', pid },
});

it('a place is a port of a service', () => {
  expect(placeWords('web:80')).toEqual({ service: 'web', port: '80' });
  expect(placeWords('web:8080:80')).toEqual({ service: 'web', port: '80' });
  expect(placeWords('ftp:9000-9010')).toEqual({ service: 'ftp', port: '9000-9010' });
});

it('ports of a range are told once for each holder', () => {
  const range = 'ftp:9000-9010';
  const list = [taken(9000, range), taken(9001, range), taken(9002, range, 13), taken(9000, range, 12, 'wiki'), taken(53, null), taken(53, null)];
  expect(toldOnce(list)).toEqual([list[0], list[2], list[3], list[4], list[5]]);
});
