// An app exported in the browser, removed with all it had, and installed again from the file.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

const words = 'seven wet cats on a roof';

test('an app leaves in one file and comes back', async ({ page, world }, info) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog', { TITLE: 'Written by hand' });

  await page.goto(`${world.url}/apps/blog`);
  await page.locator('[data-key=open-export]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Passphrase').fill(words);
  await dialog.getByLabel('The same again').fill('something else');
  await expect(dialog.getByText('These are not the same')).toBeVisible();
  await expect(dialog.locator('[data-key=export]')).toBeDisabled();
  await dialog.getByLabel('The same again').fill(words);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shot(page, 'export');
  await dialog.locator('[data-key=export]').click();
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), page.locator('[data-key=download]').click({ timeout: 30_000 })]);
  expect(download.suggestedFilename()).toMatch(/^blog-.*\.furtka$/);
  const file = info.outputPath('blog.furtka');
  await download.saveAs(file);

  const removed = await fetch(`${world.url}/api/apps/remove`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"name":"blog","data":"delete"}' });
  expect(removed.status).toBe(200);
  await page.goto(`${world.url}/store`);
  await page.locator('[data-key=from-file]').click();
  await page.locator('input[type=file]').setInputFiles({ name: 'x.furtka', mimeType: 'application/octet-stream', buffer: Buffer.from('no export at all') });
  await expect(page.locator('.message.trouble')).toContainText('no export');
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText('with its data')).toBeVisible();
  await page.getByLabel('Passphrase').fill('not these words');
  await page.locator('[data-key=unlock]').click();
  await expect(page.locator('.message.trouble')).toContainText('passphrase');
  await page.getByLabel('Passphrase').fill(words);
  await page.locator('[data-key=unlock]').click();
  await expect(page.getByRole('textbox', { name: 'Title of the blog' })).toHaveValue('Written by hand');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shot(page, 'install-file');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 40_000 });
  expect((await world.api('/api/apps/blog')).state).toBe('running');
});
