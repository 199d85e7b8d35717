import { expect, it } from 'vitest';
import { patiently } from './patiently';

const failing = (times: number) => {
  let calls = 0;
  return { load: () => (calls++ < times ? Promise.reject(new Error('not there')) : Promise.resolve('here')), calls: () => calls };
};

it('a part is asked for again until the server is back', async () => {
  const part = failing(7);
  expect(await patiently(part.load, 0, () => Promise.resolve(false))).toBe('here');
  expect(part.calls()).toBe(8);
});

it('a part that the server does not have fails', async () => {
  const part = failing(9);
  await expect(patiently(part.load, 0, () => Promise.resolve(true))).rejects.toThrow('not there');
  expect(part.calls()).toBe(3);
});

it('a part that a busy server has in the end is taken', async () => {
  expect(await patiently(failing(2).load, 0, () => Promise.resolve(true))).toBe('here');
});
