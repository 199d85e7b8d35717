// A terminal into a running service: typing, sizes, keyboard, its end, and that nothing stays behind in the container.

import AxeBuilder from '@axe-core/playwright';
import { expect, shot, test, type Page, type World } from './world';

const rows = (page: Page) => page.locator('.xterm-rows');

async function open(page: Page, world: World) {
  await page.goto(`${world.url}/apps/pair/terminal`);
  await expect(page.locator('[data-terminal=open]')).toBeVisible();
  await expect(rows(page)).toContainText('#');
}

async function furnish(world: World, words = {}) {
  await world.fresh(words);
  const ref = await world.publish('web', { page: 'pair' });
  await world.offer('pair', `services:\n  web:\n    image: "${ref}"\n  db:\n    image: "${ref}"\n`, { display_name: 'Pair' });
  await world.install('pair');
}

test('a terminal is typed into, follows its window, and leaves nothing behind', async ({ page, world }) => {
  await furnish(world);
  const before = await world.processes('pair', 'db');
  await page.goto(`${world.url}/apps/pair`);
  await page.getByRole('link', { name: 'Terminal' }).click();
  await expect(page.locator('[data-terminal=open]')).toBeVisible();
  await expect(page.getByText('You are in db.')).toBeVisible();
  await expect(rows(page)).toContainText('#');

  await page.keyboard.type('echo $((6*7)) $(hostname | wc -c)\n');
  await expect(rows(page)).toContainText('42 13');

  // The window and the terminal have one size, before and after it changes.
  // A number tells its own answer from what stood there before.
  let asked = 0;
  const size = async () => {
    asked += 1;
    await page.keyboard.type(`clear; echo "size $(busybox stty size) of ask ${asked}."\n`);
    const answer = new RegExp(`size (\\d+) (\\d+) of ask ${asked}\\.`);
    await expect(rows(page)).toContainText(answer);
    return answer.exec(await rows(page).innerText())!.slice(1).map(Number) as [number, number];
  };
  const wide = await size();
  await page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await size())[1]).toBeLessThan(wide[1]);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect.poll(async () => (await size())[1]).toBe(wide[1]);

  // Tab is the shell's; Esc, then Tab goes on.
  await page.keyboard.type('ech');
  await page.keyboard.press('Tab');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.locator('.xterm-helper-textarea')).not.toBeFocused();
  await rows(page).click();
  await page.keyboard.press('Control+c');

  await page.keyboard.type('sleep 1234\n');
  await expect.poll(() => world.processes('pair', 'db')).toContain('sleep 1234');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect.poll(() => world.processes('pair', 'db'), { timeout: 15_000 }).toEqual(before);
});

test('another service is chosen, much is pasted and much comes, and the end has a reason and a way back', async ({ page, context, world }) => {
  await furnish(world);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, world);
  await page.getByRole('textbox', { name: 'Service' }).click();
  await page.getByRole('option', { name: 'web' }).click();
  await expect(page.getByText('You are in web.')).toBeVisible();
  await expect.poll(async () => (await world.processes('pair', 'web')).length).toBe(2);
  await expect.poll(async () => (await world.processes('pair', 'db')).length, { timeout: 15_000 }).toBe(1);

  await expect(rows(page)).toContainText('#');
  await page.evaluate(() => navigator.clipboard.writeText('echo "pas""ted"\n'));
  await page.keyboard.press('Control+v');
  await expect(rows(page)).toContainText('pasted');
  await page.keyboard.press('Enter');
  await page.keyboard.type('seq=0; while [ $seq -lt 20000 ]; do echo line $seq; seq=$((seq+1)); done; echo "all""there"\n');
  await expect(rows(page)).toContainText('allthere', { timeout: 30_000 });

  await page.keyboard.type('exit 5\n');
  await expect(page.getByText('The shell ended with code 5')).toBeVisible();
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.locator('[data-terminal=open]')).toBeVisible();

  await world.killDaemon();
  await expect(page.getByText('The connection was lost, and the terminal with it')).toBeVisible();
  await world.startDaemon();
  await expect(page.locator('.banner')).toHaveCount(0);
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.locator('[data-terminal=open]')).toBeVisible();

  await page.request.post(`${world.url}/api/apps/pair/stop`, { headers: { 'Content-Type': 'application/json' }, data: {} });
  await expect(page.getByText('The service stopped, and the terminal with it')).toBeVisible();
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.locator('.message.trouble')).toContainText('web of pair does not run');
});

test.describe('by HTTPS', () => {
  test.use({ ignoreHTTPSErrors: true });

  test('the owner has a terminal, and it ends with the login', async ({ page, world }) => {
    await furnish(world, { tls: true });
    await page.goto(`${world.url}/login`);
    const made = await page.request.post(`${world.url}/api/setup`, {
      headers: { 'Content-Type': 'application/json' },
      data: { code: await world.setupCode(), username: 'anna', password: 'three words for anna' },
    });
    expect(made.status()).toBe(200);
    const before = await world.processes('pair', 'db');
    await open(page, world);
    await page.keyboard.type('echo $((6*7))\n');
    await expect(rows(page)).toContainText('42');
    expect(await world.processes('pair', 'db')).not.toEqual(before);
    await page.request.post(`${world.url}/api/logout`, { headers: { 'Content-Type': 'application/json' }, data: {} });
    await expect(page.locator('[data-terminal=open]')).toHaveCount(0);
    await expect.poll(() => world.processes('pair', 'db'), { timeout: 15_000 }).toEqual(before);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`a terminal looks well: ${scheme}, ${width}`, async ({ page, world }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      await furnish(world);
      await open(page, world);
      await page.keyboard.type('ls -l /\n');
      await expect(rows(page)).toContainText('www');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const found = await new AxeBuilder({ page }).analyze();
      expect(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
      await shot(page, `terminal-${scheme}-${width}`);
    });
  }
}
