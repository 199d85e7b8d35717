// What is known of jobs, as plain values: how news are taken in, and what is shown of a job.

import type { JobSummary } from '../api/client';

export const isOver = (job: Pick<JobSummary, 'state'>) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

/** `next` unless it is older than `known`: a job that is over never runs again, and stages and bytes only grow. */
export function newerJob(known: JobSummary | undefined, next: JobSummary): JobSummary {
  if (!known || known.created_at !== next.created_at) return next; // another job of this number: the history was lost
  if (isOver(next)) return next;
  if (isOver(known)) return known;
  if (known.state === 'running' && next.state === 'queued') return known;
  if (next.stages.length !== known.stages.length) return next.stages.length > known.stages.length ? next : known;
  return next.progress.bytes_done < known.progress.bytes_done ? known : next;
}

/** The list with `next` taken in, newest first. */
export function withJob(jobs: JobSummary[], next: JobSummary): JobSummary[] {
  const at = jobs.findIndex((job) => job.id === next.id);
  if (at < 0) return [next, ...jobs].sort((a, b) => b.id - a.id).slice(0, 200);
  const kept = newerJob(jobs[at], next);
  return kept === jobs[at] ? jobs : jobs.with(at, kept);
}

/** A list as it was read, with what is known better. Jobs begun while it was read stay. */
export function mergedJobs(known: JobSummary[], read: JobSummary[]): JobSummary[] {
  let jobs = read.map((job) => newerJob(known.find((k) => k.id === job.id), job));
  const newest = read[0]?.id ?? 0;
  for (const job of known) if (job.id > newest && !isOver(job)) jobs = withJob(jobs, job);
  return jobs;
}

export const runningJobOf = (jobs: JobSummary[], app: string) => jobs.find((job) => job.app === app && !isOver(job));
export const lastJobOf = (jobs: JobSummary[], app: string) => jobs.find((job) => job.app === app && job.kind !== 'reconcile');
export const jobKey = (job: JobSummary) => `${job.id}@${job.created_at}`;

/** Bytes done of all, 0…1; null: not known. `shown` is what was shown before: a bar never goes back within a stage. */
export function ratioOf(job: JobSummary, shown = 0): number | null {
  const { bytes_done: done, bytes_total: total } = job.progress;
  if (isOver(job)) return job.state === 'done' ? 1 : null;
  if (total <= 0) return null;
  return Math.max(shown, Math.min(1, done / total));
}

export interface Sample { at: number; bytes: number }

/** Seconds left at the pace of the last samples (at ms); null: too early to say. */
export function secondsLeft(samples: Sample[], total: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 2000 || last.bytes <= first.bytes || total <= last.bytes) return null;
  return ((total - last.bytes) * (last.at - first.at)) / (last.bytes - first.bytes) / 1000;
}
