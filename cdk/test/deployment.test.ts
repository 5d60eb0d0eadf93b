import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rulesOf, type PackName } from '../lib/rules';
import { list, resolve } from './support/policies';
import { REAL, buildApp, resources, synthesize, type Template } from './support/synthesis';

const oneAccount = synthesize('one-account')['RootCredentialRules'] as Template;
const all = synthesize('organization');
const organization = all['RootCredentialRulesOrganization'] as Template;
const member = all['RootCredentialRulesOrganizationRulesMembersMember.stackset'] as Template;

function only(template: Template, type: string): [string, Template['Resources'][string]] {
  const found = Object.entries(resources(template, type));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0] as (typeof found)[0];
}

function functionNames(template: Template): string[] {
  return Object.values(resources(template, 'AWS::Lambda::Function'))
    .map(({ Properties }) => String(Properties['FunctionName']))
    .filter((name) => name.startsWith('root-credential-rules-'))
    .sort();
}

function namesIn(pack: string): string[] {
  return [...pack.matchAll(/:function:([a-z0-9-]+)/g)].map(([, name]) => String(name)).sort();
}

describe.each<{ title: string; template: Template; pack: PackName }>([
  { title: 'one account', template: oneAccount, pack: 'management-account' },
  { title: 'management account', template: organization, pack: 'management-account' },
  { title: 'member account', template: member, pack: 'member-accounts' },
])('$title', ({ template, pack }) => {
  test('has exactly the functions that its pack names', () => {
    const packed = namesIn(readFileSync(join(REAL.packFolder, `${pack}.yaml`), 'utf8'));
    expect(functionNames(template)).toEqual(packed);
    expect(packed).toEqual(
      rulesOf(pack, REAL.rules)
        .map(({ functionName }) => functionName)
        .sort(),
    );
  });

  test('lets AWS Config of this account invoke each function, and nobody else', () => {
    const permissions = Object.values(resources(template, 'AWS::Lambda::Permission')).map(
      ({ Properties }) => Properties,
    );
    expect(permissions).toHaveLength(functionNames(template).length);
    for (const { FunctionName, ...rest } of permissions) {
      const [id] = (FunctionName as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      expect(template.Resources[String(id)]?.Type).toBe('AWS::Lambda::Function');
      expect(rest).toEqual({
        Action: 'lambda:InvokeFunction',
        Principal: 'config.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
      });
    }
  });

  test('counts the failures of each function', () => {
    const counted = Object.values(resources(template, 'AWS::Logs::MetricFilter')).map(
      ({ Properties }) =>
        template.Resources[(Properties['LogGroupName'] as { Ref: string }).Ref]?.Properties['LogGroupName'],
    );
    expect(counted.sort()).toEqual(functionNames(template).map((name) => `/aws/lambda/${name}`));
  });

  test('runs small functions on the runtime that they were built for', () => {
    for (const { Properties } of Object.values(resources(template, 'AWS::Lambda::Function'))) {
      const rule = REAL.rules.find(({ functionName }) => functionName === Properties['FunctionName']);
      if (rule) {
        expect(Properties).toMatchObject({
          Architectures: ['x86_64'],
          Handler: 'bootstrap',
          MemorySize: 128,
          Runtime: 'provided.al2023',
          Timeout: rule.timeout,
        });
      }
    }
  });
});

describe.each<{ title: string; template: Template; pack: PackName }>([
  { title: 'one account', template: oneAccount, pack: 'management-account' },
  { title: 'management account', template: organization, pack: 'management-account' },
  { title: 'member account', template: member, pack: 'member-accounts' },
])('the pack of the $title', ({ template, pack: name }) => {
  const [, pack] = only(template, 'AWS::Config::ConformancePack');

  test('is the generated file, in which CloudFormation names the account', () => {
    const { 'Fn::Sub': body } = pack.Properties['TemplateBody'] as { 'Fn::Sub': string };
    expect(body).toBe(readFileSync(join(REAL.packFolder, `${name}.yaml`), 'utf8'));
    const substituted = new Set([...body.matchAll(/\$\{([^}]*)\}/g)].map(([, variable]) => variable));
    expect([...substituted].sort()).toEqual(['AWS::AccountId', 'AWS::Partition', 'AWS::Region']);
  });

  test('comes after every permission', () => {
    expect(list(pack.DependsOn ?? [])).toEqual(
      expect.arrayContaining(Object.keys(resources(template, 'AWS::Lambda::Permission'))),
    );
  });
});

