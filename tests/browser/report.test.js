// The report in a browser: what it shows, by mouse, by keyboard, to a screen reader, on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { count, launch, names, open } from './browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = ['Example Corp management', 'Security tooling', 'Shop', 'Shop staging', 'Data lake', 'Sandbox'];
const LARGE = 10_000;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

// A test that also requires that there were no errors and no requests.
function pageTest(name, report, options, body) {
  test(name, async () => {
    const opened = await open(browser, report, options);
    try {
      await body(opened.page, opened);
      assert.deepEqual(opened.problems, []);
    } finally {
      await opened.close();
    }
  });
}

async function violations(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

// As the page has it: Playwright's own page.url() lags behind it.
const hash = (page) => page.evaluate(() => location.hash);

const cell = (page, account, id) =>
  page
    .locator('#grid tbody tr', { has: page.locator('.name', { hasText: new RegExp(`^${account}$`) }) })
    .locator(`[data-id="${id}"]`);

pageTest('every account and recommendation has its cell', 'sample', {}, async (page) => {
  assert.deepEqual(await names(page), ALL);
  assert.equal(await count(page), '6 accounts');
  assert.equal(await page.locator('#grid thead tr:last-child th').count(), 27);
  assert.equal(await cell(page, 'Shop', 'MBR-3').getAttribute('aria-label'), 'Not compliant');
  assert.equal(await cell(page, 'Shop', 'MGMT-3').getAttribute('aria-label'), 'Not for this account');
  assert.equal(await page.locator('#grid').getAttribute('aria-rowcount'), '8');
});

pageTest('totals are told in numbers and words', 'sample', {}, async (page) => {
  const row = page.locator('.total tr', { has: page.locator('[data-recommendation="IAM-1"]') });
  assert.equal(await row.locator('.number').textContent(), '1 of 6');
  assert.equal(await row.locator('.plot .hidden').textContent(), '1 not compliant, 5 compliant');
});

pageTest('a framework shows its requirements in place of the recommendations', 'sample', {}, async (page) => {
  await page.selectOption('#filter-framework', 'cis-5.0');
  assert.equal(await page.locator('#totals-title').textContent(), 'Accounts by requirement');
  assert.equal(await cell(page, 'Shop', '1.3').getAttribute('aria-label'), 'Not compliant');
  const row = page.locator('.total tr', { has: page.locator('[data-recommendation="1.3"]') });
  assert.equal(await row.locator('.number').textContent(), '1 of 6');
  await cell(page, 'Shop', '1.3').click();
  assert.match(await page.locator('#detail-title').textContent(), /1\.3/);
  assert.equal(await page.locator('#detail .finding').count(), 1);
  await page.locator('#detail-close').click();
  assert.equal(await hash(page), '#framework=cis-5.0');
  await page.click('#clear');
  assert.equal(await page.locator('#totals-title').textContent(), 'Accounts by recommendation');
  assert.equal(await cell(page, 'Shop', 'MBR-3').getAttribute('aria-label'), 'Not compliant');
});

pageTest('each kind of filter works, together and cleared', 'sample', {}, async (page) => {
  await page.fill('#filter-account', 'shop');
  assert.deepEqual(await names(page), ['Shop', 'Shop staging']);
  assert.equal(await count(page), '2 of 6 accounts');
  await page.fill('#filter-account', '5555');
  assert.deepEqual(await names(page), ['Data lake']);
  await page.fill('#filter-account', '');

  await page.selectOption('#filter-unit', 'Workloads');
  assert.deepEqual(await names(page), ['Shop', 'Shop staging', 'Data lake']);
  await page.selectOption('#filter-unit', 'Workloads/Production');
  assert.deepEqual(await names(page), ['Shop', 'Data lake']);

  await page.locator('#filter-recommendation summary').click();
  await page.locator('#filter-recommendation label', { has: page.locator('input[value="IAM-1"]') }).click();
  assert.equal(await page.locator('#grid thead tr:last-child th').count(), 2);
  await page.keyboard.press('Escape');
  await page.locator('#filter-verdict .chip', { hasText: 'Not compliant' }).click();
  assert.deepEqual(await names(page), ['Shop']);
  assert.equal(await hash(page), '#ou=Workloads%2FProduction&verdict=fail&recommendation=IAM-1');
  const totals = page.locator('.total tr', { has: page.locator('[data-recommendation="IAM-1"]') });
  assert.equal(await totals.locator('.number').textContent(), '1 of 2', 'the totals are of the unit');

  await page.click('#clear');
  assert.deepEqual(await names(page), ALL);
  assert.equal(await hash(page), '');
  assert.ok(await page.locator('#clear').isDisabled());

  await page.fill('#filter-account', 'no such account');
  assert.equal(await count(page), '0 of 6 accounts');
  assert.ok(await page.locator('#nothing').isVisible());
});

pageTest(
  'a view is shared by its address',
  'sample',
  { hash: '#account=shop&ou=Workloads%2FProduction&verdict=fail,pass&recommendation=MBR-3,IAM-1' },
  async (page) => {
    assert.deepEqual(await names(page), ['Shop']);
    assert.equal(await page.inputValue('#filter-account'), 'shop');
    assert.equal(await page.inputValue('#filter-unit'), 'Workloads/Production');
    assert.equal(await page.locator('#filter-verdict :checked').count(), 2);
    assert.equal(await page.locator('#filter-recommendation summary').textContent(), 'MBR-3, IAM-1');
    await page.evaluate(() => {
      location.hash = '#account=lake';
    });
    await page.waitForFunction(() => document.querySelectorAll('#grid tbody th').length === 1);
    assert.deepEqual(await names(page), ['Data lake']);
    assert.equal(await page.inputValue('#filter-account'), 'lake');
  },
);

pageTest(
  'an invalid address filters nothing',
  'sample',
  { hash: '#ou=nowhere&verdict=constructor,x&recommendation=%3Cb%3E&%' },
  async (page) => {
    assert.deepEqual(await names(page), ALL);
  },
);

pageTest('a cell opens on reason, time, what was read and the remedy', 'sample', {}, async (page) => {
  await cell(page, 'Shop', 'IAM-1').click();
  const dialog = page.getByRole('dialog', { name: /IAM-1/ });
  const text = await dialog.innerText();
  assert.match(text, /Shop · 333333333333 · Workloads\/Production · member account/);
  assert.match(text, /The root user has an access key/);
  assert.match(text, /\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  assert.match(text, /Read\s+iam:GetAccountSummary/);
  assert.match(text, /How to remedy/);
  assert.ok((await dialog.locator('.remedy[open] .prose').first().innerText()).length > 50);
  await dialog.locator('.remedy summary', { hasText: 'Documentation' }).click();
  for (const href of await dialog.locator('.prose a').evaluateAll((links) => links.map((link) => link.href)))
    assert.match(href, /^https:\/\/docs\.aws\.amazon\.com\//);
  await page.click('#detail-close');
  assert.ok(await dialog.isHidden());
});

pageTest('the keyboard alone is enough', 'sample', {}, async (page) => {
  const focused = () =>
    page.evaluate(() => {
      const { row } = document.activeElement.parentNode?.dataset ?? {};
      return [document.activeElement.tagName, row, document.activeElement.dataset.column];
    });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.deepEqual(await focused(), ['TD', '0', '0']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  assert.deepEqual(await focused(), ['TD', '2', '25']);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual(await focused(), ['TD', '2', '24']);
  await page.keyboard.press('Enter');
  assert.match(await page.locator('dialog[open] h2').textContent(), /IAM-10/);
  await page.keyboard.press('Escape');
  assert.deepEqual(await focused(), ['TD', '2', '24'], 'focus comes back to the cell');
  await page.keyboard.press('Control+Home');
  assert.deepEqual(await focused(), ['TD', '0', '0']);
  // One tab stop for the whole matrix.
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('#filters') !== null), true);
  await page.locator('#filter-verdict input').first().focus();
  await page.keyboard.press('Space');
  assert.notEqual(await hash(page), '');
  await page.locator('#filter-recommendation summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.match(await hash(page), /recommendation=MGMT-1/);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 375]) {
    pageTest(
      `axe has nothing to say, ${colorScheme}, ${width} pixels`,
      'trend',
      { colorScheme, viewport: { width, height: 900 } },
      async (page) => {
        assert.deepEqual(await violations(page), []);
        await cell(page, 'Shop', 'MBR-3').click();
        assert.deepEqual(await violations(page), []);
      },
    );
  }
}

pageTest(
  'the theme follows the system until it is chosen',
  'sample',
  { colorScheme: 'dark' },
  async (page) => {
    const dark = () =>
      page.evaluate(() => {
        const [r, g, b] = getComputedStyle(document.body)
          .backgroundColor.match(/[\d.]+/g)
          .map(Number);
        return r + g + b < 384;
      });
    assert.equal(await dark(), true);
    await page.click('#theme');
    assert.equal(await dark(), false);
    await page.click('#theme');
    assert.equal(await dark(), true);
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await dark(), true, 'chosen');
    await page.click('#theme');
    assert.equal(await dark(), false, 'as the system');
  },
);

pageTest(
  'a narrow screen needs no sideways scrolling',
  'sample',
  { viewport: { width: 375, height: 740 }, hasTouch: true },
  async (page) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 375);
    assert.deepEqual(await names(page), ALL);
    const target = cell(page, 'Shop', 'IAM-1');
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    assert.ok(box.width >= 40 && box.height >= 40, `a cell to touch: ${JSON.stringify(box)}`);
    const clipped = await page
      .locator('#grid tbody tr:not(.spacer)')
      .evaluateAll((rows) => rows.filter((row) => row.scrollHeight > row.clientHeight + 1).length);
    assert.equal(clipped, 0, 'no card hides a cell');
    await target.tap();
    const dialog = await page.locator('dialog[open]').boundingBox();
    assert.equal(dialog.width, 375);
  },
);

