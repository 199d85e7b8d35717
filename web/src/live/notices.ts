// What needs its owner: one notice for each cause, the gravest first.

import { useMemo } from 'react';
import type { App, Engine, JobSummary, Server } from '../api/client';
import { useAppList, useJobs, useServer } from './hooks';
import { jobKey, lastJobOf, runningJobOf } from './jobs';
import { useTroubles } from './troubles';

type Disk = Server['disk'];
export type Notice =
  | { kind: 'engine'; id: string; engine: Engine }
  | { kind: 'disk'; id: string; disk: Disk }
  | { kind: 'app'; id: string; app: App }
  | { kind: 'job'; id: string; job: JobSummary };

/** Under a tenth and under 10 GB, as those are told who are told when the page is closed (`domain/notification`). */
export const isNearlyFull = ({ free, total }: Disk) => free < 10e9 && free < total / 10;

export function noticesOf(apps: App[], engine: Engine | undefined, jobs: JobSummary[], closed: string[], disk?: Disk): Notice[] {
  const notices: Notice[] = [];
  if (engine && !engine.reachable) notices.push({ kind: 'engine', id: 'engine', engine });
  if (disk && isNearlyFull(disk)) notices.push({ kind: 'disk', id: 'disk', disk });
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
  const disk = useServer(60_000)?.disk;
  return useMemo(() => noticesOf(list?.apps ?? [], list?.engine, jobs, closed, disk), [list, jobs, closed, disk]);
}
