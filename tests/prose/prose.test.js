import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint, lintParts } from './lint.js';
import { comments, strings } from './code.js';
import { code, data, pages } from './sources.js';

const problems = async (linted) => (await Promise.all(linted)).flat().sort();

test('a bad sentence is found, on a page and in code', async () => {
  const page = '# A page\n\nMake the digest anew, as the text is no ARN.\n';
  const found = await lint({ path: 'a.md', line: 1, text: page, ext: '.md' });
  assert.equal(found.length, 2, found.join('\n'));
  assert.match(found[0], /^a\.md:3: /);

  const rust = '// Something is all\n// the same.\nlet a = "the id of the \\\n    rule is no text: try anew";\nlet b = "{path} is no result of a run";\n';
  const parts = [...strings(rust), ...comments(rust)];
  const inCode = await lintParts({ path: 'a.rs', parts });
  assert.deepEqual(
    inCode.map((problem) => problem.split(': ')[0]).sort(),
    ['a.rs:1', 'a.rs:3', 'a.rs:3', 'a.rs:5'],
    inCode.join('\n'),
  );
});

for (const [what, linted] of [
  ['the pages', () => pages().map(lint)],
  ['strings and comments', () => code().map(lintParts)],
  ['titles, descriptions and annotations', () => data().map(lintParts)],
]) {
  test(`${what} are in plain words`, async () => {
    const found = linted();
    assert.ok(found.length > 20, `${found.length} files`);
    const all = await problems(found);
    assert.equal(all.length, 0, `\n${all.join('\n')}\n`);
  });
}
