// The life of an app, as its owner goes through it.

import { expect, shot, test } from './world';

test('an owner installs, opens, updates, goes back and removes an app', async ({ page, world }) => {
  test.setTimeout(240_000);
  await world.fresh();
  await world.offerBlog();
  await page.goto(world.url);
  await page.getByRole('link', { name: 'Go to the store' }).click();
  await page.getByRole('link', { name: /Blog/ }).click();
  await expect(page.getByText('A place for what you think.')).toBeVisible();
  expect(await page.locator('main script').count()).toBe(0);
  await page.getByRole('link', { name: 'Install' }).click();

  // The form is checked here, and again by the server; what was typed stays.
  await page.getByLabel('Folder with pictures').fill('/etc');
  await page.getByLabel('Title of the blog').fill('Our blog');
  await page.getByLabel('Let Blog run on this server').check();
  await page.getByLabel('Port').fill('99999');
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.getByText('From 1 to 65535')).toBeVisible();
  await page.getByLabel('Port').fill('8100');
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('#f-FOLDER-error')).toContainText('/etc');
  await expect(page.getByLabel('Title of the blog')).toHaveValue('Our blog');
  await shot(page, 'install-refused');
  // A folder is picked from those that may be used.
  await page.getByRole('button', { name: 'Choose' }).click();
  const picker = page.getByRole('dialog');
  await expect(picker).toContainText('is not shown here');
  await picker.getByRole('button', { name: 'All places' }).click();
  await picker.getByRole('button', { name: '/home' }).click();
  await picker.getByRole('button', { name: 'Take this folder' }).click();
  await expect(page.getByLabel('Folder with pictures')).toHaveValue('/home');
  await page.reload();
  await expect(page.getByLabel('Title of the blog')).toHaveValue('Our blog');
  await page.getByLabel('Folder with pictures').fill('');
  await page.getByLabel('Let Blog run on this server').check();
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('.message.good')).toContainText('Installed', { timeout: 60_000 });
  await expect(page.locator('.message.good').getByRole('link', { name: 'Open' })).toHaveAttribute('href', `http://${world.host}:8100`);

  // The app itself, behind the button.
  const opened = page.waitForEvent('popup');
  await page.locator('.message.good').getByRole('link', { name: 'Open' }).click();
  await expect((await opened).locator('body')).toContainText('version 1');
  await (await opened).close();

  await page.getByRole('link', { name: 'Go to the app' }).click();
  await expect(page.locator('.hero [data-state=running]')).toBeVisible();
  await expect(page.locator('[data-service=web]')).toContainText(/for \d+ minutes/);
  await expect(page.locator('.chart .recharts-area-curve')).toHaveCount(2, { timeout: 30_000 });
  await expect(page.locator('[data-service=web]')).toContainText(/[KM]B/);
  const part = (name: string) => page.getByRole('navigation', { name: 'Parts of this app' }).getByRole('link', { name }).click();
  await part('Updates');
  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(page.getByText('Already up to date').first()).toBeVisible({ timeout: 40_000 });
  await world.offerBlog('version 2', { layers: [800_000] });
  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(page.locator('main .progress')).toContainText('Updating');
  await expect(page.locator('.message.good')).toContainText('Updated', { timeout: 60_000 });
  await expect(page.locator('.message.good .changes li')).toContainText('web:');
  await expect(page.locator('[data-point]')).toHaveCount(1);

  await world.publish('web', { cmd: ['sh', '-c', 'echo the form of the data is too old >&2; exit 3'] });
  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(page.locator('.message.trouble')).toContainText('The update was taken back', { timeout: 60_000 });
  await expect(page.locator('.message.trouble .tail')).toContainText('the form of the data is too old');
  const row = page.locator('[data-history=taken_back]');
  await row.getByRole('button').click();
  await expect(row).toContainText('web crashed again and again');
  await page.locator('[data-point]').first().getByRole('button', { name: 'Go back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
  await expect(page.locator('.message.good')).toContainText('Back at the version before', { timeout: 60_000 });

  await part('Logs');
  await expect(page.getByRole('log')).toBeVisible();
  await part('Terminal');
  await expect(page.locator('[data-terminal=open]')).toBeVisible();
  await expect(page.locator('.xterm-rows')).toContainText('#');
  await page.keyboard.type('echo $((6*7)) apples\n');
  await expect(page.locator('.xterm-rows')).toContainText('42 apples');
  await part('Settings');
  await page.getByLabel('Title of the blog').fill('Their blog');
  await page.getByRole('button', { name: 'Save and apply' }).click();
  await expect(page.locator('.message.good')).toContainText('Settings applied', { timeout: 40_000 });

  await part('Remove');
  await page.getByLabel('Delete its data too').check();
  await expect(page.getByRole('button', { name: 'Remove and delete its data' })).toBeDisabled();
  await page.getByLabel('Type blog to delete').fill('blog');
  await page.getByRole('button', { name: 'Remove and delete its data' }).click();
  await expect(page.locator('.message.good')).toContainText('Removed', { timeout: 40_000 });
  await page.getByRole('main').getByRole('link', { name: 'Home' }).click();
  await expect(page.getByText('No app is installed yet.')).toBeVisible();
});

