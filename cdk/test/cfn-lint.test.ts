import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../lib/repository';
import { pythonProgram } from './support/python';
import { APPS, REAL, buildApp, templateFiles, type AppName } from './support/synthesis';

/** The CDK states a dependency on a role that the reference to it implies, too. */
const IGNORED = 'W3005';

function lint(files: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    pythonProgram('cfn-lint'),
    ['--ignore-checks', IGNORED, '--', ...files],
    { encoding: 'utf8' },
  );
  return status === 0 ? '' : `status ${status}\n${stdout}\n${stderr}`;
}

test('cfn-lint runs and finds what is wrong', () => {
  expect(lint([join(__dirname, 'fixtures', 'invalid-template.yaml')])).toContain('E3006');
});

describe.each(Object.keys(APPS) as AppName[])('%s', (name) => {
  test.each([false, true])("with evaluation on root's use: %s", (evaluateOnRootUse) => {
    const app = buildApp(name, { region: 'eu-west-1', settings: { evaluateOnRootUse } });
    const files = templateFiles(app.synth().directory);
    expect(files.length).toBeGreaterThan(0);
    expect(lint(files)).toBe('');
  });
});

test.each(['management-account', 'member-accounts'])('the pack %s', (pack) => {
  expect(lint([join(REAL.packFolder, `${pack}.yaml`)])).toBe('');
});

test('the templates for use without the CDK', () => {
  const folder = join(packageFolder, 'templates');
  expect(
    lint(
      readdirSync(folder)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => join(folder, file)),
    ),
  ).toBe('');
});
