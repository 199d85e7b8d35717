// A port that another app has: the form says which, and offers one that is free.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

test('a taken port is told at its field, and another is one press away', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  const compose = `services:\n  blog:\n    image: "${ref}"\n    restart: unless-stopped\n    ports: ["\${WEB_PORT:?}:8080"]\n`;
  const settings = [{ name: 'WEB_PORT', label: 'Port of the page', description: '', type: 'port', required: true, default: '8400' }];
  await world.offer('wiki', compose.replace('blog:', 'wiki:'), { display_name: 'Wiki', settings });
  await world.install('wiki');
  await world.offer('broker', compose.replace('blog:', 'broker:'), { display_name: 'Broker', settings });
  await world.offer('blog', compose, { display_name: 'Blog', settings, requires: [{ app: 'broker' }] });

  await page.goto(`${world.url}/store/blog/install`);
  const own = page.locator('form .message.warning');
  await expect(own).toContainText('Port 8400 is used by Wiki.');
  const along = page.locator('.message.warning', { hasText: 'Broker: ' });
  await expect(along).toContainText('is free');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'ports-phone');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, 'ports-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  const offered = await own.getByRole('button').textContent();
  const free = offered!.replace(/\D/g, '');
  await own.getByRole('button', { name: `Take ${free}` }).click();
  await expect(page.locator('#f-WEB_PORT')).toHaveValue(free);
  await expect(own).toHaveCount(0);
  await along.getByRole('button').click();
  await expect(along).toContainText('It gets');
  await page.getByLabel('Let Blog run on this server').check();
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 60_000 });
  const { values } = await world.api('/api/apps/blog/settings');
  expect(values.WEB_PORT).toBe(free);
});

test('a port that stands in the compose file is moved with one press, and moved back in the settings', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  const compose = (name: string) => `services:\n  ${name}:\n    image: "${ref}"\n    restart: unless-stopped\n    ports: ["8400:8080", "8500-8502:9000-9002"]\n`;
  await world.offer('wiki', compose('wiki'), { display_name: 'Wiki' });
  await world.install('wiki');
  await world.offer('blog', compose('blog'), { display_name: 'Blog', open_url: 'http://{host}:8400' });

  await page.goto(`${world.url}/store/blog/install`);
  const page_port = page.locator('.message.warning', { hasText: 'Port 8400 is used by Wiki. 8401 is free.' });
  const range = page.locator('.message.warning', { hasText: 'Port 8500 is used by Wiki. 8503-8505 are free.' });
  await expect(page_port).toBeVisible();
  await expect(page.locator('.message.warning')).toHaveCount(2);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'ports-literal-phone');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page_port.getByRole('button', { name: 'Take 8401' }).click();
  await range.getByRole('button', { name: 'Take 8503-8505' }).click();
  await expect(page.locator('.message.warning', { hasText: 'It gets 8503-8505 instead.' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, 'ports-literal-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await shot(page, 'ports-literal');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByLabel('Let Blog run on this server').check();
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 60_000 });
  expect((await world.api('/api/apps/blog')).open_url).toBe('http://{host}:8401');

  await page.goto(`${world.url}/apps/blog/settings`);
  const field = page.getByRole('textbox', { name: 'Port 8080 of blog' });
  await expect(field).toHaveValue('8401');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'ports-moved-phone');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, 'ports-moved-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'Move port 8080 of blog back' }).click();
  await expect(page.locator('.message', { hasText: 'port 8400' })).toBeVisible();
  await field.fill('8410');
  await page.getByRole('form', { name: 'Ports' }).getByRole('button', { name: 'Save and apply' }).click();
  await expect.poll(async () => (await world.api('/api/apps/blog')).open_url, { timeout: 30_000 }).toBe('http://{host}:8410');
});
