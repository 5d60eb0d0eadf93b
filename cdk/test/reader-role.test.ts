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

/** Tags as the keys of a request's context. */
function keyed(prefix: string, tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
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
    /** What calls in place of the role, after the account in its ARN. */
    readonly principal?: string;
    /** None: the account is in no organization. */
    readonly organization?: string | undefined;
    /** The tags that are asked for. */
    readonly tags?: Record<string, string>;
    /** The tags that the caller's own session has, as where roles are chained. */
    readonly sessionTags?: Record<string, string>;
  }

  /** Assumes the reader role, with the identity policies of the template's own role. */
  async function assume(caller: Caller): Promise<string[]> {
    const { account = MEMBER, roleName = asking[0]?.functionName ?? '' } = caller;
    const { tags = { account }, sessionTags = {} } = caller;
    const organization = 'organization' in caller ? caller.organization : ORGANIZATION;
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
    const principal = `arn:aws:iam::${account}:${caller.principal ?? `role/${roleName}`}`;
    const context = {
      'aws:PrincipalAccount': account,
      'aws:PrincipalArn': principal,
      ...(organization !== undefined && { 'aws:PrincipalOrgID': organization }),
      'aws:TagKeys': Object.keys(tags),
      ...keyed('aws:RequestTag', tags),
      ...keyed('aws:PrincipalTag', sessionTags),
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
    ['with a tag that only begins with its account', { tags: { account: `${MEMBER}0` } }],
    ["with a tag that is its account's beginning", { tags: { account: MEMBER.slice(0, -1) } }],
    ['with a tag that leads out of a path', { tags: { account: `${MEMBER}/../${OTHER}` } }],
    ["with another account's tag under a key of other case", { tags: { Account: OTHER } }],
    ['with no tag', { tags: {} }],
    [
      'with no tag, where roles are chained and its session has it',
      { tags: {}, sessionTags: { account: MEMBER } },
    ],
    [
      "with another account's tag, where roles are chained and its session has it",
      { tags: { account: OTHER }, sessionTags: { account: OTHER } },
    ],
    ['with a further tag', { tags: { account: MEMBER, role: 'admin' } }],
    ['from another organization', { organization: 'o-otherorgid00' }],
    ['from no organization', { organization: undefined }],
    ["in a role with another name than a rule's", { roleName: 'admin' }],
    [
      "in a role with a rule's name under a path",
      { roleName: 'admin/root-credential-rules-root-mfa-enabled' },
    ],
    ["as a user with a rule's name", { principal: 'user/root-credential-rules-root-mfa-enabled' }],
    ['as the root user', { principal: 'root' }],
  ])('does not %s', async (_, caller) => {
    expect(await assume(caller)).not.toContain('Allowed');
  });
});

describe('the reader role, tagged with a member', () => {
  const asSession = (action: string, resource: string, context: Record<string, string>): Promise<string> =>
    simulate(
      {
        principal: `arn:aws:sts::${MANAGEMENT}:assumed-role/root-credential-organization-reader/session`,
        action,
        resource,
        context,
      },
      policiesOf(reader, values),
    );
  const tagged = (action: string, resource: string, context: Record<string, string> = {}): Promise<string> =>
    asSession(action, resource, { 'aws:PrincipalTag/account': MEMBER, ...context });
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
    ['organizations:DescribeAccount', organizations(`account/${ORGANIZATION}/${MANAGEMENT}`)],
    ['organizations:ListAccounts', '*'],
    ['ssm:GetParameters', parameter(`attestations/${MANAGEMENT}/root-access-reviewed`)],
    // Names that begin as its own do.
    ['ssm:GetParameters', parameter(`attestations/${MEMBER}0/root-access-reviewed`)],
    ['ssm:GetParameters', parameter(`attestations/${MEMBER.slice(0, -1)}/root-access-reviewed`)],
    ['ssm:GetParameters', parameter('attestations/members-of-others/root-access-reviewed')],
    ['ssm:GetParametersByPath', parameter(`uses/${MEMBER}0`)],
    ['ssm:GetParametersByPath', parameter(`uses/${MEMBER}0/first`)],
    // Names that end as its own do.
    ['ssm:GetParameters', parameter(`others/attestations/${MEMBER}/root-access-reviewed`)],
    ['ssm:GetParametersByPath', `arn:aws:ssm:eu-west-1:${MANAGEMENT}:parameter/uses/${MEMBER}`],
    ['ssm:GetParametersByPath', `arn:aws:ssm:eu-west-1:${MANAGEMENT}:parameter/root-credential-rules`],
    ['ssm:GetParameters', parameter(`attestations/${MEMBER}`)],
    // Other ways to the same values, and to their versions.
    ['ssm:GetParameter', parameter(`attestations/${OTHER}/root-access-reviewed`)],
    ['ssm:GetParameterHistory', parameter(`attestations/${MEMBER}/root-access-reviewed`)],
    ['sts:AssumeRole', `arn:aws:iam::${MANAGEMENT}:role/admin`],
    ['sts:AssumeRole', READER_ARN],
  ])('may not %s on %s', async (action, resource, context) => {
    expect(await tagged(action, resource, context)).toBe('ImplicitlyDenied');
  });

  test.each<[string, string]>([
    ['ssm:GetParameters', parameter(`attestations/${MEMBER}/root-access-reviewed`)],
    ['ssm:GetParametersByPath', parameter(`uses/${MEMBER}`)],
    ['organizations:DescribeAccount', organizations(`account/${ORGANIZATION}/${MEMBER}`)],
  ])('may not %s without the tag', async (action, resource) => {
    expect(await asSession(action, resource, {})).toBe('ImplicitlyDenied');
  });
});
