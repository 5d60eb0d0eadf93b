import { aws_config as config } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputParameters, packBody } from './conformance-pack';
import { MEMBER_PACK_NAME } from './member-account';
import type { MemberAccountsParameters } from './pack-parameters';
import type { Generated } from './root-credential-rules';
import { readRules } from './rules';

export interface OrganizationMemberPackProps {
  readonly managementAccountId: string;
  /** Members without the functions. */
  readonly excludedAccountIds?: readonly string[] | undefined;
  readonly memberParameters: MemberAccountsParameters;
  /** @default the generated rules and packs of this repository */
  readonly generated?: Generated | undefined;
}

/**
 * The members' rules as a pack of the organization, which members can't delete.
 *
 * It fails as a whole if it fails in one member, because the functions or a configuration recorder
 * are missing. So put it into its own stack, and deploy that once every member has both.
 */
export class OrganizationMemberPack extends Construct {
  readonly conformancePack: config.CfnOrganizationConformancePack;

  constructor(scope: Construct, id: string, props: OrganizationMemberPackProps) {
    super(scope, id);
    const { rules, packFolder } = props.generated ?? { rules: readRules() };
    const pack = 'member-accounts';
    this.conformancePack = new config.CfnOrganizationConformancePack(this, 'ConformancePack', {
      organizationConformancePackName: MEMBER_PACK_NAME,
      templateBody: packBody(pack, packFolder),
      conformancePackInputParameters: inputParameters(pack, rules, { ...props.memberParameters }),
      excludedAccounts: [props.managementAccountId, ...(props.excludedAccountIds ?? [])],
    });
  }
}
