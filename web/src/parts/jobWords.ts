// What a job is called, what it is doing, and how it ended.

import type { TFunction } from 'i18next';
import type { JobSummary } from '../api/client';

interface Change { service: string; from: string; to: string }

/** What the result of an update or of going back tells; all of it may be absent in one of an earlier version. */
export interface UpdateEnd { services?: Change[]; proof?: string[]; downtime_seconds?: number | null; recovery_point?: number | null }
export const updateEnd = (job: JobSummary) => (job.result ?? {}) as unknown as UpdateEnd;
export const changes = (job: JobSummary) => updateEnd(job).services ?? [];

export interface RoundEnd {
  apps: { name: string; tried: boolean; result: { updated?: boolean } | null; error: { key: string; detail: string; hint: string } | null }[];
  stopped_at: string | null;
}
const noRound: RoundEnd = { apps: [], stopped_at: null };
export const roundEnd = (job: JobSummary): RoundEnd => ({ ...noRound, ...(job.result as unknown as Partial<RoundEnd> | null) });

/** The update of all apps; it is claimed for no app of its own. */
export const isRound = (job: Pick<JobSummary, 'kind'>) => (job.kind as string) === 'update_all';

/** Whose sync a job is, which claims `catalog NAME`; nothing: another job. */
export const catalogOf = (job: Pick<JobSummary, 'kind' | 'app'>) => (job.kind === 'sync_catalog' ? job.app.replace(/^catalog /, '') : undefined);

export const wasTakenBack = (job: Pick<JobSummary, 'error'>) => job.error?.key === 'update_taken_back';

export function jobName(t: TFunction, job: Pick<JobSummary, 'kind' | 'app'>, nameOf = (app: string) => app): string {
  const catalog = catalogOf(job);
  if (catalog !== undefined) return t('jobs.catalog', { name: catalog });
  return isRound(job) ? t('jobs.all_apps') : job.app === '' ? t('jobs.server') : nameOf(job.app);
}

export const kindText = (t: TFunction, job: Pick<JobSummary, 'kind'>) => t(`kind.${job.kind}`, { defaultValue: job.kind });

/** The stages of a round are its apps, and an app may be called as a stage is. */
export function stageText(t: TFunction, job: Pick<JobSummary, 'kind'>, stage: JobSummary['stages'][number] | undefined): string {
  if (!stage) return t('job.waiting');
  return isRound(job) ? t('stage.app', { app: stage.name }) : t(`stage.${stage.name}`, { defaultValue: stage.text });
}

function roundTitle(t: TFunction, job: JobSummary): string {
  const { apps, stopped_at } = roundEnd(job);
  if (stopped_at) return t('round.stopped', { app: stopped_at });
  const failed = apps.filter((each) => each.error).length;
  if (failed > 0) return t('round.failed', { count: failed });
  const updated = apps.filter((each) => each.result?.updated).length;
  return updated > 0 ? t('round.updated', { count: updated }) : t('round.nothing');
}

export function endTitle(t: TFunction, job: JobSummary): string {
  if (job.state === 'cancelled') return t('ended.cancelled', { kind: kindText(t, job) });
  if (job.state === 'failed' && wasTakenBack(job)) return t(job.kind === 'rollback' ? 'ended.rollback_undone' : job.kind === 'edit' ? 'ended.edit_undone' : 'ended.taken_back');
  if (job.state === 'failed') return t(`ended.failed.${job.kind}`, { defaultValue: t('ended.failed.other') });
  if (isRound(job)) return roundTitle(t, job);
  if (job.kind === 'update' && changes(job).length === 0) return t('ended.done.nothing');
  return t(`ended.done.${job.kind}`, { defaultValue: t('ended.done.other') });
}
