// Pictures of the report, for a person to look at: `npm run screenshots -- FOLDER`. The README's,
// docs/report.png, is readme.png.
import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { launch, open } from './browser.js';

const folder = process.argv[2] ?? 'screenshots';
mkdirSync(folder, { recursive: true });
const browser = await launch();
const shots = [
  ['wide-light', 'trend', {}],
  ['wide-dark', 'trend', { colorScheme: 'dark' }],
  ['narrow-light', 'trend', { viewport: { width: 375, height: 812 } }],
  ['narrow-dark', 'trend', { viewport: { width: 375, height: 812 }, colorScheme: 'dark' }],
  ['large', 'large', { colorScheme: 'light' }],
  ['filtered', 'sample', { hash: '#ou=Workloads&verdict=fail' }],
];
for (const [name, report, options] of shots) {
  const { page, close } = await open(browser, report, options);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  if (name.startsWith('wide') || name.startsWith('narrow')) {
    await page.locator('#grid tr', { hasText: '333333333333' }).locator('[data-id="MBR-3"]').click();
    await page.screenshot({ path: path.join(folder, `${name}-opened.png`) });
    await page.keyboard.press('Escape');
  }
  if (name === 'wide-light')
    await page.pdf({
      path: path.join(folder, 'printed.pdf'),
      preferCSSPageSize: true,
      printBackground: true,
    });
  await close();
}
const { page, close } = await open(browser, 'trend', {
  viewport: { width: 1120, height: 680 },
  colorScheme: 'light',
});
await page.screenshot({ path: path.join(folder, 'readme.png') });
await close();
await browser.close();
