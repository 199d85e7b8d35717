// Every page in both themes, on phone and desktop: no violation axe knows of, nothing wider than the screen; and how quick it is.

import AxeBuilder from '@axe-core/playwright';
import { expect, form, icon, shot, test, type Page, type World } from './world';

const stopped = 'services:\n  web:\n    image: "none.invalid/none:1"\n';

async function furnish(world: World) {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog');
  const broken = await world.publish('crash', { cmd: ['sh', '-c', 'sleep 5; echo cannot open /data/app.db: permission denied >&2; exit 3'] });
  await world.offer('photos', `services:\n  app:\n    image: "${broken}"\n`, { display_name: 'Photos', category: 'Media', tagline: 'All your pictures', files: { 'icon.svg': icon('#7c3aed') } });
  await fetch(`${world.url}/api/apps/install`, { method: 'POST', headers: { 'Content-Type': 'application/json', Prefer: 'wait=60' }, body: '{"name":"photos"}' });
  const names: [string, string, string, string][] = [
    ['mail', 'Mail', 'Communication', '#0369a1'], ['music', 'Music', 'Media', '#be185d'], ['notes', 'Notes', 'Office', '#a16207'], ['wiki', 'Wiki', 'Office', '#15803d'], ['camera', 'Cameras', 'Home', '#334155'],
  ];
  const ok = await world.publish('quiet', { page: 'quiet' });
  for (const [name, title, category, colour] of names) {
    await world.offer(name, `services:\n  app:\n    image: "${ok}"\n`, { display_name: title, category, tagline: `${title} for the whole family, at home`, open_url: 'http://{host}:8111', files: { 'icon.svg': icon(colour) } });
    if (name !== 'camera') await world.install(name);
  }
  await world.offer('diary', `services:\n  app:\n    image: "${ok}"\n    ports: ["8123:8080"]\n`, { settings: form, display_name: 'Diary', category: 'Office', tagline: 'One page a day', requires: [{ app: 'camera' }], files: { 'icon.svg': icon('#0f766e') } });
  const post = (path: string, body: object = {}) => fetch(world.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  await post('/api/apps/notes/stop');
  await world.publish('quiet', { page: 'newer' });
  await post('/api/apps/mail/update');
  await world.publish('quiet', { cmd: ['sh', '-c', 'echo cannot read the index of /data: version 12 is too old >&2; exit 3'] });
  await post('/api/apps/mail/update');
  await world.publish('web', { page: 'version 2', user: '1000', labels: { 'org.opencontainers.image.version': '2.0' } });
  await post('/api/apps/wiki/policy', { hold: true });
  await post('/api/policy', { mode: 'auto', windows: ['daily 02:00-05:00', 'sat,sun 22:00-06:00'], cooling_hours: 0 });
  await post('/api/apps/blog/policy', { mode: 'tell' });
  await post('/api/notifications/targets', { kind: 'ntfy', name: 'My phone', url: 'https://ntfy.invalid/furtka', events: ['app_down', 'update_taken_back'] });
  await post('/api/updates/check');
}

const pages: [string, string, string][] = [
  ['home', '/', '[data-app=blog] [data-state=running]'],
  ['store', '/store', '[data-available=camera]'],
  ['store-app', '/store/camera', '.facts'],
  ['install', '/store/diary/install', '.form'],
  ['app', '/apps/blog', '[data-service=web]'],
  ['app-logs', '/apps/blog/logs', '.log'],
  ['app-settings', '/apps/blog/settings', '.form'],
  ['app-updates', '/apps/blog/updates', '.plan-change'],
  ['app-updates-after', '/apps/mail/updates', '[data-point]'],
  ['app-remove', '/apps/blog/remove', '.danger'],
  ['notices', '/notices', '.causes li'],
  ['settings', '/settings', '.facts'],
  ['settings-updates', '/settings/updates', '.window'],
  ['settings-notifications', '/settings/notifications', '[data-target]'],
  ['settings-registries', '/settings/registries', '[data-registry]'],
  ['missing', '/nothing/here', 'h1'],
];

async function look(page: Page, world: World, name: string, path: string, ready: string) {
  await page.goto(world.url + path);
  await page.locator(ready).first().waitFor();
  await page.waitForTimeout(300); // parts that come a moment later
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((each) => `${name}: ${each.id}: ${each.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('; ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} is not wider than the screen`).toBeLessThanOrEqual(0);
}

test('every page is fit to look at, in both themes, on phone and desktop', async ({ browser, world }) => {
  test.setTimeout(400_000);
  await furnish(world);
  const wrong: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of [['desktop', { width: 1280, height: 860 }], ['phone', { width: 360, height: 740 }]] as const) {
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce', locale: 'en' });
      const page = await context.newPage();
      for (const [name, path, ready] of pages) {
        try {
          await look(page, world, name, path, ready);
        } catch (problem) {
          wrong.push(`${colorScheme} ${size} ${String(problem).slice(0, 1500)}`);
        }
        await shot(page, `${name}-${size}-${colorScheme}`);
      }
      await page.goto(world.url);
      await page.getByRole('button', { name: /Activity|running/ }).click();
      await page.locator('[data-job-row]').first().waitFor();
      await page.waitForTimeout(300);
      const found = await new AxeBuilder({ page }).analyze();
      if (found.violations.length > 0) wrong.push(`${colorScheme} ${size} activity: ${found.violations.map((each) => `${each.id} ${each.nodes[0]?.target.join(' ')}`).join('; ')}`);
      await shot(page, `activity-${size}-${colorScheme}`);
      await context.close();
    }
  }
  expect(wrong.join('\n')).toBe('');
});

