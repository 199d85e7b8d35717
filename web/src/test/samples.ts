import type { App, JobSummary, Setting } from '../api/client';

export const job = (more: Partial<JobSummary> = {}): JobSummary => ({
  id: 1, kind: 'update', app: 'blog', state: 'running', stages: [], progress: { bytes_done: 0, bytes_total: 0 }, error: null, result: null,
  created_at: '2030-01-01T00:00:00.000Z', finished_at: null, ...more,
});

export const app = (more: Partial<App> = {}): App => ({
  name: 'blog', display_name: 'Blog', version: '1', tagline: '', category: '', description: '', state: 'running', reason: null, exit_code: null, job: null,
  icon: '/api/apps/blog/icon', open_url: null, open_host: null, ports: [], update: null, services: [], error: null, ...more,
});

export const setting = (more: Partial<Setting> = {}): Setting => ({
  name: 'TITLE', label: 'Title', description: '', type: 'text', required: false, default: '', generate: '', pattern: null, min: null, max: null, options: [], secret: false, ...more,
});
