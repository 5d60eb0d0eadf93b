import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTemplates } from '../apps/plain-templates';
import { packageFolder, repositoryFolder } from '../lib/repository';
import { readRules } from '../lib/rules';
import { withCost } from './cost';
import { packParameters } from './pack-parameters';

const rules = readRules();
writeFileSync(join(packageFolder, 'lib', 'pack-parameters.ts'), packParameters(rules));
const folder = join(packageFolder, 'templates');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, text] of plainTemplates(rules)) {
  writeFileSync(join(folder, name), text);
}

const page = join(repositoryFolder, 'docs', 'deployment.md');
writeFileSync(page, withCost(readFileSync(page, 'utf8'), rules));
