// How small and how fast the page is.

import { expect, test, type Page } from './world';

test.use({ trace: 'off', contextOptions: { reducedMotion: 'no-preference' } }); // a trace takes pictures all the time; motion costs too
test('the first view is small, and nothing comes from elsewhere', async ({ page, world }) => {
  await world.fresh();
  const seen: { url: string; size: Promise<number> }[] = [];
  page.on('requestfinished', (request) => {
    seen.push({ url: request.url(), size: request.sizes().then((sizes) => sizes.responseBodySize + sizes.responseHeadersSize) });
  });
  await page.goto(world.url);
  await expect(page.getByText('No app is installed yet.')).toBeVisible();
  await page.waitForTimeout(500);
  expect(seen.filter((each) => !each.url.startsWith(world.url))).toEqual([]);
  const total = (await Promise.all(seen.map((each) => each.size))).reduce((sum, size) => sum + size, 0);
  console.log(`first view: ${total} bytes in ${seen.length} requests`);
  expect(total).toBeLessThan(250_000);
});

interface Figures { shift: number; longest: number; frames: number[]; scrolling: boolean }
const scrolling = (page: Page, on: boolean) => page.evaluate((value) => { (window as unknown as { figures: Figures }).figures.scrolling = value; }, on);

/** The times between frames while the wheel turns, the longest last. */
async function scroll(page: Page, step: number): Promise<number[]> {
  await page.evaluate(() => { (window as unknown as { figures: Figures }).figures.frames.length = 0; });
  await scrolling(page, true);
  for (let at = 0; at < 20; at += 1) { await page.mouse.wheel(0, step); await page.waitForTimeout(50); }
  await scrolling(page, false);
  const frames = await page.evaluate(() => (window as unknown as { figures: Figures }).figures.frames);
  expect(frames.length).toBeGreaterThan(5);
  return frames.sort((a, b) => a - b);
}
const most = (frames: number[]) => frames[Math.floor(frames.length * 0.95)] ?? 0;
const told = (frames: number[]) => `${frames.length} frames, 95 of 100 within ${Math.round(most(frames))} ms, the longest ${Math.round(frames.at(-1) ?? 0)} ms`;

test('two hundred apps are shown quickly, and answer quickly', async ({ page, world }) => {
  await world.fresh();
  await world.have(200, 'services:\n  web:\n    image: "none.invalid/none:1"\n');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(() => {
    const figures = { shift: 0, longest: 0, frames: [] as number[], scrolling: false };
    Object.assign(window, { figures });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) figures.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) figures.longest = Math.max(figures.longest, entry.duration);
    }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
    let before = 0;
    const frame = (at: number) => {
      if (figures.scrolling && before > 0) figures.frames.push(at - before);
      before = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.goto(world.url);
  await expect(page.locator('.app-card')).toHaveCount(200, { timeout: 60_000 });
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1);
  await page.mouse.move(640, 600);
  const slowly = await scroll(page, 400);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(3000);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const smoothly = await scroll(page, -400);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.getByLabel('Search your apps').pressSequentially('199', { delay: 60 });
  await expect(page.locator('.app-card')).toHaveCount(1);
  await page.waitForTimeout(300);
  const figures = await page.evaluate(() => (window as unknown as { figures: Figures }).figures);
  console.log(`200 apps, CPU 4 times slower: first paint ${Math.round(paint)} ms, layout shift ${figures.shift.toFixed(3)}, longest interaction ${Math.round(figures.longest)} ms; `
    + `scrolling: ${told(slowly)}; with the whole CPU: ${told(smoothly)}`);
  expect(figures.shift).toBeLessThan(0.1);
  // The figures of time depend on what else the machine does; FURTKA_STRICT_TIMES=1 holds them.
  if (process.env.FURTKA_STRICT_TIMES === '1') {
    expect(paint).toBeLessThan(1000);
    expect(figures.longest).toBeLessThan(200);
    expect(most(smoothly)).toBeLessThan(50);
  }
});