test('a failed update says why and what to do, until it is closed', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog');
  await page.goto(`${world.url}/apps/blog/updates`);
  await world.publish('web', { cmd: ['false'] });
  await page.getByRole('button', { name: 'Update now' }).click();
  const trouble = page.locator('.message.trouble').first();
  await expect(trouble).toContainText('The update was taken back', { timeout: 60_000 });
  await expect(trouble.locator('.hint').first()).not.toBeEmpty();
  await page.reload();
  await expect(trouble).toContainText('The update was taken back');
  await page.getByRole('link', { name: /Notices/ }).click();
  await expect(page.locator('[data-notice=blog]').first()).toBeVisible();
  await page.goBack();
  await trouble.getByRole('button', { name: 'Close this message' }).click();
  await expect(page.getByText('The update was taken back')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.hero')).toBeVisible();
  await expect(page.getByText('The update was taken back')).toHaveCount(0);
});

test('settings are filled in without the secret, and applied', async ({ page, world }) => {
  await world.fresh();
  await world.offerBlog();
  await world.install('blog', { TITLE: 'Before', ADMIN_PASSWORD: 'hush-hush-42' });
  await page.goto(`${world.url}/apps/blog/settings`);
  await expect(page.getByLabel('Title of the blog')).toHaveValue('Before');
  await expect(page.getByLabel('Admin password')).toHaveValue('');
  expect(await page.content()).not.toContain('hush-hush-42');
  await page.getByLabel('Title of the blog').fill('After');
  await page.getByRole('button', { name: 'Save and apply' }).click();
  await expect(page.locator('.message.good')).toContainText('Settings applied', { timeout: 40_000 });
  await expect(page.getByLabel('Title of the blog')).toHaveValue('After');
  expect((await world.api('/api/apps/blog/settings')).values.TITLE).toBe('After');
});

test('the log is live, can be searched, and is safe to look at', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('talker', { cmd: ['sh', '-c', 'i=0; while :; do i=$((i+1)); printf "\\033[32mline\\033[0m number %s <b>not bold</b>\\n" $i; sleep 0.2; done'], healthcheck: null });
  await world.offer('talker', `services:\n  one:\n    image: "${ref}"\n  two:\n    image: "${ref}"\n`, { display_name: 'Talker' });
  await world.install('talker');
  await page.goto(`${world.url}/apps/talker/logs`);
  const log = page.getByRole('log');
  await expect(log).toContainText('line number 3 <b>not bold</b>');
  expect(await log.locator('b').count()).toBe(0);
  await expect(log.locator('.ansi-2').first()).toHaveText('line');
  await page.getByRole('button', { name: 'Pause' }).click();
  const before = await log.locator('.log-line').count();
  await page.waitForTimeout(1000);
  expect(await log.locator('.log-line').count()).toBe(before);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => log.locator('.log-line').count()).toBeGreaterThan(before);
  await page.getByLabel('Search the log').fill('number 2 ');
  await expect(log.locator('.log-line').first()).toContainText('number 2 ');
  await page.getByLabel('Search the log').fill('');
  await page.getByRole('textbox', { name: 'Service' }).click();
  await page.getByRole('option', { name: 'two' }).click();
  await expect(log.locator('.log-service')).toHaveCount(0);
  await expect(log).toContainText('line number');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('talker.log');
});