pageTest('the trend is told in numbers, too', 'trend', {}, async (page) => {
  const trend = page.locator('#trend');
  assert.match(await trend.locator('figcaption').innerText(), /no longer compliant/);
  await trend.locator('summary').click();
  assert.equal(await trend.locator('tbody tr').count(), 3);
  assert.equal(await trend.locator('svg g').count(), 3);
});

// What a page says on paper.
async function printed(page) {
  const data = new Uint8Array(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const document = await getDocument({ data, verbosity: 0 }).promise;
  const pages = Array.from({ length: document.numPages }, async (_, index) => {
    const { items } = await (await document.getPage(index + 1)).getTextContent();
    return items.map((item) => item.str + (item.hasEOL ? ' ' : '')).join('');
  });
  return (await Promise.all(pages)).join(' ').replaceAll(/\s+/g, ' ');
}

pageTest('on paper there is every account, every finding and each remedy', 'sample', {}, async (page) => {
  const text = await printed(page);
  for (const name of ALL) assert.ok(text.includes(name), name);
  assert.match(text, /The root user has an access key/);
  assert.match(text, /How to remedy/);
  assert.doesNotMatch(text, /Clear filters|Theme:/);
  assert.equal(await page.locator('#printed > *').count(), 0, 'gone again');
});

pageTest('10,000 accounts: only the rows in sight are drawn', 'large', {}, async (page) => {
  assert.equal(await count(page), `${LARGE.toLocaleString('en')} accounts`);
  assert.equal(await page.locator('#grid').getAttribute('aria-rowcount'), String(LARGE + 2));
  const rows = () => page.locator('#grid tbody tr:not(.spacer)').count();
  assert.ok((await rows()) < 60, `${await rows()} rows`);

  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+End');
  const last = page.locator(`#grid tr[aria-rowindex="${LARGE + 2}"]`);
  assert.ok(await last.isVisible());
  assert.equal(await page.evaluate(() => document.activeElement.parentNode.dataset.row), String(LARGE - 1));
  assert.ok((await rows()) < 60);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TD');

  await page.fill('#filter-account', '00009999');
  assert.equal(await rows(), 1);
  await page.fill('#filter-account', '');
  await page.locator('#filter-verdict .chip', { hasText: 'Not evaluated' }).click();
  assert.match(await count(page), /^[1-9][\d,]* of 10,000 accounts$/);
});

pageTest(
  '10,000 accounts on a narrow screen',
  'large',
  { viewport: { width: 375, height: 740 } },
  async (page) => {
    const rows = () => page.locator('#grid tbody tr:not(.spacer)').count();
    assert.ok((await rows()) < 60, `${await rows()} rows`);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator(`#grid tr[aria-rowindex="${LARGE + 2}"]`).waitFor();
    assert.ok((await rows()) < 60);
  },
);

pageTest('names and reasons can not become code', 'hostile', {}, async (page) => {
  const shown = await names(page);
  assert.ok(shown.includes('</script><script>alert(1)</script>'), shown.join('\n'));
  assert.ok(shown.includes('<img src=x onerror=alert(1)>'));
  assert.ok(shown.includes('line\\u{2028}and\\u{2029}paragraph'));
  assert.ok(!/[\u2028\u202e\u001b]/.test(shown.join('')), 'what acts is shown as escapes');
  assert.ok(shown.includes('{{data}} ${alert(1)} <!--'));
  await page.locator('#grid td[data-column]:not(.unconcerned)').first().click();
  assert.match(
    await page.locator('dialog[open] .reason').first().textContent(),
    /<script>alert\(2\)<\/script>/,
  );
  await page.keyboard.press('Escape');
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(
    await page.evaluate(() => document.querySelectorAll('img, iframe, script:not([type])').length),
    0,
  );
});

test('the policy stops what would be injected or loaded', async () => {
  const { page, problems, close } = await open(browser, 'sample');
  const answers = [];
  page.on('response', (response) => answers.push(response.url()));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    const image = new Image();
    image.src = 'https://example.com/a.png';
    document.body.append(script, image);
  });
  assert.equal(await page.evaluate(() => globalThis.injected), undefined);
  await page.evaluate(() => fetch('https://example.com/').catch(() => 'refused'));
  assert.ok(
    problems.some((problem) => problem.includes('Content Security Policy')),
    problems.join('\n'),
  );
  assert.deepEqual(answers, []);
  await close();
});
