// The event stream, taken into the cache. A list that was being read while events came gets them on top: it may be older.

import { QueryClient } from '@tanstack/react-query';
import { accessApi } from '../api/access';
import { api, type App, type AppList, type Engine, type JobSummary } from '../api/client';
import type { Updates } from '../api/updates';
import { isOver, mergedJobs, newerJob, withJob } from './jobs';
import { keys } from './keys';
import { loginNeed } from './loginNeed';

type Ended = (job: JobSummary) => void;

export class Live {
  readonly client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, networkMode: 'always', refetchOnWindowFocus: false, retry: 1 }, mutations: { networkMode: 'always' } },
  });
  connected = true;
  private listeners = new Set<() => void>();
  private ended = new Set<Ended>();
  private source: EventSource | undefined;
  private reading = new Set<((list: AppList) => AppList)[]>();

  subscribe = (call: () => void) => { this.listeners.add(call); return () => { this.listeners.delete(call); }; };
  isConnected = () => this.connected;
  /** Told of every job that ends while the page is open. */
  onEnded = (call: Ended) => { this.ended.add(call); return () => { this.ended.delete(call); }; };

  readApps = async (): Promise<AppList> => {
    const since: ((list: AppList) => AppList)[] = [];
    this.reading.add(since);
    try {
      return since.reduce((list, apply) => apply(list), await api.apps());
    } finally {
      this.reading.delete(since);
    }
  };

  readJobs = async (): Promise<JobSummary[]> => {
    const { jobs } = await api.jobs();
    return mergedJobs(this.client.getQueryData<JobSummary[]>(keys.jobs) ?? [], jobs);
  };

  /** A job this page has just started, or one that was read by itself. */
  tellJob = (job: JobSummary) => {
    const known = this.client.getQueryData<JobSummary[]>(keys.jobs) ?? [];
    const before = known.find((each) => each.id === job.id);
    const kept = newerJob(before, job);
    this.client.setQueryData(keys.jobs, withJob(known, job));
    if (!isOver(kept) || (before && isOver(before))) return;
    for (const call of this.ended) call(kept);
    void this.client.invalidateQueries({ queryKey: keys.available });
    void this.client.invalidateQueries({ queryKey: keys.app(kept.app) });
    void this.client.invalidateQueries({ queryKey: keys.settings(kept.app) });
    void this.client.invalidateQueries({ queryKey: keys.updates(kept.app) });
    void this.client.invalidateQueries({ queryKey: keys.job(kept.id) });
  };

  /** Takes the answer of a call that started a job; the job's end may have come before it. */
  begun = (job: JobSummary) => {
    this.tellJob(job);
    if (!isOver(job)) api.job(job.id).then(this.tellJob).catch(() => {});
  };

  /** Takes the answer of a check: where nothing but its age is new, no event tells it. */
  tellUpdates = ({ apps }: Updates) => {
    const found = new Map(apps.map((each) => [each.name, each.update]));
    this.changeApps((list) => ({ ...list, apps: list.apps.map((app) => (found.has(app.name) ? { ...app, update: found.get(app.name) ?? null } : app)) }));
  };

  readAll = () => { void this.client.invalidateQueries(); };

  connect = () => {
    const source = new EventSource('/api/events');
    this.source = source;
    const on = <T>(event: string, call: (data: T) => void) =>
      source.addEventListener(event, (message) => call(JSON.parse((message as MessageEvent<string>).data) as T));
    source.addEventListener('open', () => {
      if (!this.connected) this.readAll(); // events may have been missed
      this.tellConnected(true);
    });
    source.addEventListener('error', () => {
      this.tellConnected(false);
      // A browser gives up on an answer that is no event stream; it must be asked again.
      if (source.readyState !== EventSource.CLOSED) return;
      void this.client.fetchQuery({ queryKey: ['login'], queryFn: accessApi.me, staleTime: 0, retry: false }).catch(() => {}); // it may want a login
      setTimeout(() => { if (this.source === source && loginNeed.now() === 'none') this.connect(); }, 2000);
    });
    on<App>('app', (app) => {
      this.changeApps((list) => {
        const at = list.apps.findIndex((each) => each.name === app.name);
        return { ...list, apps: at < 0 ? [...list.apps, app] : list.apps.with(at, app) };
      });
      void this.client.invalidateQueries({ queryKey: keys.app(app.name) });
    });
    on<{ name: string }>('app_removed', ({ name }) => {
      this.changeApps((list) => ({ ...list, apps: list.apps.filter((each) => each.name !== name) }));
      void this.client.invalidateQueries({ queryKey: keys.available });
      void this.client.invalidateQueries({ queryKey: keys.everyApp }); // one that it needed is needed no more
    });
    on<Engine>('engine', (engine) => this.changeApps((list) => ({ ...list, engine })));
    on<JobSummary>('job', this.tellJob);
    on('reset', this.readAll);
  };

  /** After a login: nothing of the stream before counts. */
  connectAgain = () => {
    this.source?.close();
    this.connect();
  };

  close = () => this.source?.close();

  private changeApps(change: (list: AppList) => AppList) {
    for (const since of this.reading) since.push(change);
    this.client.setQueryData<AppList>(keys.apps, (list) => list && change(list));
  }

  private tellConnected(connected: boolean) {
    if (this.connected === connected) return;
    this.connected = connected;
    for (const call of this.listeners) call();
  }
}

export const live = new Live();
