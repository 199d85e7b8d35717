// What an app may do: told in the store, asked about before it is installed, and shown afterwards.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

test('an app that would control the server needs its own word', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  const compose = (more: string) => `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n    pid: host\n    network_mode: host\n${more}    volumes: ["/var/run:/host:ro", "data:/data"]\nvolumes: {data: {}}\n`;
  await world.offer('watcher', compose(''), { display_name: 'Watcher' });

  await page.goto(`${world.url}/store/watcher`);
  await expect(page.getByText('What it may do')).toBeVisible();
  await expect(page.locator('[data-permission="engine-socket:web:/run"]')).toContainText('through that the whole server');
  await expect(page.locator('[data-permission="host-network:web"]')).toBeVisible();
  await shot(page, 'permissions-store');
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations).toEqual([]);

  await page.getByRole('link', { name: 'Install' }).click();
  const install = page.getByRole('button', { name: 'Install' });
  await page.getByLabel('Let Watcher run on this server').check();
  await expect(install).toBeDisabled();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'permissions-install-phone');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, 'permissions-install-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByLabel('I trust Watcher with the whole server').check();
  await install.click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 60_000 });

  // Its owner changes its file by hand: the page says what is more, and takes his word for it.
  await world.write('watcher', compose('    uts: host\n'));
  await expect.poll(async () => (await world.api('/api/apps/watcher')).permissions.some((each: { accepted: boolean }) => !each.accepted), { timeout: 20_000 }).toBe(true);
  await page.goto(`${world.url}/apps/watcher`);
  const more = page.locator('.message.warning');
  await expect(more).toContainText('It may do more than you agreed to', { timeout: 20_000 });
  await expect(more).toContainText("Shares this server's name.");
  await shot(page, 'permissions-new');
  await more.getByRole('button', { name: 'I agree to this' }).click();
  await expect(more).toHaveCount(0);
});

test('settings that change what an app may do are asked about', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  await world.offer('modes', `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n    ipc: "\${MODE:?}"\n`, {
    display_name: 'Modes', settings: [{ name: 'MODE', label: 'Mode', description: '', type: 'text', required: true, default: 'private' }],
  });
  await page.goto(`${world.url}/store/modes/install`);
  await page.getByLabel('Let Modes run on this server').check();
  await page.locator('#f-MODE').fill('host');
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('.message.trouble')).toContainText('not accepted');
  await expect(page.locator('#f-MODE')).toHaveValue('host');
  await page.getByLabel('I trust Modes with the whole server').check();
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 60_000 });
});
