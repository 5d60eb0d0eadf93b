import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { packageFolder } from '../lib/repository';
import type { Facts } from '../prerequisites/facts';
import { judge, type Check } from '../prerequisites/judge';

const MANAGEMENT = '999999999999';
const SERVICES = [
  'member.org.stacksets.cloudformation.amazonaws.com',
  'config-multiaccountsetup.amazonaws.com',
  'config.amazonaws.com',
];

const READY: Facts = {
  account: MANAGEMENT,
  region: 'eu-west-1',
  recorder: { value: { name: 'default', recording: true, recordsCompliance: true } },
  bootstrapVersion: { value: 28 },
  organization: {
    value: { id: 'o-exampleorgid', managementAccountId: MANAGEMENT, allFeatures: true },
  },
  organizationRoot: { value: 'r-exam' },
  trustedServices: { value: SERVICES },
  delegatedServices: { value: [] },
  stackSetsActivated: { value: true },
};

describe('judging', () => {
  const unmet = (checks: Check[]): string[] =>
    checks.filter(({ state }) => state !== 'met').map(({ state, advice }) => `${state}: ${advice}`);

  test('a management account with everything is ready for all deployments', () => {
    expect(unmet(judge('one-account', READY))).toEqual([]);
    expect(unmet(judge('organization', READY))).toEqual([]);
    expect(unmet(judge('organization-pack', READY))).toEqual([]);
  });

  test("members' packs in their own stacks need no trust in AWS Config's packs", () => {
    const trusted = SERVICES.filter((principal) => !principal.startsWith('config-multiaccountsetup'));
    expect(unmet(judge('organization', { ...READY, trustedServices: { value: trusted } }))).toEqual([]);
  });

  test('a delegated administrator is ready when it is one of each service', () => {
    const delegated = { ...READY, account: '111111111111', delegatedServices: { value: SERVICES } };
    expect(unmet(judge('organization-pack', delegated))).toEqual([]);
  });

  test.each<[string, Partial<Facts>, RegExp]>([
    ['no recorder', { recorder: { value: undefined } }, /^missing: .*has no configuration recorder$/],
    [
      'a recorder that is stopped',
      { recorder: { value: { name: 'example', recording: false, recordsCompliance: true } } },
      /^missing: .*start-configuration-recorder --configuration-recorder-name example$/,
    ],
    [
      'a recorder that could not be read',
      { recorder: { error: 'config:DescribeConfigurationRecorders failed: AccessDenied: no' } },
      /^unknown: config:DescribeConfigurationRecorders failed/,
    ],
    [
      'no bootstrap',
      { bootstrapVersion: { value: undefined } },
      /^missing: .*cdk bootstrap aws:\/\/999999999999\/eu-west-1/,
    ],
    ['an old bootstrap', { bootstrapVersion: { value: 5 } }, /^missing: .*cdk bootstrap/],
  ])('%s is told to one account', (_, facts, expected) => {
    expect(unmet(judge('one-account', { ...READY, ...facts })).join('\n')).toMatch(expected);
  });

  test.each<[string, Partial<Facts>, RegExp]>([
    ['no organization', { organization: { value: undefined } }, /all features/],
    [
      'consolidated billing alone',
      { organization: { value: { id: 'o', managementAccountId: MANAGEMENT, allFeatures: false } } },
      /Enable all features/,
    ],
    ...SERVICES.map((left): [string, Partial<Facts>, RegExp] => [
      `no trusted access of ${left}`,
      { trustedServices: { value: SERVICES.filter((principal) => principal !== left) } },
      left.startsWith('member')
        ? /activate-organizations-access/
        : new RegExp(`enable-aws-service-access .*${left}`),
    ]),
    [
      'trusted access that CloudFormation does not know of',
      { stackSetsActivated: { value: false } },
      /activate-organizations-access/,
    ],
    [
      'a member that is no delegated administrator',
      { account: '111111111111' },
      /register-delegated-administrator --account-id 111111111111 --service-principal config\.amazonaws\.com/,
    ],
    [
      'a recorder without compliance',
      { recorder: { value: { name: 'default', recording: true, recordsCompliance: false } } },
      /ConformancePackCompliance/,
    ],
  ])('%s is told to an organization', (_, facts, expected) => {
    expect(unmet(judge('organization-pack', { ...READY, ...facts })).join('\n')).toMatch(expected);
  });
});

