// What the specs share: the world of tests/e2e/test_page.py, an app to install, and a page that tells its complaints.

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export { expect, type Page };

type Words = Record<string, unknown>;

async function ask<T>(what: string, words: Words = {}): Promise<T> {
  const answer = await fetch(`${process.env.FURTKA_WORLD}/${what}`, { method: 'POST', body: JSON.stringify(words) });
  const body = await answer.json() as T & { error?: string };
  if (!answer.ok) throw new Error(`${what}: ${body.error}`);
  return body;
}

export class World {
  url = '';
  host = '';
  async fresh(words: Words = {}) { Object.assign(this, await ask<{ url: string; host: string }>('fresh', words)); }
  publish = async (repository: string, image: Words = {}) => (await ask<{ ref: string }>('publish', { repository, ...image })).ref;
  rule = (match: string, mode: string, more: Words = {}) => ask('rule', { match, mode, ...more });
  clearRules = () => ask('clear_rules');
  offer = (name: string, compose: string, manifest: Words = {}) => ask('offer', { name, compose, ...manifest });
  /** An app in a folder of its own, to be added as a catalog. */
  shelf = async (shelf: string, name: string, compose: string, more: Words = {}) => (await ask<{ path: string }>('shelf', { shelf, name, compose, ...more })).path;
  /** A compose project beside Furtka's apps, running; where its file is. */
  project = async (name: string, compose: string, env = '') => (await ask<{ path: string }>('project', { name, compose, env })).path;
  running = async (project: string) => (await ask<{ services: string[] }>('running', { project })).services;
  /** The compose file of an installed app, as its owner would edit it. */
  write = (name: string, compose: string) => ask('write', { name, compose });
  have = (count: number, compose: string) => ask('have', { count, compose });
  install = (name: string, settings: Words = {}) => ask('install', { name, settings });
  receive = async () => (await ask<{ url: string }>('receive')).url;
  told = async () => (await ask<{ events: string[] }>('told')).events;
  processes = async (app: string, service: string) => (await ask<{ commands: string[] }>('processes', { app, service })).commands;
  setupCode = async () => (await ask<{ code: string }>('setup_code')).code;
  killDaemon = () => ask('kill_daemon');
  startDaemon = () => ask('start_daemon');
  killEngine = () => ask('kill_engine');
  startEngine = () => ask('start_engine');
  api = async (path: string) => (await fetch(this.url + path)).json();

  /** A blog with a form, its image published with `page`. */
  async offerBlog(page = 'version 1', image: Words = {}) {
    const ref = await this.publish('web', { page, ...image });
    await this.offer('blog', `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n    ports: ["8100:8080"]\n`, {
      settings: form, ports: [8100], open_url: 'http://{host}:8100', display_name: 'Blog', tagline: 'Write for the world', category: 'Web',
      description: 'A place for what you **think**. [More](https://example.org)\n\n<script>alert(1)</script>', description_long: 'A place for what you **think**.',
      website: 'https://example.org', license: 'MIT', files: { 'icon.svg': icon('#c2410c') },
    });
    return ref;
  }
}

export const icon = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${colour}"/><path d="M18 46V18h12a9 9 0 0 1 4 17 8 8 0 0 1-2 11Z" fill="none" stroke="#fff" stroke-width="5"/></svg>`;

const plain = { description: '', required: false, default: '' };
export const form = [
  { ...plain, name: 'TITLE', label: 'Title of the blog', description: 'Shown at the top of each page.', type: 'text', required: true, default: 'My blog' },
  { ...plain, name: 'ADMIN_PASSWORD', label: 'Admin password', description: 'Made for you when left empty.', type: 'password', required: true, generate: 'hex:16' },
  { ...plain, name: 'PORT', label: 'Port', type: 'port', default: '8100' },
  { ...plain, name: 'FOLDER', label: 'Folder with pictures', type: 'path' },
];

export const test = base.extend<{ world: World; complaints: string[] }>({
  world: async ({}, use) => { await use(new World()); },
  /** What the browser complained of; refused calls and lost connections are part of some tests, blocked content never is. */
  complaints: [async ({ page }, use) => {
    const list: string[] = [];
    page.on('pageerror', (error) => list.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource|net::ERR_|during WebSocket handshake/.test(message.text())) list.push(message.text());
    });
    await use(list);
    expect(list).toEqual([]);
  }, { auto: true }],
});

export async function shot(page: Page, name: string) {
  if (process.env.FURTKA_SHOTS) await page.screenshot({ path: `${process.env.FURTKA_SHOTS}/${name}.png`, animations: 'disabled' });
}

/** Usable by everyone (axe), no wider than the window; with a picture. */
export async function fit(page: Page, name: string) {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((each) => `${name}: ${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join('; ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await shot(page, name);
}
