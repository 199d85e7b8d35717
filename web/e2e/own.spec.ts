// Apps of one's own: pasted, looked at, kept, installed; changed and forgotten.

import { expect, fit, shot, test } from './world';

const compose = (image: string) => `services:\n  notes:\n    image: "${image}"\n    ports: ["8123:8080"]\n    environment:\n      ADMIN_PASSWORD: verysecretword\n    volumes: ["./data:/data"]\n`;

test('a pasted compose file becomes an app that runs', async ({ page, world }) => {
  await world.fresh();
  const image = await world.publish('notes', { page: 'my notes' });
  await page.goto(`${world.url}/store`);
  await page.getByRole('link', { name: 'Add your own app' }).click();
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByRole('textbox', { name: 'Compose file' })).toBeFocused();
  await fit(page, 'own-give');

  await page.getByRole('textbox', { name: 'Compose file' }).fill('services:\n  web:\n    build: .\n');
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByRole('heading', { name: 'This cannot become an app' })).toBeVisible();
  await expect(page.locator('.message.trouble')).toContainText('build');
  await page.getByRole('button', { name: 'Back to the text' }).click();

  await page.getByRole('textbox', { name: 'Compose file' }).fill(compose(image));
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByRole('heading', { name: 'This is what it would be' })).toBeVisible();
  await expect(page.getByText('Can be reached in your network on port 8123')).toBeVisible();
  await page.getByRole('textbox', { name: 'Title' }).fill('Paper');
  await page.getByText('The files, and what is different from the text').click();
  await expect(page.locator('pre').filter({ hasText: 'verysecretword' })).toHaveCount(1); // the author's file, and no other
  await fit(page, 'own-understood');
  await page.getByRole('button', { name: 'Keep it and go on' }).click();

  await expect(page.getByRole('heading', { name: 'Install Paper' })).toBeVisible();
  await page.getByRole('checkbox', { name: /Paper/ }).check();
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.locator('.message.good')).toBeVisible({ timeout: 60_000 });
  await page.goto(`${world.url}/store`);
  await expect(page.locator('[data-available=notes]')).toContainText('Your own');

  // Installed, it can be changed and not be forgotten.
  await page.goto(`${world.url}/store/notes`);
  await expect(page.getByRole('button', { name: 'Forget it' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Change the text' }).click();
  await expect(page.getByRole('textbox', { name: 'Compose file' })).toHaveValue(compose(image));
  await page.getByRole('button', { name: 'Look at it' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Ink');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.hero-name')).toHaveText('Ink');
});

test('a docker run line, in German, on a phone in the dark', async ({ page, world }) => {
  await world.fresh();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.addInitScript(() => localStorage.setItem('furtka.language', 'de'));
  await page.goto(`${world.url}/store/add`);
  await page.locator('label', { hasText: 'docker-run-Zeile' }).click();
  await page.getByRole('textbox', { name: 'Befehlszeile' }).fill('docker run -d -p 3001:3001 \\\n  -v /var/run/docker.sock:/var/run/docker.sock -v data:/app/data louislam/uptime-kuma:1');
  await page.getByRole('button', { name: 'Ansehen' }).click();
  await expect(page.getByRole('heading', { name: 'Das würde daraus' })).toBeVisible();
  await expect(page.locator('.findings .red, .findings li.red')).not.toHaveCount(0);
  await fit(page, 'own-phone-dark');
  await page.getByRole('button', { name: 'Behalten und weiter' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Uptime kuma');
  await page.goto(`${world.url}/store/uptime-kuma`);
  await page.getByRole('button', { name: 'Vergessen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Vergessen' }).click();
  await expect(page.getByRole('heading', { name: 'Store' })).toBeVisible();
  await expect(page.locator('[data-available=uptime-kuma]')).toHaveCount(0);
  await shot(page, 'own-gone');
});
