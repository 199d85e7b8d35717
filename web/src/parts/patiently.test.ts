import { expect, test, vi } from 'vitest';
import { patiently } from './patiently';

test('a part that cannot be fetched is asked for until it comes', async () => {
  const load = vi.fn()
    .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
    .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
    .mockResolvedValue('here');

  expect(await patiently(load, 1)).toBe('here');
  expect(load).toHaveBeenCalledTimes(3);
});
