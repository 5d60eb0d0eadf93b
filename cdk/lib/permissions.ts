import { aws_iam as iam } from 'aws-cdk-lib';

/** The caller and the account that the call is about, from which a policy's ARNs are made. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  /** The account in which the call is made. */
  readonly account: string;
  /** The organization's id; `o-*` in a template for any organization. */
  readonly organization: string;
  /** The account that owns the organization's ARNs. */
  readonly managementAccount: string;
  /** The account that is evaluated. */
  readonly evaluated: string;
  /** The scope of attestations for several accounts. */
  readonly sharedScope: 'management' | 'members';
}

interface Scoped {
  readonly resources: (place: Place) => string[];
  readonly conditions?: (place: Place) => iam.Conditions;
}

interface Unscoped {
  /** Why the resource is `*`. */
  readonly unscoped: string;
}

const organizations = ({ partition, managementAccount, organization }: Place, path: string): string =>
  `arn:${partition}:organizations::${managementAccount}:${path.replace('ORGANIZATION', organization)}`;

const evaluatedAccount = (place: Place): string =>
  organizations(place, `account/ORGANIZATION/${place.evaluated}`);

const organizationalUnits = (place: Place): string => organizations(place, 'ou/ORGANIZATION/ou-*');

const organizationRoot = (place: Place): string => organizations(place, 'root/ORGANIZATION/r-*');

const serviceControlPolicies = (place: Place): string[] => [
  organizations(place, 'policy/ORGANIZATION/service_control_policy/p-*'),
  `arn:${place.partition}:organizations::aws:policy/service_control_policy/p-*`,
];

const parameter = ({ partition, region, account }: Place, name: string): string =>
  `arn:${partition}:ssm:${region}:${account}:parameter/root-credential-rules/${name}`;

const attestations = (place: Place): string[] => [
  parameter(place, `attestations/${place.evaluated}/*`),
  parameter(place, `attestations/${place.sharedScope}/*`),
];

/** Listing has the path itself as its resource, reading has everything below it. */
const useRecords = (place: Place): string[] => [
  parameter(place, `uses/${place.evaluated}`),
  parameter(place, `uses/${place.evaluated}/*`),
];

const ownContact = ({ partition, account }: Place): string[] => [
  `arn:${partition}:account::${account}:account`,
];

const keys = ({ partition, account }: Place): string[] => [`arn:${partition}:kms:*:${account}:key/*`];

/** In the own account: only the management account may read an organization's trail. */
const trails = ({ partition, account }: Place): string[] => [
  `arn:${partition}:cloudtrail:*:${account}:trail/*`,
];

const NO_RESOURCE = 'The service authorization reference lists no resource type for this action';

/**
 * Every action that a rule may use, and the resources it is granted on. An action with the resource
 * `*` is listed here with the reason, and nowhere else.
 */
export const PERMISSIONS: Readonly<Record<string, Scoped | Unscoped>> = {
  'account:GetAlternateContact': { resources: ownContact },
  'account:GetContactInformation': { resources: ownContact },
  'cloudtrail:DescribeTrails': { unscoped: NO_RESOURCE },
  'cloudtrail:GetEventSelectors': { resources: trails },
  'cloudtrail:GetTrailStatus': { resources: trails },
  'cloudtrail:LookupEvents': { unscoped: NO_RESOURCE },
  'cloudwatch:DescribeAlarmsForMetric': { unscoped: NO_RESOURCE },
  'config:PutEvaluations': { unscoped: NO_RESOURCE },
  'events:ListRules': { unscoped: NO_RESOURCE },
  'events:ListTargetsByRule': {
    resources: ({ partition, account }) => [`arn:${partition}:events:*:${account}:rule/*`],
  },
  'events:TestEventPattern': { unscoped: NO_RESOURCE },
  'iam:GenerateCredentialReport': { unscoped: NO_RESOURCE },
  'iam:GetAccountSummary': { unscoped: NO_RESOURCE },
  'iam:GetCredentialReport': { unscoped: NO_RESOURCE },
  'iam:ListAccountAliases': { unscoped: NO_RESOURCE },
  'iam:ListOrganizationsFeatures': { unscoped: NO_RESOURCE },
  'iam:ListVirtualMFADevices': { unscoped: NO_RESOURCE },
  'kms:DescribeKey': { resources: keys },
  'kms:GetKeyPolicy': { resources: keys },
  'logs:DescribeMetricFilters': {
    resources: ({ partition, account }) => [`arn:${partition}:logs:*:${account}:log-group:*`],
  },
  'logs:TestMetricFilter': { unscoped: NO_RESOURCE },
  'organizations:DescribeAccount': { resources: (place) => [evaluatedAccount(place)] },
  'organizations:DescribeOrganization': { unscoped: NO_RESOURCE },
  'organizations:DescribePolicy': { resources: serviceControlPolicies },
  'organizations:ListAccounts': { unscoped: NO_RESOURCE },
  'organizations:ListParents': {
    resources: (place) => [evaluatedAccount(place), organizationalUnits(place)],
  },
  'organizations:ListPoliciesForTarget': {
    resources: (place) => [evaluatedAccount(place), organizationalUnits(place), organizationRoot(place)],
    conditions: () => ({ StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } }),
  },
  'organizations:ListRoots': { unscoped: NO_RESOURCE },
  'sns:GetTopicAttributes': {
    resources: ({ partition, account }) => [`arn:${partition}:sns:*:${account}:*`],
  },
  'ssm:GetParameters': { resources: attestations },
  'ssm:GetParametersByPath': { resources: useRecords },
  'sts:AssumeRoot': {
    resources: ({ partition }) => [`arn:${partition}:iam::*:root`],
    conditions: ({ partition }) => ({
      ArnEquals: {
        'sts:TaskPolicyArn': `arn:${partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`,
      },
    }),
  },
};

/** The statements that grant these actions at this place, one for each action. */
export function statementsFor(actions: Iterable<string>, place: Place): iam.PolicyStatement[] {
  return [...new Set(actions)].sort().map((action) => {
    const permission = PERMISSIONS[action];
    if (permission === undefined) {
      throw new Error(
        `${action} is not a known permission: add the resources that it is granted on to lib/permissions.ts`,
      );
    }
    return 'unscoped' in permission
      ? new iam.PolicyStatement({ actions: [action], resources: ['*'] })
      : new iam.PolicyStatement({
          actions: [action],
          resources: permission.resources(place),
          conditions: permission.conditions?.(place),
        });
  });
}
