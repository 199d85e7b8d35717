// What is known of updates, as plain values.

import type { App } from '../api/client';
import type { Update } from '../api/updates';

type WithUpdate = Pick<App, 'update'>;

/** Whether an update is known and may be taken. */
export const hasUpdate = (app: WithUpdate) => app.update?.state === 'available';

/** Whether there is something that a plan could tell of. */
export const isOffered = (update: Update | null) => update?.state === 'available' || update?.state === 'held_back';

/** The digests that are offered and not taken: what an owner skips. */
export const offeredDigests = (update: Update | null): string[] =>
  [...new Set((update?.services ?? []).filter((each) => (each.state === 'available' || each.state === 'held_back') && each.offered).map((each) => each.offered!))];

export interface Overview {
  available: number;
  heldBack: number;
  unknown: number;
  /** The oldest of the answers; null: nothing was checked yet. */
  checkedAt: string | null;
}

export function overviewOf(apps: WithUpdate[]): Overview {
  const count = (state: Update['state']) => apps.filter((app) => app.update?.state === state).length;
  const times = apps.map((app) => app.update?.checked_at ?? '').filter(Boolean).sort();
  return { available: count('available'), heldBack: count('held_back'), unknown: count('unknown'), checkedAt: times[0] ?? null };
}
