import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from 'vitest';
import { rulesOf } from '../lib/rules';
import { resolve, type Values } from './support/policies';
import { REAL, resources, synthesize, type Resource, type Template } from './support/synthesis';

const MANAGEMENT = '999999999999';
const MEMBER = '111111111111';
const OTHER = '222222222222';
const ORGANIZATION = 'o-exampleorgid';

/** What the templates' references come to in this organization. */
const values: Values = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': MANAGEMENT,
  OrganizationId: ORGANIZATION,
  ManagementAccountId: MANAGEMENT,
};

const templates = synthesize('organization');
const roles = Object.values(
  resources(templates['RootCredentialRulesOrganization'] as Template, 'AWS::IAM::Role'),
);
const reader = roles.find(
  ({ Properties }) => Properties['RoleName'] === 'root-credential-organization-reader',
) as Resource;
const READER_ARN = `arn:aws:iam::${MANAGEMENT}:role/root-credential-organization-reader`;

const asking = rulesOf('member-accounts', REAL.rules).filter(
  ({ permissions }) => permissions.organization.length > 0,
);
const memberRoles = Object.values(
  resources(
    templates['RootCredentialRulesOrganizationRulesMembersMember.stackset'] as Template,
    'AWS::IAM::Role',
  ),
);

function policiesOf(role: Resource, resolved: Values): { name: string; policy: unknown }[] {
  const policies = role.Properties['Policies'] as { PolicyName: string; PolicyDocument: unknown }[];
  return policies.map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: resolve(PolicyDocument, resolved),
  }));
}

async function simulate(
  request: {
    principal: string;
    action: string;
    resource: string;
    context: Record<string, string | string[]>;
  },
  identityPolicies: { name: string; policy: unknown }[],
  resourcePolicy?: unknown,
): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: request.principal,
        action: request.action,
        resource: { resource: request.resource, accountId: MANAGEMENT },
        contextVariables: request.context,
      },
      identityPolicies,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy !== undefined && { resourcePolicy }),
    },
    {},
  );
  if (result.resultType === 'error') {
    throw new Error(JSON.stringify(result.errors));
  }
  return result.overallResult;
}

describe("a member's function", () => {
  interface Caller {
    readonly account?: string;
    readonly roleName?: string;
    readonly organization?: string;
    readonly tags?: Record<string, string>;
  }

  /** Assumes the reader role, with the identity policies of the template's own role. */
  async function assume({
    account = MEMBER,
    roleName = asking[0]?.functionName ?? '',
    organization = ORGANIZATION,
    tags = { account },
  }: Caller): Promise<string[]> {
    const own = memberRoles.find(
      ({ Properties }) => Properties['RoleName'] === asking[0]?.functionName,
    ) as Resource;
    const logs = Object.fromEntries(
      Object.entries(
        (templates['RootCredentialRulesOrganizationRulesMembersMember.stackset'] as Template).Resources,
      )
        .filter(([, { Type }]) => Type === 'AWS::Logs::LogGroup')
        .map(([id]) => [`${id}.Arn`, `arn:aws:logs:eu-west-1:${account}:log-group:${id}:*`]),
    );
    const identity = policiesOf(own, {
      ...values,
      ...logs,
      'AWS::AccountId': account,
      ReaderRoleArn: READER_ARN,
    });
    const principal = `arn:aws:iam::${account}:role/${roleName}`;
    const context = {
      'aws:PrincipalAccount': account,
      'aws:PrincipalArn': principal,
      'aws:PrincipalOrgID': organization,
      'aws:TagKeys': Object.keys(tags),
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    };
    return Promise.all(
      ['sts:AssumeRole', 'sts:TagSession'].map((action) =>
        simulate(
          { principal, action, resource: READER_ARN, context },
          identity,
          resolve(reader.Properties['AssumeRolePolicyDocument'], values),
        ),
      ),
    );
  }

  test("assumes the reader role with its own account's tag", async () => {
    expect(await assume({})).toEqual(['Allowed', 'Allowed']);
  });

  test.each<[string, Caller]>([
    ["with another account's tag", { tags: { account: OTHER } }],
    ["with the management account's tag", { tags: { account: MANAGEMENT } }],
    ['with a tag that stands for any account', { tags: { account: '*' } }],
    ['with no tag', { tags: {} }],
    ['with a further tag', { tags: { account: MEMBER, role: 'admin' } }],
    ['from another organization', { organization: 'o-otherorgid00' }],
    ["in a role with another name than a rule's", { roleName: 'admin' }],
  ])('does not %s', async (_, caller) => {
    expect(await assume(caller)).not.toContain('Allowed');
  });
});