describe('organization', () => {
  const [, stackSet] = only(organization, 'AWS::CloudFormation::StackSet');

  test("no pack of the organization can fail where a member's does", () => {
    expect(resources(organization, 'AWS::Config::OrganizationConformancePack')).toEqual({});
  });

  test('members get functions after the zips, and the permission to read them, are in the bucket', () => {
    const before = list(stackSet.DependsOn ?? []).map((id) => organization.Resources[id]?.Type);
    expect(before).toEqual(expect.arrayContaining(['Custom::CDKBucketDeployment', 'AWS::S3::BucketPolicy']));
  });

  test('new members get the functions, members that leave lose them', () => {
    expect(stackSet.Properties).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'SELF',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      OperationPreferences: {
        ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        MaxConcurrentPercentage: 25,
        FailureTolerancePercentage: 100,
      },
    });
  });

  test('gives the stack set a value for each of its parameters that has no default', () => {
    const given = stackSet.Properties['Parameters'] as { ParameterKey: string }[];
    const needed = Object.entries(member.Parameters ?? {}).filter(
      ([, parameter]) => !('Default' in parameter),
    );
    expect(given.map(({ ParameterKey }) => ParameterKey).sort()).toEqual(needed.map(([name]) => name).sort());
  });

  test("the members' pack has all its parameters from the stack set, and the phone digest is not shown", () => {
    const [, pack] = only(member, 'AWS::Config::ConformancePack');
    const inputs = pack.Properties['ConformancePackInputParameters'] as {
      ParameterName: string;
      ParameterValue: unknown;
    }[];
    expect(inputs.map(({ ParameterName }) => ParameterName)).toEqual(
      rulesOf('member-accounts', REAL.rules).flatMap(({ parameters }) =>
        parameters.map(({ packParameter }) => packParameter),
      ),
    );
    for (const { ParameterName, ParameterValue } of inputs) {
      expect(ParameterValue).toEqual({ Ref: ParameterName });
    }
    const digest = 'MemberPhoneMatchesManagementParamManagementPhoneDigest';
    expect(member.Parameters?.[digest]).toMatchObject({ NoEcho: true });
    expect(stackSet.Properties['Parameters']).toContainEqual({
      ParameterKey: digest,
      ParameterValue: { Ref: 'ManagementPhoneDigest' },
    });
  });

  test("the members' template fits what a stack set takes by URL", () => {
    expect(Buffer.byteLength(JSON.stringify(member, undefined, 2))).toBeLessThan(1_000_000);
  });

  test('the pack of the organization is a last stack of its own', () => {
    const settings = { memberPack: 'organization', excludedAccountIds: ['333333333333'] } as const;
    const templates = synthesize('organization', { settings });
    for (const [name, template] of Object.entries(templates)) {
      expect(Object.keys(resources(template, 'AWS::Config::OrganizationConformancePack'))).toHaveLength(
        name === 'RootCredentialRulesMemberPack' ? 1 : 0,
      );
    }
    const [, pack] = only(
      templates['RootCredentialRulesMemberPack'] as Template,
      'AWS::Config::OrganizationConformancePack',
    );
    expect(pack.Properties).toMatchObject({
      TemplateBody: readFileSync(join(REAL.packFolder, 'member-accounts.yaml'), 'utf8'),
      ExcludedAccounts: [{ Ref: 'ManagementAccountId' }, '333333333333'],
    });
    const members = templates['RootCredentialRulesOrganizationRulesMembersMember.stackset'] as Template;
    expect(resources(members, 'AWS::Config::ConformancePack')).toEqual({});
    const stacks = buildApp('organization', { settings }).synth().stacks;
    const [last] = stacks.filter(({ stackName }) => stackName === 'RootCredentialRulesMemberPack');
    expect(last?.dependencies.map(({ id }) => id)).toContain('RootCredentialRulesOrganization');
  });

  test('the zips are readable in the organization only', () => {
    const [, policy] = only(organization, 'AWS::S3::BucketPolicy');
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 's3:GetObject',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'OrganizationId' } } },
      }),
    ]);
  });

  test('members find the zips where they were put', () => {
    const [bucketId, bucket] = only(organization, 'AWS::S3::Bucket');
    const values = { 'AWS::AccountId': '222222222222', 'AWS::Region': 'eu-west-1' };
    const prefix = (stackSet.Properties['Parameters'] as { ParameterKey: string; ParameterValue: unknown }[])
      .filter(({ ParameterKey }) => ParameterKey === 'AssetBucketPrefix')
      .map(({ ParameterValue }) => String(resolve(ParameterValue, values)))
      .join();
    const deployment = only(organization, 'Custom::CDKBucketDeployment')[1].Properties;
    expect(deployment['DestinationBucketName']).toEqual({ Ref: bucketId });
    const deployed = deployment['SourceObjectKeys'] as string[];
    for (const { Properties } of Object.values(resources(member, 'AWS::Lambda::Function'))) {
      const code = Properties['Code'] as { S3Bucket: unknown; S3Key: string };
      expect(resolve(code.S3Bucket, { ...values, AssetBucketPrefix: prefix })).toBe(
        resolve(bucket.Properties['BucketName'], values),
      );
      expect(deployed).toContain(code.S3Key);
    }
  });

  test('a delegated administrator deploys to members alone', () => {
    const delegated = synthesize('organization', { settings: { administrator: 'delegated-administrator' } })[
      'RootCredentialRulesOrganization'
    ] as Template;
    expect(only(delegated, 'AWS::CloudFormation::StackSet')[1].Properties['CallAs']).toBe('DELEGATED_ADMIN');
    expect(functionNames(delegated)).toEqual([]);
    expect(resources(delegated, 'AWS::Config::ConformancePack')).toEqual({});
  });

  test('rollout and excluded accounts follow the settings', () => {
    const settings = {
      maxConcurrentPercentage: 100,
      failureTolerancePercentage: 0,
      excludedAccountIds: ['333333333333'],
    };
    const template = synthesize('organization', { settings })['RootCredentialRulesOrganization'] as Template;
    expect(
      only(template, 'AWS::CloudFormation::StackSet')[1].Properties['OperationPreferences'],
    ).toMatchObject({ MaxConcurrentPercentage: 100, FailureTolerancePercentage: 0 });
    expect(
      only(template, 'AWS::CloudFormation::StackSet')[1].Properties['StackInstancesGroup'],
    ).toMatchObject([{ DeploymentTargets: { AccountFilterType: 'DIFFERENCE', Accounts: ['333333333333'] } }]);
  });
});

