import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainTemplates } from '../apps/plain-templates';
import { packageFolder, repositoryFolder } from '../lib/repository';
import { withCost } from '../scripts/cost';
import { packParameters } from '../scripts/pack-parameters';
import { REAL } from './support/synthesis';

const HINT = 'not current: run `cargo pack generate`';

test("the types of the packs' parameters follow the rules", () => {
  const file = join(packageFolder, 'lib', 'pack-parameters.ts');
  expect(readFileSync(file, 'utf8'), HINT).toBe(packParameters(REAL.rules));
});

test('the templates for use without the CDK follow the rules', () => {
  const folder = join(packageFolder, 'templates');
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  expect(new Map(files), HINT).toEqual(plainTemplates(REAL.rules));
});

test('the cost of a deployment follows the number of rules', () => {
  const page = readFileSync(join(repositoryFolder, 'docs', 'deployment.md'), 'utf8');
  expect(page, HINT).toBe(withCost(page, REAL.rules));
});
