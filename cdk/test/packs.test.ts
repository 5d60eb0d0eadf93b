import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inputParameters, packBody, type ParameterValues } from '../lib/conformance-pack';
import { rulesOf, type PackName, type Rule } from '../lib/rules';
import { REAL } from './support/synthesis';

describe.each<PackName>(['management-account', 'member-accounts'])('%s', (pack) => {
  const body = readFileSync(join(REAL.packFolder, `${pack}.yaml`), 'utf8');
  const template = parse(body) as {
    Parameters: Record<string, { Type?: unknown; Default?: unknown; AllowedValues?: unknown[] }>;
    Resources: Record<string, { Type: string; Properties: { ConfigRuleName: string } }>;
  };
  const names = Object.values(template.Resources).map(({ Properties }) => Properties.ConfigRuleName);

  test("fits AWS Config's limits", () => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(51_200);
    expect(Object.keys(template.Parameters).length).toBeLessThanOrEqual(60);
    for (const name of names) {
      expect(name.length, name).toBeLessThanOrEqual(37);
    }
  });

  test('has no more rules than one call of StartConfigRulesEvaluation takes', () => {
    expect(names.length).toBeLessThanOrEqual(25);
  });

  test('has the rules and parameters of the list of rules', () => {
    const rules = rulesOf(pack, REAL.rules);
    expect(names.sort()).toEqual(rules.map(({ name }) => name).sort());
    expect(Object.keys(template.Parameters).sort()).toEqual(
      rules.flatMap(({ parameters }) => parameters.map(({ packParameter }) => packParameter)).sort(),
    );
  });

  test('has a default for each parameter that need not be given', () => {
    for (const { packParameter, required } of rulesOf(pack, REAL.rules).flatMap(
      ({ parameters }) => parameters,
    )) {
      expect('Default' in (template.Parameters[packParameter] ?? {}), packParameter).toBe(!required);
    }
  });

  test("has the words of AWS's own packs for its parameters, and no others", () => {
    for (const [name, { Type, AllowedValues, ...rest }] of Object.entries(template.Parameters)) {
      expect(Type, name).toBe('String');
      expect(['Default', 'Description'], name).toEqual(expect.arrayContaining(Object.keys(rest)));
      for (const value of AllowedValues ?? []) {
        expect(typeof value, name).toBe('string');
      }
    }
  });

  test('is read in full', () => {
    expect(packBody(pack, REAL.packFolder)).toBe(body);
  });
});

describe('parameters', () => {
  const rule: Rule = {
    name: 'example-rule',
    functionName: 'root-credential-rules-example-rule',
    title: 'Example',
    description: 'Example.',
    recommendations: ['MBR-1'],
    kinds: ['member'],
    frequency: 'TwentyFour_Hours',
    severity: 'low',
    timeout: 60,
    permissions: { own: [], organization: [] },
    parameters: [
      { name: 'days', type: 'integer', minimum: 1, maximum: 90, description: 'd', packParameter: 'Days' },
      { name: 'lenient', type: 'boolean', description: 'd', packParameter: 'Lenient' },
      { name: 'domains', type: 'list', description: 'd', packParameter: 'Domains' },
      { name: 'spared', type: 'list', default: 'a:B', description: 'd', packParameter: 'Spared' },
      { name: 'mode', type: 'choice', values: ['A', 'B'], description: 'd', packParameter: 'Mode' },
      { name: 'digest', type: 'text', required: true, description: 'a digest', packParameter: 'Digest' },
    ],
  };
  const inputs = (values: ParameterValues[string]): Record<string, string> =>
    Object.fromEntries(
      inputParameters('member-accounts', [rule], { exampleRule: { digest: 'x', ...values } }).map(
        ({ parameterName, parameterValue }) => [parameterName, parameterValue],
      ),
    );

  test.each<[ParameterValues[string], Record<string, string>]>([
    [{}, {}],
    [{ days: 1 }, { Days: '1' }],
    [{ days: 90 }, { Days: '90' }],
    [{ lenient: false }, { Lenient: 'false' }],
    [{ domains: ['a.example', 'b.example'] }, { Domains: 'a.example, b.example' }],
    [{ domains: [] }, { Domains: '' }],
    [{ spared: ['none'] }, { Spared: 'none' }],
    [{ mode: 'B' }, { Mode: 'B' }],
  ])('%j becomes %j', (values, expected) => {
    expect(inputs(values)).toEqual({ Digest: 'x', ...expected });
  });

  test.each<[ParameterValues[string], RegExp]>([
    [{ days: 0 }, /exampleRule\.days must be a whole number from 1 to 90/],
    [{ days: 91 }, /from 1 to 90/],
    [{ days: 1.5 }, /whole number/],
    [{ days: '7' }, /whole number/],
    [{ lenient: 'true' }, /true or false/],
    [{ domains: 'a.example' }, /must be a list/],
    [{ spared: [] }, /must be a list with an entry/],
    [{ mode: 'C' }, /one of A, B/],
    [{ digest: 1 }, /must be text/],
    [{ unknown: 1 }, /has no parameter exampleRule\.unknown/],
  ])('%j is an error', (values, message) => {
    expect(() => inputs(values)).toThrow(message);
  });

  test("as many characters as AWS Config takes for a rule's are fine, one more is an error", () => {
    const domains = (length: number): { domains: string[] } => ({ domains: ['a'.repeat(length)] });
    const most = 1_024 - JSON.stringify({ domains: '', spared: 'a:B', digest: 'x' }).length;
    expect(() => inputs(domains(most))).not.toThrow();
    expect(() => inputs(domains(most + 1))).toThrow(
      /exampleRule have 1025 characters; AWS Config takes 1024/,
    );
  });

  test('a required one that is missing is an error', () => {
    expect(() => inputParameters('member-accounts', [rule], {})).toThrow(
      /exampleRule\.digest must be given: a digest/,
    );
  });
});
