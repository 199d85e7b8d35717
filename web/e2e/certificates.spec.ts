// HTTPS as its users see it: what is served, and how a device comes to trust it. That a browser which trusts it shows no
// warning is in tests/e2e/test_tls.py.

import { readFileSync } from 'node:fs';
import { expect, fit, test } from './world';

test.use({ ignoreHTTPSErrors: true });

test('the page lives over HTTPS and says how to trust it', async ({ page, world }) => {
  await world.fresh({ tls: true });
  await world.offerBlog();
  await page.goto(world.url.replace('https:', 'http:'));
  await expect(page).toHaveURL(`${world.url}/`);
  await expect(page.getByText('No app is installed yet.')).toBeVisible();
  await world.install('blog');
  await expect(page.locator('[data-app=blog] [data-state=running]')).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Certificates' }).click();
  await expect(page.getByText('Made by Furtka, and renewed by itself')).toBeVisible();
  await expect(page.getByText('comes by HTTPS')).toBeVisible();
  await expect(page.locator('[data-key=authority]')).toHaveText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the certificate' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('furtka-ca.crt');
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]*-----END CERTIFICATE-----\n$/);
  await expect(page.locator('[data-device=linux] ol')).toBeVisible();
  await expect(page.locator('[data-device=ios] ol')).toBeHidden();
  await page.getByText('iPhone and iPad').click();
  await expect(page.locator('[data-device=ios] ol')).toContainText('Certificate Trust Settings');
  await fit(page, 'certificates');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 800 });
  await fit(page, 'certificates-phone-dark');
});

test('where no HTTPS is served, it says so', async ({ page, world }) => {
  await world.fresh();
  await page.goto(`${world.url}/settings/certificates`);
  await expect(page.getByText('No HTTPS is served')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Download the certificate' })).toHaveCount(0);
  await fit(page, 'certificates-none');
});
