import { defineConfig } from '@playwright/test';

// tests/e2e/test_page.py starts this with a world to ask for (FURTKA_WORLD).
export default defineConfig({
  testDir: 'e2e',
  outputDir: process.env.FURTKA_PAGE_RESULTS ?? 'test-results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'line',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    locale: 'en',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    // What fades in is not readable for some frames: a check of contrast would be a matter of luck.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.FURTKA_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
