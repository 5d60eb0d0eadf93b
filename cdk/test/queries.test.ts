import { expect, test } from 'vitest';
import type { MemberPack } from '../lib/member-account';
import { queries } from '../lib/queries';
import { byRecommendation } from '../lib/rules';
import { REAL, resources, synthesize, type Template } from './support/synthesis';

const its = queries(REAL.rules, ['pack', 'OrgConformsPack-pack-%']);

test.each(its)("$name fits AWS Config's limits", ({ name, description, expression }) => {
  expect(name).toMatch(/^[\w-]{1,64}$/);
  expect(description.length).toBeLessThanOrEqual(256);
  expect(expression.length).toBeLessThanOrEqual(4096);
});

test.each(its)('$name has a wildcard at the end only, and no JOIN or DISTINCT', ({ expression }) => {
  expect(expression).not.toMatch(/%[^']|JOIN|DISTINCT/);
});

test('each recommendation has a query that names its rules', () => {
  for (const [recommendation, rules] of byRecommendation(REAL.rules)) {
    const query = its.find(({ name }) => name === `root-credentials-${recommendation}-non-compliant`);
    const named = [...(query?.expression ?? '').matchAll(/'([a-z-]+)-conformance-pack-%'/g)];
    expect(named.map(([, name]) => name)).toEqual(rules.map(({ name }) => name));
  }
});

test('a query of one rule reads as it should', () => {
  const [, , third] = queries([{ ...REAL.rules[0]!, name: 'a-rule', recommendations: ['IAM-1'] }], ['pack']);
  expect(third?.expression).toBe(
    'SELECT accountId, resourceName, configuration.configRuleList ' +
      "WHERE resourceType = 'AWS::Config::ConformancePackCompliance' AND resourceName = 'pack' " +
      "AND configuration.configRuleList.complianceType = 'NON_COMPLIANT' " +
      "AND configuration.configRuleList.configRuleName LIKE 'a-rule-conformance-pack-%'",
  );
});

test.each<MemberPack>(['stack', 'organization'])(
  'with the pack of the %s they ask for all packs',
  (memberPack) => {
    const templates = synthesize('organization', { settings: { memberPack } });
    const template = templates['RootCredentialRulesOrganization'] as Template;
    const stored = Object.values(resources(template, 'AWS::Config::StoredQuery'));
    expect(stored).toHaveLength(its.length);
    const named = (type: string, property: string): string[] =>
      Object.values(templates).flatMap((each) =>
        Object.values(resources(each, type)).map(({ Properties }) => String(Properties[property])),
      );
    const deployed = [
      ...named('AWS::Config::ConformancePack', 'ConformancePackName').map((name) => `'${name}'`),
      ...named('AWS::Config::OrganizationConformancePack', 'OrganizationConformancePackName').map(
        (name) => `'OrgConformsPack-${name}-%'`,
      ),
    ];
    expect(deployed).toHaveLength(2);
    for (const { Properties } of stored) {
      for (const name of deployed) {
        expect(Properties['QueryExpression']).toContain(name);
      }
    }
  },
);
