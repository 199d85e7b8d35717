// What is lost comes back by itself, and what runs is shown the same in every tab.

import { expect, shot, test } from './world';

test('the engine is killed and started again while the page is open', async ({ page, world }) => {
  await world.fresh({ own_engine: true });
  await world.offerBlog();
  await world.install('blog');
  await page.goto(world.url);
  const state = page.locator('[data-app=blog] .state');
  await expect(state).toHaveText('Running');
  await world.killEngine();
  await expect(page.locator('.banner')).toContainText('Docker does not answer');
  await expect(state).toHaveText('Unknown');
  await shot(page, 'engine-away');
  await world.startEngine();
  await expect(state).toHaveText('Running', { timeout: 40_000 });
  await expect(page.locator('.banner')).toHaveCount(0);
});

test('the daemon is killed and started again while the page is open', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog');
  await page.goto(`${world.url}/apps/blog`);
  await expect(page.locator('.hero .state')).toHaveText('Running');
  await world.killDaemon();
  await expect(page.locator('.banner')).toContainText('Connection to the server lost');
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect(page.locator('.message.trouble')).toContainText('The server does not answer');
  // A part that was not loaded yet is waited for, and comes with the server.
  await page.getByRole('link', { name: 'Logs' }).click();
  await expect(page.locator('.hero')).toBeVisible();
  await world.startDaemon();
  await expect(page.getByRole('log')).toBeVisible();
  await expect(page.locator('.banner')).toHaveCount(0);
  await expect(page.locator('.message.trouble')).toBeVisible();
  await expect(page.locator('.hero .state')).toHaveText('Running');
});

test('a slow job survives a reload, two tabs stay in step, and it can be cancelled', async ({ page, context, world }) => {
  await world.fresh();
  const ref = await world.publish('big', { slow: true, layers: [3_000_000] });
  await world.rule('blobs/sha256', 'slow', { bytes_per_second: 200_000 });
  await world.offer('big', `services:\n  web:\n    image: "${ref}"\n`, { display_name: 'Big' });
  await page.goto(`${world.url}/store/big/install`);
  await page.getByLabel('Let Big run on this server').check();
  await page.getByRole('button', { name: 'Install' }).click();
  const bar = page.locator('main .progress');
  await expect(bar).toContainText('Downloading');
  await expect(bar).toContainText(/[KM]B of \d/);
  const seen: number[] = [];
  const look = async () => seen.push(Number((await bar.getByRole('progressbar').getAttribute('aria-valuenow').catch(() => null)) ?? seen.at(-1) ?? 0));
  for (let at = 0; at < 5; at += 1) { await look(); await page.waitForTimeout(300); }
  await shot(page, 'installing');
  await page.reload();
  await expect(bar).toContainText('Downloading');
  const other = await context.newPage();
  await other.goto(world.url);
  await expect(other.locator('main .progress')).toContainText('Downloading');
  for (let at = 0; at < 3; at += 1) { await look(); await page.waitForTimeout(300); }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBeGreaterThan(seen[0]!);
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.message.trouble')).toContainText('cancelled', { timeout: 40_000 });
  await expect(page.getByRole('button', { name: 'Install' })).toBeVisible();
  await expect(other.locator('main .progress')).toHaveCount(0);

  // Past jobs, with their stages, in the drawer.
  await page.getByRole('button', { name: 'Activity' }).click();
  const row = page.locator('[data-job-row]').first();
  await expect(row).toContainText('Big');
  await row.getByRole('button').first().click();
  await expect(row.locator('.stages')).toContainText('Downloading');
});
