// What is known of updates, as plain values.

import type { App } from '../api/client';
import type { Update } from '../api/updates';

type WithUpdate = Pick<App, 'update'>;

/** Whether the app's catalog has a newer revision of its files. */
export const hasRevision = (app: WithUpdate) => !!app.update?.newer_version;

/** Whether an update is known and may be taken: of images, or of the app's files. */
export const hasUpdate = (app: WithUpdate) => app.update?.state === 'available' || hasRevision(app);

/** Whether there is something that a plan could tell of. */
export const isOffered = (update: Update | null) => update?.state === 'available' || update?.state === 'held_back';

/** The digests that are offered and not taken: what an owner skips. */
export const offeredDigests = (update: Update | null): string[] =>
  [...new Set((update?.services ?? []).filter((each) => (each.state === 'available' || each.state === 'held_back') && each.offered).map((each) => each.offered!))];

export interface Overview {
  available: number;
  /** Apps of which only the files are newer: nobody but their owner takes those. */
  revisions: number;
  heldBack: number;
  unknown: number;
  /** The oldest of the answers; null: nothing was checked yet. */
  checkedAt: string | null;
}

export function overviewOf(apps: WithUpdate[]): Overview {
  const count = (state: Update['state']) => apps.filter((app) => app.update?.state === state).length;
  const times = apps.map((app) => app.update?.checked_at ?? '').filter(Boolean).sort();
  const revisions = apps.filter((app) => hasRevision(app) && app.update?.state !== 'available').length;
  return { available: count('available'), revisions, heldBack: count('held_back'), unknown: count('unknown'), checkedAt: times[0] ?? null };
}
