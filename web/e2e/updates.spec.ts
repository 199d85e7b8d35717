// Updates as their owner goes through them: seen, planned, taken with progress, taken back, gone back from; and who is told.

import { expect, shot, test, type Page, type World } from './world';

const crash = { cmd: ['sh', '-c', 'echo cannot read the settings >&2; exit 7'] };
const check = (page: Page) => page.getByRole('button', { name: 'Check now' }).click();
const panel = (page: Page) => page.locator('[data-update-state]');

async function offerSlow(world: World, image: Record<string, unknown>) {
  const ref = await world.publish('slow', { slow: true, ...image });
  await world.offer('slow', `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n    ports: ["8100:8080"]\n`, { display_name: 'Slow', ports: [8100] });
}

test('an update is planned, taken with progress, proven, taken back when it is bad, and gone back from', async ({ page, world }) => {
  await world.fresh();
  await offerSlow(world, { page: '1' });
  await world.install('slow');
  await page.goto(`${world.url}/apps/slow/updates`);
  await check(page);
  await expect(panel(page)).toHaveAttribute('data-update-state', 'up_to_date');

  await offerSlow(world, { page: '2', layers: [1_500_000] });
  await check(page);
  await expect(panel(page)).toHaveAttribute('data-update-state', 'available');
  await expect(page.locator('[data-plan=web] .plan-change')).toContainText('MB');
  await expect(page.locator('.plan .facts')).toContainText('no earlier update');
  await shot(page, 'update-plan');
  await world.rule('blobs/sha256', 'slow', { bytes_per_second: 400_000 });
  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(page.locator('main .progress')).toContainText('Downloading');
  await expect(page.locator('main .progress')).toContainText(/[KM]B of \d/);
  await shot(page, 'update-progress');
  await expect(page.locator('.message.good')).toContainText('Updated', { timeout: 60_000 });
  await expect(page.locator('.message.good .proof li').first()).toContainText('web:');
  await expect(page.locator('.message.good')).toContainText('could not be reached for');
  await expect(page.locator('[data-history=done]')).toHaveCount(1);
  await expect(page.locator('[data-point]')).toHaveCount(1);
  await world.clearRules();

  // A bad one is taken back; why stays in sight, here and in the history.
  await offerSlow(world, crash);
  await check(page);
  await expect(page.locator('.plan .facts')).toContainText('as the last time');
  await page.getByRole('button', { name: 'Update now' }).click();
  const trouble = page.locator('.message.trouble');
  await expect(trouble).toContainText('The update was taken back', { timeout: 90_000 });
  await expect(trouble).toContainText('What ran before runs again.');
  await expect(trouble.locator('.tail')).toContainText('cannot read the settings');
  await shot(page, 'update-taken-back');
  await page.reload();
  await expect(trouble.locator('.tail')).toContainText('cannot read the settings');
  await trouble.getByRole('button', { name: 'Close this message' }).click();
  const row = page.locator('[data-history=taken_back]');
  await row.getByRole('button').click();
  await expect(row.locator('.tail')).toContainText('cannot read the settings');

  await page.locator('[data-point]').first().getByRole('button', { name: 'Go back' }).click();
  await expect(page.getByRole('dialog')).toContainText("data is left alone");
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
  await expect(page.locator('.message.good')).toContainText('Back at the version before', { timeout: 60_000 });
  await expect(page.locator('[data-history]').first()).toContainText('Gone back');
  await shot(page, 'gone-back');
});

test('all apps are updated from the first page, and the round ends at one that is not well', async ({ page, world }) => {
  await world.fresh();
  for (const name of ['alpha', 'beta', 'gamma']) {
    const ref = await world.publish(name, { page: '1' });
    await world.offer(name, `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n`, { display_name: name });
    await world.install(name);
  }
  await page.goto(world.url);
  await check(page);
  await expect(page.locator('.updates-bar')).toContainText('All apps are up to date');
  await world.publish('alpha', { page: '2' });
  await world.publish('beta', crash);
  await check(page);
  await expect(page.locator('.updates-bar')).toContainText('2 updates are there');
  await expect(page.locator('[data-app=alpha] [data-update=available]')).toBeVisible();
  await shot(page, 'home-updates');
  await page.getByRole('button', { name: 'Update all' }).click();
  await expect(page.locator('.updates-bar .progress')).toContainText('Updating all apps');
  const end = page.locator('.updates-bar .message');
  await expect(end).toContainText('Stopped at beta', { timeout: 90_000 });
  await expect(end).toContainText('Not tried:');
  await page.reload();
  await expect(end).toContainText('Stopped at beta');
  await page.getByRole('button', { name: 'Activity' }).click();
  await expect(page.locator('[data-job-row]').filter({ hasText: 'All apps' })).toBeVisible();
});

