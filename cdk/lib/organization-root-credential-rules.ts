import { Stack, type aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Aggregation } from './aggregation';
import { ErrorTopic } from './errors';
import { LocalPackages, type FunctionPackages } from './function-packages';
import { MEMBER_PACK_NAME, type MemberPack } from './member-account';
import { MemberStackSet, type Rollout } from './member-stack-set';
import { templateParameterValues } from './pack';
import type { ManagementAccountParameters, MemberAccountsParameters } from './pack-parameters';
import { MemberProtection } from './protection';
import { OrganizationReaderRole } from './reader-role';
import { PACK_NAME, RootCredentialRules, type Generated } from './root-credential-rules';
import { globalRegion } from './root-use-evaluation';
import { RootUseStackSet } from './root-use-stack-set';
import { readRules } from './rules';

export interface OrganizationRootCredentialRulesProps {
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** Ids of organizational units, or of the organization's root for all members. */
  readonly organizationalUnitIds: string[];
  /**
   * Which account this is deployed in. A delegated administrator can't put rules into the
   * management account: deploy {@link RootCredentialRules} there. @default management-account
   */
  readonly administrator?: 'management-account' | 'delegated-administrator';
  /** Member accounts to leave out. */
  readonly excludedAccountIds?: readonly string[] | undefined;
  /**
   * Where the members' rules come from. With `organization`, deploy an {@link
   * OrganizationMemberPack} in its own stack, after this one. @default stack
   */
  readonly memberPack?: MemberPack | undefined;
  /**
   * Attaches a {@link MemberProtection} where the members are. Only the management account can.
   * @default false
   */
  readonly protectMembers?: boolean | undefined;
  /** Required, unless the rules come from the organization. */
  readonly memberParameters?: MemberAccountsParameters | undefined;
  /** @default the rules' own defaults */
  readonly managementParameters?: ManagementAccountParameters;
  readonly rollout?: Rollout;
  /** @default the zips in target/package/x86_64 */
  readonly packages?: FunctionPackages;
  /** @default three months */
  readonly logRetention?: logs.RetentionDays;
  /** Also evaluates after root user activity. @default false */
  readonly evaluateOnRootUse?: boolean;
  /** @default the generated rules and packs of this repository */
  readonly generated?: Generated;
}

/** The rules in every account of an organization. */
export class OrganizationRootCredentialRules extends Construct {
  readonly errorTopic: ErrorTopic;
  readonly readerRole: OrganizationReaderRole;
  readonly members: MemberStackSet;
  readonly aggregation: Aggregation;
  /** Absent when a delegated administrator deploys. */
  readonly managementAccount?: RootCredentialRules;

  constructor(scope: Construct, id: string, props: OrganizationRootCredentialRulesProps) {
    super(scope, id);
    const { organizationId, managementAccountId, administrator = 'management-account' } = props;
    const generated = props.generated ?? { rules: readRules() };
    const { rules, packFolder } = generated;
    const common = {
      packages: props.packages ?? new LocalPackages('x86_64'),
      logRetention: props.logRetention,
      evaluateOnRootUse: props.evaluateOnRootUse,
    };

    this.errorTopic = new ErrorTopic(this, 'Errors', { organizationId });
    this.readerRole = new OrganizationReaderRole(this, 'Reader', {
      rules,
      organizationId,
      managementAccountId,
    });
    const ofOrganization = props.memberPack === 'organization';
    this.members = new MemberStackSet(this, 'Members', {
      ...common,
      rules,
      packFolder,
      memberPack: props.memberPack,
      ...(!ofOrganization && {
        packParameters: templateParameterValues('member-accounts', rules, { ...props.memberParameters }),
      }),
      excludedAccountIds: props.excludedAccountIds,
      rollout: props.rollout,
      organizationId,
      organizationalUnitIds: props.organizationalUnitIds,
      delegatedAdministrator: administrator === 'delegated-administrator',
      organization: {
        readerRoleArn: this.readerRole.role.roleArn,
        errorTopicArn: this.errorTopic.topic.topicArn,
        errorTopicKeyArn: this.errorTopic.key.keyArn,
      },
    });

    const region = Stack.of(this).region;
    if (props.evaluateOnRootUse && globalRegion(region) !== region) {
      new RootUseStackSet(this, 'RootUse', {
        organizationalUnitIds: props.organizationalUnitIds,
        excludedAccountIds: props.excludedAccountIds,
        delegatedAdministrator: administrator === 'delegated-administrator',
      });
    }

    if (props.protectMembers) {
      if (administrator !== 'management-account') {
        throw new Error(
          'protectMembers is for the management account: a delegated administrator can not attach policies. ' +
            'Attach cdk/templates/protection-policy.json there',
        );
      }
      new MemberProtection(this, 'Protection', { targetIds: props.organizationalUnitIds });
    }

    this.aggregation = new Aggregation(this, 'Aggregation', {
      rules,
      packNames: [PACK_NAME, ofOrganization ? `OrgConformsPack-${MEMBER_PACK_NAME}-%` : MEMBER_PACK_NAME],
    });

    if (administrator === 'management-account') {
      this.managementAccount = new RootCredentialRules(this, 'ManagementAccount', {
        ...common,
        generated,
        errorTopic: this.errorTopic,
        parameters: props.managementParameters,
      });
    }
  }
}
