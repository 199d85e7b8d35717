import { describe, expect, it } from 'vitest';
import { job } from '../test/samples';
import { mergedJobs, newerJob, ratioOf, secondsLeft, withJob } from './jobs';

const stage = (name: string) => ({ name, text: name, state: 'running' as const });

describe('news of a job', () => {
  it('never make a job that is over run again', () => {
    const over = job({ state: 'failed' });
    expect(newerJob(over, job({ state: 'running' }))).toBe(over);
    expect(newerJob(over, job({ state: 'queued' }))).toBe(over);
  });

  it('are taken when they are later', () => {
    const running = job({ stages: [stage('pull')], progress: { bytes_done: 5, bytes_total: 9 } });
    for (const next of [job({ state: 'done' }), job({ stages: [stage('pull'), stage('start')] }), job({ ...running, progress: { bytes_done: 6, bytes_total: 9 } })]) {
      expect(newerJob(running, next)).toBe(next);
    }
  });

  it('are left when they are older', () => {
    const running = job({ stages: [stage('pull'), stage('start')], progress: { bytes_done: 5, bytes_total: 9 } });
    for (const next of [job({ state: 'queued' }), job({ stages: [stage('pull')] }), job({ ...running, progress: { bytes_done: 4, bytes_total: 9 } })]) {
      expect(newerJob(running, next)).toBe(running);
    }
  });

  it('of another job with the same number are taken', () => {
    const next = job({ created_at: '2031-01-01T00:00:00.000Z' });
    expect(newerJob(job({ state: 'done' }), next)).toBe(next);
  });
});

describe('a list of jobs', () => {
  it('keeps the newest first', () => {
    expect(withJob([job({ id: 3 }), job({ id: 1 })], job({ id: 2 })).map((each) => each.id)).toEqual([3, 2, 1]);
  });

  it('is the same list when nothing is new', () => {
    const jobs = [job({ state: 'done' })];
    expect(withJob(jobs, job())).toBe(jobs);
  });

  it('read while an event came keeps what the event told', () => {
    const known = [job({ id: 2 }), job({ id: 1, state: 'done' })];
    expect(mergedJobs(known, [job({ id: 1 })]).map((each) => [each.id, each.state])).toEqual([[2, 'running'], [1, 'done']]);
  });
});

describe('a bar', () => {
  it('does not go back when more is found to fetch', () => {
    expect(ratioOf(job({ progress: { bytes_done: 5, bytes_total: 10 } }))).toBe(0.5);
    expect(ratioOf(job({ progress: { bytes_done: 6, bytes_total: 20 } }), 0.5)).toBe(0.5);
  });

  it('says nothing before the total is known', () => {
    expect(ratioOf(job())).toBeNull();
  });
});

describe('the time left', () => {
  it('follows the pace', () => {
    expect(secondsLeft([{ at: 0, bytes: 0 }, { at: 4000, bytes: 400 }], 1000)).toBe(6);
  });

  it('is not told too early, nor when nothing moves', () => {
    expect(secondsLeft([{ at: 0, bytes: 0 }, { at: 500, bytes: 400 }], 1000)).toBeNull();
    expect(secondsLeft([{ at: 0, bytes: 5 }, { at: 9000, bytes: 5 }], 1000)).toBeNull();
    expect(secondsLeft([], 1000)).toBeNull();
  });
});
