import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../lib/repository';
import { pythonProgram } from './support/python';
import type { Settings } from '../apps/settings';
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
  test.each<{ region: string; settings: Settings }>([
    { region: 'eu-west-1', settings: {} },
    { region: 'eu-west-1', settings: { evaluateOnRootUse: true, protectMembers: true } },
    { region: 'eu-west-1', settings: { memberPack: 'organization', permissionsBoundary: 'boundary' } },
    { region: 'cn-north-1', settings: { evaluateOnRootUse: true } },
    { region: 'us-gov-west-1', settings: { evaluateOnRootUse: true } },
  ])('in $region with $settings', ({ region, settings }) => {
    const app = buildApp(name, { region, settings });
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
