// Headless Chromium, and pages of the report that it opens.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { executable } from './chromium.js';

const REPORTS = process.env.REPORTS;
if (!REPORTS)
  throw new Error('REPORTS must name the folder of the reports: `cargo pack test --only report` sets it');

export async function launch() {
  const { args = [], ...found } = await executable();
  return chromium.launch({
    ...found,
    headless: true,
    args: [
      ...args,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const address = (report, hash = '') => pathToFileURL(path.join(REPORTS, `${report}.html`)).href + hash;

// Opens a report in a new context. `problems` has its errors and its network requests.
export async function open(browser, report, { hash = '', ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const problems = [];
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()),
  );
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') || !request.isNavigationRequest())
      problems.push(`request: ${request.url()}`);
  });
  await page.goto(address(report, hash));
  await page.locator('#grid tbody th').first().waitFor();
  return { page, problems, close: () => context.close() };
}

export const names = (page) => page.locator('#grid tbody th .name').allTextContents();
export const count = (page) => page.locator('#count').textContent();
