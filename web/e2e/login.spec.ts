// Logins as their users go through them: the first owner, the second factor, somebody who may only look, a program.

import { createHmac } from 'node:crypto';
import { expect, fit, test, type Page } from './world';

const password = 'three long words';

/** What an authenticator app shows (RFC 6238); `step` 1: the next one. */
function code(secret: string, step = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => parseInt(each, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const digest = createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function logIn(page: Page, user: string, words = password) {
  await page.getByLabel('User name').fill(user);
  await page.getByLabel(/^Password/).fill(words);
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function setUp(page: Page, world: { url: string; setupCode: () => Promise<string> }) {
  await page.goto(world.url);
  await page.getByRole('link', { name: 'Set the owner' }).click();
  await page.getByLabel('Setup code').fill(await world.setupCode());
  await page.getByLabel('User name').fill('anna');
  await page.getByLabel(/^Password/).fill(password);
  await page.getByLabel('The same again').fill(password);
  await page.getByRole('button', { name: 'Set the owner' }).click();
  await expect(page.getByRole('heading', { name: 'Your apps' })).toBeVisible();
}

test('an owner is set, logs out and in again, and comes back to where they were', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await page.goto(world.url);
  await expect(page.getByText('This server has no owner yet')).toBeVisible();
  await fit(page, 'owner-card');
  await page.getByRole('link', { name: 'Set the owner' }).click();
  await page.getByLabel('Setup code').fill('AAAAA-AAAAA');
  await page.getByLabel('User name').fill('anna');
  await page.getByLabel(/^Password/).fill(password);
  await page.getByLabel('The same again').fill('another');
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set the owner' })).toBeDisabled();
  await page.getByLabel('The same again').fill(password);
  await page.getByRole('button', { name: 'Set the owner' }).click();
  await expect(page.getByText('The setup code is wrong, used or expired', { exact: false })).toBeVisible();
  await fit(page, 'setup');
  await page.getByLabel('Setup code').fill(await world.setupCode());
  await page.getByRole('button', { name: 'Set the owner' }).click();
  await expect(page.getByRole('heading', { name: 'Your apps' })).toBeVisible();
  await expect(page.getByText('This server has no owner yet')).toBeHidden();

  await page.goto(`${world.url}/settings/account`);
  await expect(page.getByText('This browser')).toBeVisible();
  await fit(page, 'account');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Log in to Furtka' })).toBeVisible();
  await page.goto(`${world.url}/store/blog`);
  await expect(page).toHaveURL(/\/login\?next=%2Fstore%2Fblog$/);
  await logIn(page, 'anna', 'not the password');
  await expect(page.getByRole('alert')).toContainText('wrong');
  await fit(page, 'login');
  await logIn(page, 'anna');
  await expect(page).toHaveURL(`${world.url}/store/blog`);
  // The live stream is that of the new session.
  await page.getByRole('link', { name: 'Home' }).click();
  await world.install('blog', { TITLE: 'Ours' });
  await expect(page.locator('[data-app=blog] [data-state=running]')).toBeVisible({ timeout: 30_000 });
});

test('a second factor is turned on with a phone, asked for, and turned off', async ({ page, world }) => {
  await world.fresh();
  await setUp(page, world);
  await page.goto(`${world.url}/settings/account`);
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByRole('region', { name: 'Second factor' }).getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  const secret = (await page.locator('.secret').textContent())!;
  await fit(page, 'second-factor');
  await page.getByLabel('Code of the app').fill(code(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.locator('.codes li')).toHaveCount(10);
  const recovery = (await page.locator('.codes li').first().textContent())!;
  await fit(page, 'recovery-codes');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.locator('[data-factor=on]')).toContainText('10 recovery codes are left');

  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await logIn(page, 'anna');
  await expect(page.getByLabel('Code')).toBeFocused();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText('wrong');
  await page.getByLabel('Code').fill(recovery.toLowerCase());
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: 'Your apps' })).toBeVisible();
  await page.goto(`${world.url}/settings/account`);
  await expect(page.locator('[data-factor=on]')).toContainText('9 recovery codes are left');
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await page.getByRole('region', { name: 'Second factor' }).getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('[data-factor=off]')).toBeVisible();
});

test('somebody who may look sees no buttons, and is logged out when the owner says so', async ({ page, browser, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog');
  await setUp(page, world);
  await page.goto(`${world.url}/settings/access`);
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.getByLabel('User name').fill('vera');
  await page.getByLabel(/^Password/).fill('vera looks only');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.locator('[data-user=vera]')).toContainText('Viewer');

  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('What it is for').fill('dashboard');
  await fit(page, 'access');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const token = (await page.locator('[data-key=token]').textContent())!;
  expect(token).toMatch(/^furtka_[0-9A-Za-z]{49}$/);
  const asked = await fetch(`${world.url}/api/apps`, { headers: { Authorization: `Bearer ${token}` } });
  expect(asked.status).toBe(200);

  const context = await browser.newContext({ locale: 'en' });
  const other = await context.newPage();
  await other.goto(`${world.url}/apps/blog`);
  await logIn(other, 'vera', 'vera looks only');
  await expect(other.locator('[data-service=web]')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await expect(other.getByRole('link', { name: 'Remove' })).toHaveCount(0);
  await other.goto(`${world.url}/apps/blog/updates`);
  await expect(other.locator('#update')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Update now' })).toHaveCount(0);
  await other.goto(`${world.url}/settings`);
  await expect(other.getByRole('link', { name: 'Your login' })).toBeVisible();
  await expect(other.getByRole('link', { name: 'Users and tokens' })).toHaveCount(0);
  await fit(other, 'viewer-settings');

  await page.getByRole('button', { name: 'Remove vera' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.locator('[data-user=vera]')).toHaveCount(0);
  await expect(other.getByRole('heading', { name: 'Log in to Furtka' })).toBeVisible({ timeout: 15_000 });
  await context.close();

  await page.getByRole('button', { name: 'Revoke dashboard' }).click();
  await expect(page.locator('[data-token=dashboard]')).toHaveCount(0);
  await page.goto(`${world.url}/settings/audit`);
  await expect(page.locator('.audit li').first()).toContainText('DELETE /api/tokens/{id}');
  await expect(page.locator('.audit')).toContainText('dashboard');
  await fit(page, 'audit');
});
