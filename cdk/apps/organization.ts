import { App, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LocalPackages } from '../lib/function-packages';
import { OrganizationMemberPack } from '../lib/organization-member-pack';
import { OrganizationRootCredentialRules } from '../lib/organization-root-credential-rules';
import type { MemberAccountsParameters } from '../lib/pack-parameters';
import type { Generated } from '../lib/root-credential-rules';
import { applyCorporateSettings } from './corporate';
import { addErrorTopicOutput } from './error-topic-output';
import { addRootUseForwarding } from './root-use-forwarding';
import { readSettings, type Settings } from './settings';
import { MEMBER_PACK_STACK, ORGANIZATION_STACK } from './stack-names';

/** An organization, deployed from its management account or by a delegated administrator. */
export class OrganizationStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly settings: Settings; readonly generated?: Generated },
  ) {
    super(scope, id, { description: 'Rules for root credentials in an organization', ...props });
    const { settings, generated } = props;
    const organizationId = text(this, 'OrganizationId', "The organization's id", 'o-[a-z0-9]{10,32}');
    const managementAccountId = askManagementAccountId(this);
    const organizationalUnitIds = new CfnParameter(this, 'OrganizationalUnitIds', {
      type: 'CommaDelimitedList',
      description:
        "Where the members are: the id of the organization's root, or those of organizational units",
      allowedPattern: '(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})',
    }).valueAsList;

    const { errorTopic } = new OrganizationRootCredentialRules(this, 'Rules', {
      generated,
      organizationId,
      managementAccountId,
      organizationalUnitIds,
      administrator: settings.administrator,
      excludedAccountIds: settings.excludedAccountIds,
      memberPack: settings.memberPack,
      protectMembers: settings.protectMembers,
      rollout: {
        maxConcurrentPercentage: settings.maxConcurrentPercentage,
        failureTolerancePercentage: settings.failureTolerancePercentage,
      },
      packages: new LocalPackages(settings.architecture ?? 'x86_64', settings.packages),
      logRetention: settings.logRetentionDays,
      evaluateOnRootUse: settings.evaluateOnRootUse,
      managementParameters: settings.managementParameters,
      ...(settings.memberPack !== 'organization' && { memberParameters: memberParameters(this, settings) }),
    });
    addErrorTopicOutput(this, errorTopic);
  }
}

/** The members' pack, if it is the organization's. */
export class MemberPackStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly settings: Settings; readonly generated: Generated | undefined },
  ) {
    super(scope, id, { description: 'The pack of rules for root credentials in member accounts', ...props });
    const { settings, generated } = props;
    new OrganizationMemberPack(this, 'MemberPack', {
      generated,
      managementAccountId: askManagementAccountId(this),
      excludedAccountIds: settings.excludedAccountIds,
      memberParameters: memberParameters(this, settings),
    });
  }
}

/**
 * Values that differ between organizations are parameters of the deployment, so the same app serves
 * all of them and no file names one.
 */
function text(
  stack: Stack,
  parameterId: string,
  description: string,
  allowedPattern: string,
  noEcho = false,
): string {
  return new CfnParameter(stack, parameterId, { description, allowedPattern, noEcho }).valueAsString;
}

function askManagementAccountId(stack: Stack): string {
  return text(stack, 'ManagementAccountId', "The management account's id", '\\d{12}');
}

function memberParameters(stack: Stack, { memberParameters }: Settings): MemberAccountsParameters {
  return {
    ...memberParameters,
    memberPhoneMatchesManagement: memberParameters?.memberPhoneMatchesManagement ?? {
      managementPhoneDigest: text(
        stack,
        'ManagementPhoneDigest',
        "The digest of the management account's phone number",
        '\\$argon2id\\$.+',
        true,
      ),
    },
  };
}

/** The app for an organization. */
export function organizationApp(app: App = new App(), generated?: Generated): App {
  const settings = readSettings(app);
  const env = { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] };
  const stack = new OrganizationStack(app, ORGANIZATION_STACK, { env, settings, generated });
  if (settings.memberPack === 'organization') {
    new MemberPackStack(app, MEMBER_PACK_STACK, { env, settings, generated }).addStackDependency(
      stack,
      'AWS Config tries each function when it creates a rule',
    );
  }
  if (settings.evaluateOnRootUse && settings.administrator !== 'delegated-administrator') {
    addRootUseForwarding(stack);
  }
  applyCorporateSettings(app, settings);
  return app;
}
