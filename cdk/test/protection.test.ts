import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from 'vitest';
import { protectionPolicy } from '../lib/protection';
import { resolve } from './support/policies';
import { resources, synthesize, type Template } from './support/synthesis';

const MEMBER = '111111111111';
const ADMINISTRATOR = `arn:aws:iam::${MEMBER}:role/administrator`;
const STACK_SETS = `arn:aws:iam::${MEMBER}:role/stacksets-exec-0123456789abcdef0123456789abcdef`;
const LANDING_ZONE = `arn:aws:iam::${MEMBER}:role/stacksets-executor`;
const IN = `eu-west-1:${MEMBER}`;
const STACK_ID = '0a1b2c3d-0000-4000-8000-000000000000';

/** Whether a member's principal that may do everything may do this under the policy. */
async function mayDo(principal: string, action: string, resource: string): Promise<boolean> {
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: MEMBER },
        contextVariables: { 'aws:PrincipalArn': principal },
      },
      identityPolicies: [{ name: 'everything', policy: everything }],
      serviceControlPolicies: [
        {
          orgIdentifier: 'r-exam',
          policies: [
            { name: 'FullAWSAccess', policy: everything },
            { name: 'protection', policy: protectionPolicy() },
          ],
        },
      ],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') {
    throw new Error(JSON.stringify(result.errors));
  }
  return result.overallResult === 'Allowed';
}

const PROTECTED: [string, string][] = [
  [
    'config:DeleteConformancePack',
    `arn:aws:config:${IN}:conformance-pack/root-credential-rules-members/conformance-pack-abc`,
  ],
  [
    'config:StopConfigurationRecorder',
    `arn:aws:config:${IN}:configuration-recorder/default/0123456789abcdef`,
  ],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:${IN}:function:root-credential-rules-root-mfa-enabled`],
  ['lambda:PutFunctionConcurrency', `arn:aws:lambda:${IN}:function:root-credential-rules-root-mfa-enabled`],
  ['iam:PutRolePolicy', `arn:aws:iam::${MEMBER}:role/root-credential-rules-root-mfa-enabled`],
  ['iam:DeleteRole', `arn:aws:iam::${MEMBER}:role/root-credential-errors-notifier`],
  ['iam:UpdateAssumeRolePolicy', STACK_SETS],
  ['iam:CreateRole', `arn:aws:iam::${MEMBER}:role/stacksets-exec-of-my-own`],
  ['cloudwatch:DisableAlarmActions', `arn:aws:cloudwatch:${IN}:alarm:root-credential-rules-errors`],
  ['events:RemoveTargets', `arn:aws:events:${IN}:rule/StackSet-root-credential-rules-0a1b2c3d-AlarmRaised`],
  [
    'logs:DeleteMetricFilter',
    `arn:aws:logs:${IN}:log-group:/aws/lambda/root-credential-rules-root-mfa-enabled`,
  ],
  [
    'cloudformation:DeleteStack',
    `arn:aws:cloudformation:${IN}:stack/StackSet-root-credential-rules-${STACK_ID}/${STACK_ID}`,
  ],
];

describe.each(PROTECTED)('%s on %s', (action, resource) => {
  test.each([
    ["a member's administrator", ADMINISTRATOR],
    ["a member's root user", `arn:aws:iam::${MEMBER}:root`],
    ['a role of another name', LANDING_ZONE],
  ])('is denied to %s', async (_, principal) => {
    expect(await mayDo(principal, action, resource)).toBe(false);
  });

  test('is left to stack sets', async () => {
    expect(await mayDo(STACK_SETS, action, resource)).toBe(true);
  });
});

test.each<[string, string]>([
  ['config:DeleteConformancePack', `arn:aws:config:${IN}:conformance-pack/other/conformance-pack-abc`],
  [
    'config:StartConfigurationRecorder',
    `arn:aws:config:${IN}:configuration-recorder/default/0123456789abcdef`,
  ],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:${IN}:function:other`],
  ['lambda:InvokeFunction', `arn:aws:lambda:${IN}:function:root-credential-rules-root-mfa-enabled`],
  ['iam:CreateRole', `arn:aws:iam::${MEMBER}:role/other`],
  // The test of the alarm that the documentation recommends.
  ['cloudwatch:SetAlarmState', `arn:aws:cloudwatch:${IN}:alarm:root-credential-rules-errors`],
  ['cloudformation:DeleteStack', `arn:aws:cloudformation:${IN}:stack/other/${STACK_ID}`],
])('a member keeps %s on %s', async (action, resource) => {
  expect(await mayDo(ADMINISTRATOR, action, resource)).toBe(true);
});

test('it protects what the template of members names', async () => {
  const member = synthesize('organization')[
    'RootCredentialRulesOrganizationRulesMembersMember.stackset'
  ] as Template;
  const names = (type: string, property: string): string[] =>
    Object.values(resources(member, type)).map(({ Properties }) => String(Properties[property]));
  const made: [string, string][] = [
    ...names('AWS::Config::ConformancePack', 'ConformancePackName').map((name): [string, string] => [
      'config:PutConformancePack',
      `arn:aws:config:${IN}:conformance-pack/${name}/conformance-pack-abc`,
    ]),
    ...names('AWS::Lambda::Function', 'FunctionName').map((name): [string, string] => [
      'lambda:DeleteFunction',
      `arn:aws:lambda:${IN}:function:${name}`,
    ]),
    ...names('AWS::IAM::Role', 'RoleName').map((name): [string, string] => [
      'iam:DeleteRolePolicy',
      `arn:aws:iam::${MEMBER}:role/${name}`,
    ]),
    ...names('AWS::Logs::LogGroup', 'LogGroupName').map((name): [string, string] => [
      'logs:DeleteLogGroup',
      `arn:aws:logs:${IN}:log-group:${name}`,
    ]),
    ...names('AWS::CloudWatch::Alarm', 'AlarmName').map((name): [string, string] => [
      'cloudwatch:PutMetricAlarm',
      `arn:aws:cloudwatch:${IN}:alarm:${name}`,
    ]),
  ];
  expect(made.length).toBeGreaterThan(10);
  for (const [action, resource] of made) {
    expect(await mayDo(ADMINISTRATOR, action, resource), resource).toBe(false);
  }
});

test('it fits into a service control policy', () => {
  expect(JSON.stringify(protectionPolicy()).length).toBeLessThanOrEqual(5_120);
});

test('with the setting it is attached where the members are', () => {
  const template = synthesize('organization', { settings: { protectMembers: true } })[
    'RootCredentialRulesOrganization'
  ] as Template;
  const [policy] = Object.values(resources(template, 'AWS::Organizations::Policy'));
  expect(policy?.Properties).toMatchObject({
    Type: 'SERVICE_CONTROL_POLICY',
    Content: resolve(protectionPolicy(), {}),
    TargetIds: { Ref: 'OrganizationalUnitIds' },
  });
});

test('without it there is none', () => {
  const template = synthesize('organization')['RootCredentialRulesOrganization'] as Template;
  expect(resources(template, 'AWS::Organizations::Policy')).toEqual({});
});

test('a delegated administrator can not attach it', () => {
  const settings = { protectMembers: true, administrator: 'delegated-administrator' } as const;
  expect(() => synthesize('organization', { settings })).toThrow(/management account/);
});
