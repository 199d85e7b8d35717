import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type AppList, type JobSummary } from '../api/client';
import { app, job } from '../test/samples';
import { keys } from './keys';
import { Live } from './live';

class FakeSource extends EventTarget {
  static last: FakeSource;
  static CLOSED = 2;
  readyState = 1;
  constructor() { super(); FakeSource.last = this; }
  tell(event: string, data: object) { this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) })); }
  close() {}
}

const engine = { reachable: true, version: '28', api_version: '1.51', architecture: 'amd64', image_store: 'overlay2', problem: null };
describe('what the server tells', () => {
  let live: Live;
  beforeEach(() => {
    vi.stubGlobal('EventSource', FakeSource);
    vi.spyOn(api, 'job').mockResolvedValue({ ...job({ state: 'queued' }), log: [] });
    live = new Live();
    live.connect();
  });
  afterEach(() => { vi.unstubAllGlobals(); vi.restoreAllMocks(); });
  const apps = () => live.client.getQueryData<AppList>(keys.apps)?.apps.map((each) => `${each.name} ${each.state}`);
  const jobs = () => live.client.getQueryData<JobSummary[]>(keys.jobs)?.map((each) => each.state);

  it('is taken into the list of apps', () => {
    live.client.setQueryData(keys.apps, { apps: [app()], engine });
    FakeSource.last.tell('app', app({ state: 'stopped' }));
    FakeSource.last.tell('app', app({ name: 'wiki' }));
    expect(apps()).toEqual(['blog stopped', 'wiki running']);
    FakeSource.last.tell('app_removed', { name: 'blog' });
    expect(apps()).toEqual(['wiki running']);
  });

  it('while a list is read is not lost behind the older list', async () => {
    let answer = (_: AppList) => {};
    vi.spyOn(api, 'apps').mockReturnValue(new Promise((resolve) => { answer = resolve; }));
    const read = live.readApps();
    FakeSource.last.tell('app', app({ state: 'failed' }));
    answer({ apps: [app({ state: 'running' })], engine });
    expect((await read).apps.map((each) => each.state)).toEqual(['failed']);
  });

  it('of the end of a job counts more than the answer that started it', () => {
    const ended = vi.fn();
    live.onEnded(ended);
    FakeSource.last.tell('job', job({ state: 'done' }));
    live.begun(job({ state: 'queued' }));
    expect(jobs()).toEqual(['done']);
    FakeSource.last.tell('job', job({ state: 'done' }));
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('is waited for when the connection is lost, and read anew when it is back', () => {
    const all = vi.spyOn(live.client, 'invalidateQueries');
    FakeSource.last.dispatchEvent(new Event('error'));
    expect(live.isConnected()).toBe(false);
    FakeSource.last.dispatchEvent(new Event('open'));
    expect(live.isConnected()).toBe(true);
    expect(all).toHaveBeenCalledWith();
  });
});
