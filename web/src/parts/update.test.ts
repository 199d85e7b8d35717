import { describe, expect, it } from 'vitest';
import type { Update } from '../api/updates';
import { app, update, updateOf } from '../test/samples';
import { hasUpdate, isOffered, offeredDigests, overviewOf } from './update';

describe('what is known of updates', () => {
  it.each<[Update | null, boolean, boolean]>([
    [null, false, false],
    [update({ state: 'up_to_date' }), false, false],
    [update({ state: 'unknown' }), false, false],
    [update({ state: 'held_back' }), false, true],
    [update({ state: 'available' }), true, true],
    [update({ state: 'up_to_date', newer_version: '2.0' }), true, false],
  ])('%#: may be taken, may be planned', (known, taken, planned) => {
    expect([hasUpdate({ update: known }), isOffered(known)]).toEqual([taken, planned]);
  });

  it('is counted, and as old as the oldest answer', () => {
    expect(overviewOf([])).toEqual({ available: 0, revisions: 0, heldBack: 0, unknown: 0, checkedAt: null });
    expect(overviewOf([
      app(),
      app({ update: update({ state: 'available', checked_at: '2030-01-02T00:00:00.000Z' }) }),
      app({ update: update({ state: 'up_to_date', newer_version: '2.0' }) }),
      app({ update: update({ state: 'held_back', checked_at: '2030-01-01T00:00:00.000Z' }) }),
      app({ update: update({ state: 'unknown', checked_at: null }) }),
    ])).toEqual({ available: 1, revisions: 1, heldBack: 1, unknown: 1, checkedAt: '2030-01-01T00:00:00.000Z' });
  });

  it('names what would be skipped: what is offered and not taken, once', () => {
    expect(offeredDigests(update({ services: [
      updateOf({ state: 'available', offered: 'sha256:a' }), updateOf({ state: 'held_back', offered: 'sha256:b' }),
      updateOf({ state: 'available', offered: 'sha256:a' }), updateOf({ state: 'up_to_date', offered: 'sha256:c' }), updateOf({ state: 'available', offered: null }),
    ] }))).toEqual(['sha256:a', 'sha256:b']);
  });
});
