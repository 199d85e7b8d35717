import { describe, expect, it } from 'vitest';
import type { OwnPolicy, Policy } from '../api/updates';
import { ownPolicy, sentPolicy, typedPolicy, wrongPolicy } from './policy';
import { nightly } from './windows';

const global: Policy = { mode: 'auto', windows: ['daily 02:00-05:00'], time_zone: '', cooling_hours: 24 };
const nothing: OwnPolicy = { mode: null, windows: null, time_zone: null, cooling_hours: null, hold: false, skipped: [], gate: null };

describe('a policy', () => {
  it('is sent as it was read', () => {
    expect(sentPolicy(typedPolicy(global))).toEqual(global);
    expect(wrongPolicy(typedPolicy(global))).toEqual({});
  });

  it.each([['', 'cooling'], ['-1', 'cooling'], ['1.5', 'cooling'], ['8761', 'cooling'], ['soon', 'cooling'], ['0', undefined], ['8760', undefined]])('with %j hours', (cooling, key) => {
    expect(wrongPolicy({ ...typedPolicy(global), cooling }).cooling_hours).toBe(key);
  });

  it('needs a day in each window', () => {
    expect(wrongPolicy({ ...typedPolicy(global), windows: [nightly, { ...nightly, days: nightly.days.map(() => false) }] })).toEqual({ windows: 'window' });
  });
});

describe("an app's own policy", () => {
  const none = { mode: null, windows: null, time_zone: null, cooling_hours: null };

  it('is what differs from that of all apps', () => {
    expect(ownPolicy(global, global, nothing, null, true)).toEqual(none);
    expect(ownPolicy({ ...global, cooling_hours: 48 }, global, nothing, null, true)).toEqual({ ...none, cooling_hours: 48 });
    expect(ownPolicy({ ...global, windows: [] }, global, nothing, 'auto', true)).toEqual({ ...none, mode: 'auto', windows: [] });
  });

  it('keeps what it had, also when that is the same, and gives it up when it is told to', () => {
    const before = { ...nothing, windows: ['sat 01:00-02:00'] };
    expect(ownPolicy(global, global, before, null, true)).toEqual({ ...none, windows: global.windows });
    expect(ownPolicy(global, global, before, 'hand', false)).toEqual({ ...none, mode: 'hand' });
  });
});
