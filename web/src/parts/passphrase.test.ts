import { expect, it } from 'vitest';
import { wrongPassphrase } from './Passphrase';

it('wants eight bytes, twice the same', () => {
  expect(wrongPassphrase({ first: 'short', second: 'short' })).toBe('short');
  expect(wrongPassphrase({ first: 'äöüß', second: 'äöüß' })).toBeNull();
  expect(wrongPassphrase({ first: 'long enough', second: 'long enougj' })).toBe('differs');
  expect(wrongPassphrase({ first: 'long enough', second: 'long enough' })).toBeNull();
});
