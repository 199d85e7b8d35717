import { expect, it } from 'vitest';
import { changeNames } from './versions';

const ids = { from: 'sha256:1111111111112222', to: 'sha256:3333333333334444' };

it.each([
  [{ from_version: '1.2', to_version: '1.3' }, ['1.2', '1.3']],
  [{ from_version: '1.2', to_version: '1.2' }, ['1.2 · 111111111111', '1.2 · 333333333333']],
  [{ from_version: null, to_version: '1.3' }, ['111111111111', '1.3 · 333333333333']],
  [{ from_version: null, to_version: null }, ['111111111111', '333333333333']],
  [{ from_version: null, to_version: null, from: null, to: null }, ['?', '?']],
])('%j is told as %j', (change, told) => {
  expect(changeNames({ ...ids, ...change })).toEqual(told);
});
