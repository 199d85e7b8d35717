// What another program runs becomes an app: seen, taken over, taken back, kept.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test } from './world';

test('a project of another program moves in, and back, and in for good', async ({ page, world }) => {
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  await world.project('journal', `services:\n  web:\n    image: "${ref}"\n    restart: unless-stopped\n    privileged: true\n    ports: ["8200:8080"]\n    volumes: [data:/data]\n    environment: {TITLE: "\${TITLE}"}\nvolumes:\n  data:\n`, 'TITLE=mine\n');
  const path = await world.project('built', `services:\n  web:\n    image: "${ref}"\n`);

  await page.goto(`${world.url}/settings/move-in`);
  const offer = page.locator('[data-offer=compose-journal]');
  await expect(offer).toContainText('Can be taken over');
  await expect(page.locator('[data-offer=compose-built]')).toContainText(path);
  await offer.getByRole('button', { name: 'Take over… Journal' }).click();
  const plan = page.locator('[data-plan=compose-journal]');
  await expect(plan).toContainText('journal_data');
  await expect(plan.locator('[data-permission="privileged:web"]')).toBeVisible();
  await expect(plan.locator('[data-key=yes]')).toBeDisabled();
  await plan.locator('[data-key=trust]').check();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shot(page, 'move-in');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'move-in-phone');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shot(page, 'move-in-phone-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });

  await plan.locator('[data-key=yes]').click();
  await page.getByRole('link', { name: 'Go to the app' }).click({ timeout: 60_000 });
  await expect(page).toHaveURL(/\/apps\/journal-app$/);
  await expect(page.getByText('Journal was taken over from Docker Compose').first()).toBeVisible({ timeout: 60_000 });
  expect(await world.running('journal')).toEqual([]);
  expect(await world.running('journal-app')).toEqual(['web']);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await shot(page, 'moved-in');

  // Taken back: the app is gone, the project runs.
  await page.locator('[data-key=undo]').click();
  await page.getByRole('dialog').locator('[data-key=yes]').click();
  await expect(page.getByText('Everything is as it was').first()).toBeVisible({ timeout: 60_000 });
  expect(await world.running('journal')).toEqual(['web']);
  expect(await world.running('journal-app')).toEqual([]);

  // And once more, for good.
  await page.goto(`${world.url}/settings/move-in`);
  await offer.getByRole('button', { name: 'Take over… Journal' }).click();
  await plan.locator('[data-key=trust]').check();
  await plan.locator('[data-key=yes]').click();
  await page.getByRole('link', { name: 'Go to the app' }).click({ timeout: 60_000 });
  await page.locator('[data-key=confirm]').click({ timeout: 60_000 });
  await page.getByRole('dialog').locator('[data-key=yes]').click();
  await expect(page.getByText('It stays').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('was taken over from')).toHaveCount(0);
  expect(await world.running('journal-app')).toEqual(['web']);
});

test('why something cannot move in is said in German too', async ({ browser, world }) => {
  const page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
  await world.fresh();
  const ref = await world.publish('web', { page: 'hello' });
  await world.project('journal', `services:\n  web:\n    image: "${ref}"\n    labels: {a: "\${UNKNOWN:-}"}\n`);
  await world.project('secretive', `services:\n  web:\n    image: "${ref}"\n    labels: {a: "\${UNKNOWN}"}\n`);
  await page.goto(`${world.url}/settings/move-in`);
  await expect(page.getByRole('heading', { name: 'Einziehen' })).toBeVisible();
  await expect(page.locator('[data-offer=compose-secretive]')).toContainText('Der Wert von UNKNOWN ist nicht bekannt');
  await expect(page.locator('[data-offer=compose-journal]')).toContainText('Kann übernommen werden');
});
