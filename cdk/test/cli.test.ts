import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../lib/repository';
import { APPS, REAL, standInZips, type AppName } from './support/synthesis';

/** `npx cdk synth` where nothing is known of any AWS account. */
function synth(name: AppName, packages: string): { status: number | null; stderr: string; files: string[] } {
  const output = mkdtempSync(join(tmpdir(), 'cdk-'));
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(AWS|CDK)_/.test(key)),
  );
  const { status, stderr } = spawnSync(
    'npx',
    [
      ...['cdk', 'synth', '--quiet', '--no-notices', '--output', output, '--app', `npx tsx bin/${name}.ts`],
      ...['--context', `rootCredentialRules=${JSON.stringify({ packages })}`],
    ],
    {
      cwd: packageFolder,
      encoding: 'utf8',
      env: {
        ...environment,
        AWS_EC2_METADATA_DISABLED: 'true',
        HOME: output,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
    },
  );
  return { status, stderr, files: readdirSync(output) };
}

describe.each(Object.keys(APPS) as AppName[])('cdk synth of %s', (name) => {
  test('works with no AWS account', () => {
    const { status, stderr, files } = synth(name, standInZips(REAL.rules));
    expect(status, stderr).toBe(0);
    expect(files.filter((file) => file.endsWith('.template.json'))).not.toEqual([]);
  });

  test('says what to run when the zips are missing', () => {
    const { status, stderr } = synth(name, '/nonexistent');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/\/nonexistent\/[a-z-]+\.zip is missing.*cargo pack package/);
  });
});
