// Every page in both themes, on phone and desktop: no violation axe knows of, nothing wider than the screen.

import AxeBuilder from '@axe-core/playwright';
import { expect, form, icon, shot, test, type Page, type World } from './world';

const stopped = 'services:\n  web:\n    image: "none.invalid/none:1"\n';

/** Two pictures of an app, drawn here. */
async function pictures(page: Page): Promise<Record<string, string>> {
  await page.setViewportSize({ width: 800, height: 500 });
  const drawn: Record<string, string> = {};
  for (const [name, sky, hill] of [['garden', '#8ecae6', '#588157'], ['evening', '#f4a261', '#6d597a']] as const) {
    await page.setContent(`<body style="margin:0;height:100vh;background:linear-gradient(${sky},#fff)"><div style="position:absolute;inset:55% 0 0;background:${hill};clip-path:polygon(0 60%,30% 0,55% 50%,80% 10%,100% 55%,100% 100%,0 100%)"></div>
      <div style="position:absolute;left:24px;top:20px;font:600 22px sans-serif;color:#1b2320">${name}</div></body>`);
    drawn[`pictures/${name}.png`] = (await page.screenshot()).toString('base64');
  }
  return drawn;
}

async function furnish(page: Page, world: World) {
  await world.fresh();
  const drawn = await pictures(page);
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
    await world.offer(name, `services:\n  app:\n    image: "${ok}"\n`, { display_name: title, category, tagline: `${title} for the whole family, at home`, open_url: 'http://{host}:8111', files: { 'icon.svg': icon(colour) },
      ...(name === 'camera' ? { pictures: drawn, screenshots: Object.keys(drawn), website: 'https://example.org/cameras', license: 'MIT', tips: 'A camera in the same network is found by itself.',
        description_long: 'See who is at the door, and what the cat does.\n\n- **Live** pictures of every camera\n- Keeps what moved, for as long as you like\n- Nothing leaves your home' } : {}) });
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
  await post('/api/catalogs', { name: 'garden', location: await world.shelf('garden', 'seeds', stopped, { display_name: 'Seeds', category: 'Home', tagline: 'What grows where', files: { 'icon.svg': icon('#4d7c0f') } }) });
  await post('/api/catalogs', { name: 'club', location: 'https://127.0.0.1:9/apps.tar.gz', key: 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3' });
  await post('/api/updates/check');
}

const pages: [string, string, string][] = [
  ['home', '/', '[data-app=blog] [data-state=running]'],
  ['store', '/store', '[data-available=camera]'],
  ['store-app', '/store/camera', '.needs'],
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
  ['settings-catalogs', '/settings/catalogs', '[data-catalog=club] .message'],
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

test('every page is fit to look at, in both themes, on phone and desktop', async ({ browser, page: drawing, world }) => {
  test.setTimeout(400_000);
  await furnish(drawing, world);
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
  // Between the two, and in the language with the longer words: nothing is wider than the screen.
  for (const [size, viewport, locale] of [['tablet', { width: 820, height: 1180 }, 'en'], ['phone', { width: 360, height: 740 }, 'de']] as const) {
    const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce', colorScheme: 'light' });
    const page = await context.newPage();
    for (const [name, path, ready] of pages) {
      await page.goto(world.url + path);
      await page.locator(ready).first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) wrong.push(`${name} on a ${size} (${locale}) is ${wide} px wider than the screen`);
      await shot(page, `${name}-${size}-${locale}`);
    }
    await context.close();
  }
  expect(wrong.join('\n')).toBe('');
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
  await expect(page.getByRole('link', { name: 'Set the owner' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Go to the store' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Store' })).toBeFocused();
});

test('pictures of an app are looked at, by mouse and by key; what is no picture is left out', async ({ page, world }) => {
  await world.fresh();
  const drawn = await pictures(page);
  const asked: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(world.url) && request.url().startsWith('http')) asked.push(request.url()); });
  await world.offer('camera', stopped, { display_name: 'Cameras', screenshots: [...Object.keys(drawn), 'https://example.org/third.png', 'fake.png'], pictures: { ...drawn, 'fake.png': btoa('<script>alert(1)</script>') } });
  await page.goto(`${world.url}/store/camera`);
  const shown = page.locator('.screenshots li img');
  await expect(shown).toHaveCount(2);
  await expect.poll(() => shown.first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(800);
  expect(asked).toEqual([]);
  const kind = (number: number) => fetch(`${world.url}/api/apps/available/camera/screenshot?number=${number}`);
  expect((await kind(1)).headers.get('content-type')).toBe('image/png');
  expect((await kind(3)).status).toBe(400);
  await page.getByRole('button', { name: 'Enlarge picture 2' }).press('Enter');
  const large = page.getByRole('dialog').locator('img');
  await expect(large).toHaveAttribute('alt', 'Cameras, picture 2 of 2');
  await page.keyboard.press('ArrowRight');
  await expect(large).toHaveAttribute('alt', 'Cameras, picture 1 of 2');
  await page.getByRole('button', { name: 'The next picture' }).click();
  await expect(large).toHaveAttribute('alt', 'Cameras, picture 2 of 2');
  await shot(page, 'picture');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Enlarge picture 2' })).toBeFocused();
});

test('a disk that is nearly full is a notice, and leads to what can be removed', async ({ page, world }) => {
  await world.fresh();
  await page.route('**/api/server', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...await answer.json(), disk: { total: 32e9, free: 1.2e9 } } });
  });
  await page.goto(world.url);
  await page.getByRole('link', { name: /Notices/ }).click();
  await expect(page.locator('[data-notice=disk]')).toContainText('1.2 GB free of 32.0 GB');
  await page.locator('[data-notice=disk]').getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Your apps' })).toBeVisible();
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