describe("on root's use", () => {
  const settings = { evaluateOnRootUse: true };

  test('the Region must be known', () => {
    expect(() => buildApp('one-account', { settings })).toThrow(/AWS_REGION/);
    expect(() => buildApp('organization', { settings })).toThrow(/AWS_REGION/);
  });

  test('in the global Region nothing is forwarded', () => {
    const templates = synthesize('organization', { settings, region: 'us-east-1' });
    expect(Object.keys(templates).filter((name) => name.includes('RootUse'))).toEqual([]);
    expect(
      resources(templates['RootCredentialRulesOrganization'] as Template, 'AWS::CloudFormation::StackSet'),
    ).toSatisfy((found: object) => Object.keys(found).length === 1);
  });

  test('from the global Region events are forwarded to the Region of the rules', () => {
    const templates = synthesize('organization', { settings, region: 'eu-west-1' });
    const own = templates['RootCredentialRulesOrganizationRootUse'] as Template;
    const ofMembers = templates['RootCredentialRulesOrganizationRulesRootUseMember.stackset'] as Template;
    for (const template of [own, ofMembers]) {
      const [rule] = Object.values(resources(template, 'AWS::Events::Rule'));
      const [target] = rule?.Properties['Targets'] as { Arn: unknown }[];
      expect(resolve(target?.Arn, { 'AWS::Partition': 'aws', 'AWS::AccountId': '222222222222' })).toMatch(
        /^arn:aws:events:eu-west-1:\d{12}:event-bus\/default$/,
      );
    }
    const sets = Object.values(
      resources(templates['RootCredentialRulesOrganization'] as Template, 'AWS::CloudFormation::StackSet'),
    );
    const regions = sets.flatMap(
      ({ Properties }) => (Properties['StackInstancesGroup'] as { Regions: unknown[] }[])[0]?.Regions,
    );
    expect(regions).toContain('us-east-1');
  });
});
