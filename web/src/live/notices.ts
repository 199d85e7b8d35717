// What needs its owner: one notice for each cause, the gravest first.

import { useMemo } from 'react';
import type { App, Engine, JobSummary } from '../api/client';
import { useAppList, useJobs } from './hooks';
import { jobKey, lastJobOf, runningJobOf } from './jobs';
import { useTroubles } from './troubles';

export type Notice =
  | { kind: 'engine'; id: string; engine: Engine }
  | { kind: 'app'; id: string; app: App }
  | { kind: 'job'; id: string; job: JobSummary };

export function noticesOf(apps: App[], engine: Engine | undefined, jobs: JobSummary[], closed: string[]): Notice[] {
  const notices: Notice[] = [];
  if (engine && !engine.reachable) notices.push({ kind: 'engine', id: 'engine', engine });
  for (const app of apps) {
    if (!['failed', 'broken', 'unhealthy'].includes(app.state) || runningJobOf(jobs, app.name)) continue;
    notices.push({ kind: 'app', id: `app ${app.name}`, app });
  }
  for (const name of new Set(jobs.map((job) => job.app))) {
    const job = lastJobOf(jobs, name);
    if (job?.state !== 'failed' || closed.includes(jobKey(job))) continue;
    notices.push({ kind: 'job', id: `job ${job.id}`, job });
  }
  return notices;
}

export function useNotices(): Notice[] {
  const list = useAppList().data;
  const jobs = useJobs();
  const { closed } = useTroubles();
  return useMemo(() => noticesOf(list?.apps ?? [], list?.engine, jobs, closed), [list, jobs, closed]);
}
