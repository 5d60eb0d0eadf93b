import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, repositoryFolder } from '../lib/repository';
import { pythonProgram } from './support/python';

const page = (name: string): string => readFileSync(join(repositoryFolder, 'docs', name), 'utf8');
/** jq itself, in a package of the Python environment. */
const JQ = `
import jq, sys
print(*jq.compile(sys.argv[1]).input_text(sys.stdin.read()), sep='\\n')
`;

test('settings are those that there are', () => {
  const settings = [...page('deployment.md').matchAll(/^\| `(\w+)` \|.*\|.*\|$/gm)].map(([, name]) => name);
  const source = readFileSync(join(packageFolder, 'apps', 'settings.ts'), 'utf8');
  const known = [...source.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  expect(settings.sort()).toEqual(known.sort());
});

test("the CLI's filter of a stored query's answer picks the accounts of the rules in question", () => {
  const filter = /jq -r '(.*?)'/s.exec(page('queries.md'))?.[1] ?? '';
  const result = (accountId: string, rules: Record<string, string>): string =>
    JSON.stringify({
      accountId,
      configuration: {
        configRuleList: Object.entries(rules).map(([name, complianceType]) => ({
          configRuleName: `${name}-conformance-pack-abc`,
          complianceType,
        })),
      },
    });
  const { stdout, stderr } = spawnSync(pythonProgram('python'), ['-c', JQ, filter], {
    encoding: 'utf8',
    input: JSON.stringify({
      Results: [
        result('111111111111', { 'root-mfa-enabled': 'NON_COMPLIANT', 'root-mfa-hardware': 'COMPLIANT' }),
        result('222222222222', {
          'root-mfa-enabled': 'COMPLIANT',
          'root-access-reviewed': 'NON_COMPLIANT',
        }),
      ],
    }),
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('111111111111\troot-mfa-enabled-conformance-pack-abc\n');
});