test('the first view is small, and nothing comes from elsewhere', async ({ page, world }) => {
  await world.fresh();
  const seen: { url: string; size: Promise<number> }[] = [];
  page.on('requestfinished', (request) => {
    seen.push({ url: request.url(), size: request.sizes().then((sizes) => sizes.responseBodySize + sizes.responseHeadersSize) });
  });
  await page.goto(world.url);
  await expect(page.getByText('No app is installed yet.')).toBeVisible();
  await page.waitForTimeout(500);
  expect(seen.filter((each) => !each.url.startsWith(world.url))).toEqual([]);
  const total = (await Promise.all(seen.map((each) => each.size))).reduce((sum, size) => sum + size, 0);
  console.log(`first view: ${total} bytes in ${seen.length} requests`);
  expect(total).toBeLessThan(250_000);
});

test('two hundred apps are shown quickly, and answer quickly', async ({ page, world }) => {
  await world.fresh();
  await world.have(200, stopped);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(() => {
    const figures = { shift: 0, longest: 0 };
    Object.assign(window, { figures });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) figures.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) figures.longest = Math.max(figures.longest, entry.duration);
    }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
  await page.goto(world.url);
  await expect(page.locator('.app-card')).toHaveCount(200, { timeout: 60_000 });
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1);
  await page.mouse.move(640, 600);
  for (let at = 0; at < 10; at += 1) { await page.mouse.wheel(0, 600); await page.waitForTimeout(50); }
  await page.getByLabel('Search your apps').pressSequentially('199', { delay: 60 });
  await expect(page.locator('.app-card')).toHaveCount(1);
  await page.waitForTimeout(300);
  const figures = await page.evaluate(() => (window as unknown as { figures: { shift: number; longest: number } }).figures);
  console.log(`200 apps, CPU 4 times slower: first paint ${Math.round(paint)} ms, layout shift ${figures.shift.toFixed(3)}, longest interaction ${Math.round(figures.longest)} ms`);
  expect(figures.shift).toBeLessThan(0.1);
  // The figures of time depend on what else the machine does; FURTKA_STRICT_TIMES=1 holds them.
  if (process.env.FURTKA_STRICT_TIMES === '1') {
    expect(paint).toBeLessThan(1000);
    expect(figures.longest).toBeLessThan(200);
  }
});

test('the page is usable with the keyboard alone', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await page.goto(world.url);
  await page.getByText('No app is installed yet.').waitFor();
  await page.keyboard.press('Tab');
  await expect(page.getByText('Skip to the content')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Go to the store' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Store' })).toBeFocused();
});

test('the page speaks German to who prefers it', async ({ browser, world }) => {
  await world.fresh();
  const page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
  await page.goto(world.url);
  await expect(page.getByText('Noch ist keine App installiert.')).toBeVisible();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('link', { name: 'Einstellungen' }).click();
  await page.getByRole('textbox', { name: 'Sprache' }).click();
  await page.getByRole('option', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});
