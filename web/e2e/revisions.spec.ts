// A newer revision of an installed app: shown with its conflicts, decided, and taken.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

test('a newer revision is shown, its conflict decided by the owner, and taken', async ({ page, world }) => {
  await world.fresh();
  const [one, two] = [await world.publish('web', { page: 'one' }), await world.publish('next', { page: 'two' })];
  const compose = (ref: string, port: number) => `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n\n    environment: {A: b}\n\n    ports: ["${port}:8080"]\n`;
  const place = await world.shelf('shop', 'blog', compose(one, 8100), { display_name: 'Blog', version: '1.0' });
  const post = (path: string, body: object = {}) => fetch(world.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Prefer: 'wait=30' }, body: JSON.stringify(body) });
  await post('/api/catalogs', { name: 'shop', location: place });
  await world.install('blog');
  await page.goto(`${world.url}/apps/blog/updates`);
  await expect(page.locator('#update')).toBeVisible();
  await expect(page.locator('[data-revision]')).toHaveCount(0);

  await world.write('blog', compose(one, 8101));
  await world.shelf('shop', 'blog', compose(two, 8102), { display_name: 'Blog', version: '2.0', release_notes: 'Writes **faster**.' });
  await post('/api/catalogs/shop/sync');
  await post('/api/updates/check', { name: 'blog' });
  await page.reload();
  await expect(page.locator('[data-update]')).toContainText('Update to 2.0');
  const revision = page.locator('[data-revision="2.0"]');
  await expect(revision).toContainText('1.0 to 2.0');
  await expect(revision.locator('strong', { hasText: 'faster' })).toBeVisible();
  await expect(revision.locator('[data-file="docker-compose.yaml"]')).toHaveAttribute('data-fate', 'conflict');
  const take = revision.getByRole('button', { name: 'Take it' });
  await expect(take).toBeDisabled();
  await revision.locator('[data-file="docker-compose.yaml"] summary').click();
  await expect(revision.locator('.diff').first()).toContainText('<<<<<<< yours');
  await revision.evaluate((element) => element.scrollIntoView());
  await shot(page, 'revision-conflict');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.emulateMedia({ colorScheme: 'dark' });
  await revision.evaluate((element) => element.scrollIntoView());
  await shot(page, 'revision-conflict-phone-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });

  await revision.locator('[data-file="docker-compose.yaml"]').getByText('The new one', { exact: true }).click();
  await expect(take).toBeEnabled({ timeout: 15_000 });
  await take.click();
  await expect(revision).toHaveCount(0, { timeout: 60_000 });
  await expect.poll(async () => (await world.api('/api/apps/blog')).version, { timeout: 30_000 }).toBe('2.0');
});
