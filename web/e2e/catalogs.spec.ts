// Catalogs: added, ordered, synced and removed, and what the store says of them.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

const compose = 'services:\n  web:\n    image: "none.invalid/none:1"\n';

test('apps come from catalogs in the order of their owner', async ({ page, world }) => {
  await world.fresh();
  await world.offer('blog', compose, { display_name: 'Blog', version: '1.0' });
  const first = await world.shelf('first', 'blog', compose, { display_name: 'Blog', version: '2.0' });
  const second = await world.shelf('second', 'blog', compose, { display_name: 'Blog', version: '3.0' });

  await page.goto(`${world.url}/settings/catalogs`);
  await expect(page.locator('[data-catalog=bundled]')).toBeVisible();
  await page.getByRole('button', { name: 'Add a catalog' }).click();
  await page.locator('label', { hasText: 'Archive' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('My Club');
  await page.getByRole('textbox', { name: 'Place' }).fill('https://example.org/apps.zip');
  await page.getByRole('button', { name: 'Add and fetch' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await expect(page.getByText('An archive needs a key or a SHA-256')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  for (const [name, place] of [['first', first], ['second', second]] as const) {
    if (name === 'second') await page.getByRole('button', { name: 'Add a catalog' }).click();
    await page.locator('label', { hasText: 'Folder' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('textbox', { name: 'Place' }).fill(place);
    await page.getByRole('button', { name: 'Add and fetch' }).click();
    await expect(page.locator(`[data-catalog=${name}]`)).toContainText('1 app', { timeout: 20_000 });
  }
  await shot(page, 'catalogs');

  await page.goto(`${world.url}/store`);
  await expect(page.locator('[data-available=blog]')).toContainText('From first');
  await page.goto(`${world.url}/settings/catalogs`);
  await page.getByRole('button', { name: 'Look in second earlier' }).click();
  await expect(page.locator('[data-catalog]').first()).toHaveAttribute('data-catalog', 'second');
  await page.goto(`${world.url}/store/blog`);
  await expect(page.getByText('Version 3.0')).toBeVisible();

  // A sync that fails says why, and what was there stays.
  await world.shelf('second', '', '', { gone: true });
  await page.goto(`${world.url}/settings/catalogs`);
  const card = page.locator('[data-catalog=second]');
  await card.getByRole('button', { name: 'Sync' }).click();
  await expect(card.locator('.message.trouble')).toContainText('what was there stays', { timeout: 20_000 });
  await expect(card).toContainText('1 app');
  await card.getByRole('button', { name: 'Change' }).click();
  await card.getByRole('textbox', { name: 'Place' }).fill(first);
  await card.getByRole('button', { name: 'Save and fetch' }).click();
  await expect(card.locator('.message.trouble')).toHaveCount(0, { timeout: 20_000 });

  await card.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(card).toHaveCount(0);
  expect((await world.api('/api/catalogs')).catalogs.map((each: { name: string }) => each.name)).toEqual(['first']);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