describe('the command', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  type Answers = Record<string, object | string>;

  /** Answers as AWS does: JSON for an operation in a header, XML for one in a form. */
  async function endpoint(answers: Answers): Promise<string> {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const target = request.headers['x-amz-target'];
        const operation =
          typeof target === 'string' ? target.split('.')[1] : new URLSearchParams(body).get('Action');
        const answer = answers[operation ?? ''] ?? { __type: 'AccessDeniedException', message: 'no' };
        const failed = typeof answer === 'object' && '__type' in answer;
        response.writeHead(failed ? 400 : 200);
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function run(url: string, ...args: string[]): Promise<{ status: number | null; output: string }> {
    const child = spawn('npx', ['tsx', 'bin/check-prerequisites.ts', ...args], {
      cwd: packageFolder,
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'example',
        AWS_SECRET_ACCESS_KEY: 'example',
      },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
  }

  const ANSWERS: Answers = {
    GetCallerIdentity: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${MANAGEMENT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    DescribeConfigurationRecorders: {
      ConfigurationRecorders: [{ name: 'default', recordingGroup: { allSupported: true } }],
    },
    DescribeConfigurationRecorderStatus: {
      ConfigurationRecordersStatus: [{ name: 'default', recording: true }],
    },
    GetParameter: { Parameter: { Value: '28' } },
    DescribeOrganization: {
      Organization: { Id: 'o-exampleorgid', MasterAccountId: MANAGEMENT, FeatureSet: 'ALL' },
    },
    ListRoots: { Roots: [{ Id: 'r-exam' }] },
    ListAWSServiceAccessForOrganization: {
      EnabledServicePrincipals: SERVICES.map((ServicePrincipal) => ({ ServicePrincipal })),
    },
    ListDelegatedServicesForAccount: { DelegatedServices: [] },
    DescribeOrganizationsAccess:
      '<DescribeOrganizationsAccessResponse><DescribeOrganizationsAccessResult><Status>ENABLED</Status></DescribeOrganizationsAccessResult></DescribeOrganizationsAccessResponse>',
  };

  test('says that all is ready, and the values to deploy with', async () => {
    const { status, output } = await run(await endpoint(ANSWERS), 'organization');
    expect(output).toContain('Ready to deploy.');
    expect(output).toContain('--parameters RootCredentialRulesOrganization:OrganizationalUnitIds=r-exam');
    expect(status).toBe(0);
  });

  test('is ready in an account of no organization', async () => {
    const answers = {
      ...ANSWERS,
      DescribeOrganization: { __type: 'AWSOrganizationsNotInUseException', Message: 'none' },
    };
    expect(await run(await endpoint(answers), 'one-account')).toMatchObject({ status: 0 });
  });

  test('says what is missing', async () => {
    const answers = {
      ...ANSWERS,
      GetParameter: { __type: 'ParameterNotFound', message: 'none' },
      DescribeConfigurationRecorders: {
        ConfigurationRecorders: [
          {
            name: 'default',
            recordingGroup: {
              recordingStrategy: { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' },
              resourceTypes: ['AWS::S3::Bucket'],
            },
          },
        ],
      },
    };
    const { status, output } = await run(await endpoint(answers), 'organization');
    expect(output).toMatch(/missing +.*bootstrapped/);
    expect(output).toMatch(/missing +.*records the compliance/);
    expect(output).toContain('Not ready to deploy.');
    expect(status).toBe(1);
  });

  test('what it may not read is not taken for met', async () => {
    const { DescribeOrganizationsAccess: _, ...answers } = ANSWERS;
    const { status, output } = await run(await endpoint(answers), 'organization');
    expect(output).toMatch(/unknown .*\n.*cloudformation:DescribeOrganizationsAccess failed/);
    expect(status).toBe(1);
  });

  test('asks which deployment is meant', async () => {
    const { status, output } = await run('http://127.0.0.1:1', 'both');
    expect(output).toContain('one-account|organization');
    expect(status).toBe(2);
  });
});
