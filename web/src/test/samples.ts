import type { App, JobSummary, Setting } from '../api/client';
import type { Update, UpdateOfService } from '../api/updates';

export const job = (more: Partial<JobSummary> = {}): JobSummary => ({
  id: 1, kind: 'update', app: 'blog', state: 'running', stages: [], progress: { bytes_done: 0, bytes_total: 0 }, error: null, result: null,
  created_at: '2030-01-01T00:00:00.000Z', finished_at: null, ...more,
});

export const app = (more: Partial<App> = {}): App => ({
  name: 'blog', display_name: 'Blog', version: '1', tagline: '', category: '', description: '', state: 'running', reason: null, exit_code: null, job: null,
  icon: '/api/apps/blog/icon', open_url: null, open_host: null, ports: [], update: null, services: [], error: null, moved_in: null, ...more,
});

export const setting = (more: Partial<Setting> = {}): Setting => ({
  name: 'TITLE', label: 'Title', description: '', type: 'text', required: false, default: '', generate: '', pattern: null, min: null, max: null, options: [], secret: false, ...more,
});

export const update = (more: Partial<Update> = {}): Update => ({
  state: 'available', key: null, reason: null, checked_at: '2030-01-01T00:00:00.000Z', newer_version: null, services: [], ...more,
});

export const updateOf = (more: Partial<UpdateOfService> = {}): UpdateOfService => ({
  service: 'web', image: 'blog:1', state: 'available', key: null, reason: null, offered: 'sha256:2e', first_seen: null, checked_at: null, newer_tag: null, ...more,
});