describe('the reader role, tagged with a member', () => {
  const tagged = (action: string, resource: string, context: Record<string, string> = {}): Promise<string> =>
    simulate(
      {
        principal: `arn:aws:sts::${MANAGEMENT}:assumed-role/root-credential-organization-reader/session`,
        action,
        resource,
        context: { 'aws:PrincipalTag/account': MEMBER, ...context },
      },
      policiesOf(reader, values),
    );
  const parameter = (name: string): string =>
    `arn:aws:ssm:eu-west-1:${MANAGEMENT}:parameter/root-credential-rules/${name}`;
  const organizations = (path: string): string => `arn:aws:organizations::${MANAGEMENT}:${path}`;
  const SCP = { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' };

  test.each<[string, string, Record<string, string>?]>([
    ['ssm:GetParameters', parameter(`attestations/${MEMBER}/root-access-reviewed`)],
    ['ssm:GetParameters', parameter('attestations/members/root-access-reviewed')],
    ['ssm:GetParametersByPath', parameter(`uses/${MEMBER}`)],
    ['ssm:GetParametersByPath', parameter(`uses/${MEMBER}/`)],
    ['organizations:DescribeAccount', organizations(`account/${ORGANIZATION}/${MEMBER}`)],
    ['organizations:ListParents', organizations(`account/${ORGANIZATION}/${MEMBER}`)],
    ['organizations:ListParents', organizations(`ou/${ORGANIZATION}/ou-exam-ple11111`)],
    ['organizations:ListPoliciesForTarget', organizations(`account/${ORGANIZATION}/${MEMBER}`), SCP],
    ['organizations:ListPoliciesForTarget', organizations(`root/${ORGANIZATION}/r-exam`), SCP],
    [
      'organizations:DescribePolicy',
      organizations(`policy/${ORGANIZATION}/service_control_policy/p-examplepol`),
    ],
  ])('may %s on %s', async (action, resource, context) => {
    expect(await tagged(action, resource, context)).toBe('Allowed');
  });

  test.each<[string, string, Record<string, string>?]>([
    ['ssm:GetParameters', parameter(`attestations/${OTHER}/root-access-reviewed`)],
    ['ssm:GetParameters', parameter('attestations/management/root-access-reviewed')],
    ['ssm:GetParametersByPath', parameter('attestations')],
    ['ssm:GetParametersByPath', parameter('uses')],
    ['ssm:GetParametersByPath', parameter(`uses/${OTHER}`)],
    ['ssm:PutParameter', parameter(`attestations/${MEMBER}/root-access-reviewed`)],
    ['organizations:ListParents', organizations(`account/${ORGANIZATION}/${OTHER}`)],
    ['organizations:ListPoliciesForTarget', organizations(`account/${ORGANIZATION}/${OTHER}`), SCP],
    [
      'organizations:ListPoliciesForTarget',
      organizations(`account/${ORGANIZATION}/${MEMBER}`),
      { 'organizations:PolicyType': 'TAG_POLICY' },
    ],
    ['organizations:DescribePolicy', organizations(`policy/${ORGANIZATION}/tag_policy/p-examplepol`)],
    ['organizations:DescribeAccount', organizations(`account/${ORGANIZATION}/${OTHER}`)],
  ])('may not %s on %s', async (action, resource, context) => {
    expect(await tagged(action, resource, context)).toBe('ImplicitlyDenied');
  });
});
