import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, repositoryFolder } from '../lib/repository';
import { REAL, standInZips } from './support/synthesis';

const ZIPS = '../root-credential-rules/target/package/arm64';

test('the example in the documentation works with the installed package', () => {
  const page = readFileSync(join(repositoryFolder, 'docs', 'deployment.md'), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
  expect(example).toContain(ZIPS);

  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  const run = (cwd: string, program: string, ...args: string[]): void => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(folder, 'out') },
    });
    expect(status, `${program}: ${stdout}${stderr}`).toBe(0);
  };
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'root-credential-rules-cdk');
  mkdirSync(installed, { recursive: true });
  run(packageFolder, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  run(folder, 'tar', '-xzf', String(tarball), '--strip-components=1', '-C', installed);
  for (const name of ['aws-cdk-lib', 'constructs', 'cdk-stacksets', '@types']) {
    symlinkSync(join(packageFolder, 'node_modules', name), join(modules, name));
  }

  const program = join(folder, 'example.ts');
  writeFileSync(program, `${example.replaceAll(ZIPS, standInZips(REAL.rules))}\napp.synth();\n`);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { strict: true, module: 'node16', target: 'es2022', noEmit: true, types: ['node'] },
      include: ['example.ts'],
    }),
  );
  const programs = join(packageFolder, 'node_modules', '.bin');
  run(folder, join(programs, 'tsc'), '-p', '.');
  run(folder, join(programs, 'tsx'), program);
  expect(readdirSync(join(folder, 'out')).filter((file) => file.endsWith('.template.json'))).toEqual(
    expect.arrayContaining(['OneAccount.template.json', 'Organization.template.json']),
  );
});
