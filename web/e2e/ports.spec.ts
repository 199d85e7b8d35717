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
