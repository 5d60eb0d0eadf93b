import { Aws, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { statementsFor } from './permissions';
import { NAME_PREFIX, rulesOf, type Rule } from './rules';

export interface OrganizationReaderRoleProps {
  readonly rules: readonly Rule[];
  readonly organizationId: string;
  readonly managementAccountId: string;
}

/**
 * The role with which the members' functions read their organization.
 *
 * Whoever assumes it must tag the session with their own account's id, and that tag limits what the
 * role may read. So a member's administrator, who can create a role with a rule's name, can't read
 * about other accounts.
 */
export class OrganizationReaderRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: OrganizationReaderRoleProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      roleName: 'root-credential-organization-reader',
      description: "Lets the rules for root credentials in a member account read that account's facts",
      assumedBy: new iam.AnyPrincipal()
        .withConditions({
          StringEquals: {
            'aws:PrincipalOrgID': props.organizationId,
            'aws:RequestTag/account': '${aws:PrincipalAccount}',
          },
          ArnLike: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::*:role/${NAME_PREFIX}*` },
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'account' },
        })
        .withSessionTags(),
      inlinePolicies: {
        TaggedAccount: new iam.PolicyDocument({
          minimize: true,
          statements: statementsFor(
            rulesOf('member-accounts', props.rules).flatMap((rule) => rule.permissions.organization),
            {
              partition: Aws.PARTITION,
              region: Aws.REGION,
              account: Aws.ACCOUNT_ID,
              organization: props.organizationId,
              managementAccount: props.managementAccountId,
              evaluated: '${aws:PrincipalTag/account}',
              sharedScope: 'members',
            },
          ),
        }),
      },
    });
  }
}