test('an owner says when apps update, holds one back and skips a version', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog');
  await page.goto(`${world.url}/settings/updates`);
  await page.getByLabel('Update by itself').check();
  await page.getByRole('button', { name: 'Only at certain times' }).click();
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) await page.getByRole('button', { name: day }).click();
  await page.getByLabel('Until').fill('06:30');
  await page.getByLabel('Hours to wait').fill('soon');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('A whole number of hours')).toBeVisible();
  await page.getByLabel('Hours to wait').fill('48');
  await page.getByRole('textbox', { name: 'Time zone' }).fill('Nowhere/Land');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('form')).toContainText('Nowhere/Land');
  await page.getByRole('textbox', { name: 'Time zone' }).fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  expect(await world.api('/api/policy')).toEqual({ mode: 'auto', windows: ['sat,sun 02:00-06:30'], time_zone: 'Europe/Berlin', cooling_hours: 48 });

  await world.publish('web', { page: 'version 2' });
  await page.goto(`${world.url}/apps/blog/updates`);
  await check(page);
  await page.getByRole('button', { name: 'Skip this version' }).click();
  await expect(panel(page)).toContainText('You skipped this version.');
  await page.getByRole('button', { name: 'Want this version again' }).click();
  await expect(panel(page)).not.toContainText('You skipped this version.');
  await page.getByLabel('Hold this app back').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(panel(page)).toContainText('You hold this app back.');
  expect((await world.api('/api/apps/blog/policy')).own).toMatchObject({ hold: true, mode: null, windows: null, skipped: [], gate: null });

  // What is asked of the app after an update.
  await page.getByText('Proof of an update').click();
  const gate = page.locator('[data-gate=blog]');
  await gate.getByLabel('Seconds it must stay well').fill('5000');
  await gate.getByRole('button', { name: 'Save' }).click();
  await expect(gate).toContainText('From 0 to 3600');
  await gate.getByLabel('Seconds it must stay well').fill('45');
  await gate.getByRole('textbox', { name: 'Its web pages' }).click();
  await page.getByRole('option', { name: 'Not asked' }).click();
  await shot(page, 'gate');
  await gate.getByRole('button', { name: 'Save' }).click();
  await expect(gate).toContainText('Saved');
  expect((await world.api('/api/apps/blog/policy')).own).toMatchObject({ hold: true, gate: { settle_seconds: 45, timeout_seconds: null, ports: null, http: false } });
});

test('who is told is added, tried and removed; a login that is refused is not kept', async ({ page, world }) => {
  await world.fresh();
  const url = await world.receive();
  await page.goto(`${world.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Tell someone' }).click();
  await page.getByText('E-mail', { exact: true }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('This is not a mail address')).toHaveCount(2);
  await page.getByText('Webhook', { exact: true }).click();
  await page.getByLabel('Address').fill(url);
  await page.getByLabel('An app was updated').uncheck();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const target = page.locator('[data-target]');
  await expect(target).toContainText('An app is down');
  await target.getByRole('button', { name: 'Send a test' }).click();
  await expect(target).toContainText('It should arrive any moment');
  expect(await world.told()).toEqual(['test']);
  await target.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Nobody is told yet.')).toBeVisible();

  await page.getByRole('link', { name: 'Registries' }).click();
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByText('Please fill this in')).toHaveCount(3);
  await page.getByRole('textbox', { name: 'Registry' }).fill('127.0.0.1:9');
  await page.getByRole('textbox', { name: 'User name' }).fill('me');
  await page.getByRole('textbox', { name: 'Password' }).fill('word');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.locator('.message.trouble')).toBeVisible();
  expect((await world.api('/api/registries')).registries.filter((each: { username: string | null }) => each.username)).toEqual([]);
});
