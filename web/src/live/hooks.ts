// What components read.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { api, type App, type AvailableApp, type JobSummary } from '../api/client';
import { isRound } from '../parts/jobWords';
import { isOver, lastJobOf, ratioOf, runningJobOf, secondsLeft, type Sample } from './jobs';
import { keys } from './keys';
import { live } from './live';

const again = { retry: true, retryDelay: 2000 } as const;
const byName = <T extends { display_name: string }>(list: T[]) => [...list].sort((a, b) => a.display_name.localeCompare(b.display_name));

export const useConnected = () => useSyncExternalStore(live.subscribe, live.isConnected);
export const useAppList = () => useQuery({ queryKey: keys.apps, queryFn: live.readApps, ...again });
const sorted = (list: { apps: App[] }) => byName(list.apps);
export const useApps = () => useQuery({ queryKey: keys.apps, queryFn: live.readApps, select: sorted, ...again });
export const useApp = (name: string) => useAppList().data?.apps.find((app) => app.name === name);
const sortedAvailable = (list: { apps: AvailableApp[] }) => byName(list.apps);
export const useAvailable = () => useQuery({ queryKey: keys.available, queryFn: api.available, select: sortedAvailable, ...again });
export const useAppInFull = (name: string) => useQuery({ queryKey: keys.app(name), queryFn: () => api.app(name) });
/** What an app is called by its author, installed or in the store; its own name where that is not known (yet). */
export function useNameOf(): (app: string) => string {
  const apps = useAppList().data?.apps ?? [];
  const available = useQuery({ queryKey: keys.available, queryFn: api.available, enabled: false }).data?.apps ?? []; // where it was read already
  return (name) => [...apps, ...available].find((each) => each.name === name)?.display_name ?? name;
}
/** Read anew each `interval` milliseconds while it is looked at. */
export const useServer = (interval: number) => useQuery({ queryKey: keys.server, queryFn: api.server, refetchInterval: interval }).data;
const noJobs: JobSummary[] = [];
export const useJobs = (): JobSummary[] => useQuery({ queryKey: keys.jobs, queryFn: live.readJobs, ...again }).data ?? noJobs;
export const useRunningJob = (app: string) => runningJobOf(useJobs(), app);
export const useRunningRound = () => useJobs().find((job) => isRound(job) && !isOver(job));
export const useLastRound = () => useJobs().find(isRound);
export const useLastJob = (app: string) => lastJobOf(useJobs(), app);

// By job and stage: what its bar has reached, also for a bar that is drawn anew.
const reached = new Map<string, number>();

export function useRatio(job: JobSummary): number | null {
  const key = `${job.id}/${job.stages.length}`;
  const ratio = ratioOf(job, reached.get(key));
  if (ratio !== null) {
    if (reached.size > 500) reached.clear();
    reached.set(key, ratio);
  }
  return ratio;
}

/** Seconds until the download ends, from the pace of the last ten seconds. */
export function useSecondsLeft(job: JobSummary): number | null {
  const samples = useRef<Sample[]>([]);
  const { bytes_done: bytes, bytes_total: total } = job.progress;
  useEffect(() => {
    const at = performance.now();
    samples.current = [...samples.current.filter((each) => at - each.at < 10_000), { at, bytes }];
  }, [bytes]);
  return secondsLeft(samples.current, total);
}
