// The compose files of an app: edited, checked while one types, applied after a look at the difference, undone.

import { expect, fit, test } from './world';

const override = 'services:\n  web:\n    environment:\n      COLOUR: blue\n';

test('an override is checked, applied and undone', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog', { ADMIN_PASSWORD: 'a-long-password' });
  await page.goto(`${world.url}/apps/blog`);
  await page.getByRole('link', { name: 'Files' }).click();
  const text = page.getByRole('textbox', { name: 'Text of compose.override.yaml' });
  await expect(text).toContainText('services: {}');
  await expect(page.getByRole('button', { name: 'Look at the changes' })).toBeDisabled();

  // What Compose does not take is told at its line, and cannot be applied.
  await text.fill('services:\n  web: [\n');
  await expect(page.getByText(/Docker Compose does not take line/)).toBeVisible({ timeout: 20_000 });
  await fit(page, 'files-wrong');
  await page.getByRole('button', { name: 'Look at the changes' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await text.fill(override);
  await expect(page.getByText('Docker Compose takes it.')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Look at the changes' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.diff-new')).toContainText(['services:', 'web:', 'environment:', 'COLOUR: blue']);
  await fit(page, 'files-changes');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('.message.good')).toContainText('Applied', { timeout: 60_000 });
  await expect(text).toContainText('COLOUR: blue');
  expect((await world.api('/api/apps/blog/files')).files[0].text).toBe(override);

  // The author's file stands behind a word.
  await page.locator('label', { hasText: 'Compose file' }).click();
  await expect(page.getByText("This file is its author's")).toBeVisible();
  await page.getByRole('button', { name: 'Edit it anyway' }).click();
  await expect(page.getByRole('textbox', { name: 'Text of docker-compose.yaml' })).toContainText('restart: unless-stopped');

  await page.getByRole('button', { name: 'Undo the last change' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the last change' }).click();
  await expect.poll(async () => (await world.api('/api/apps/blog/files')).versions.length, { timeout: 60_000 }).toBe(0);
  await expect(page.getByRole('button', { name: 'Undo the last change' })).toHaveCount(0, { timeout: 20_000 });

  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('label', { hasText: 'Override' }).click();
  await fit(page, 'files-phone-dark');
});
