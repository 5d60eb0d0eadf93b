import { CfnParameter, Stack, type aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ErrorAlarm } from './errors';
import type { FunctionPackages } from './function-packages';
import { Pack, templateParameters } from './pack';
import { RootUseEvaluation } from './root-use-evaluation';
import { RuleFunctions } from './rule-function';
import type { Rule } from './rules';

/** The name of the members' pack. */
export const MEMBER_PACK_NAME = 'root-credential-rules-members';

/** The name of the stack set of members; the names of their stacks hold it. */
export const MEMBER_STACK_SET_NAME = 'root-credential-rules';

/**
 * Where the members' rules come from: each member's own stack, after its functions; or one pack of
 * the organization, which members can't delete, but which fails as a whole if it fails in one
 * member.
 */
export type MemberPack = 'stack' | 'organization';

/** What a member's template needs to know about its organization. */
export interface OrganizationReferences {
  readonly readerRoleArn: string;
  readonly errorTopicArn: string;
  readonly errorTopicKeyArn: string;
}

export interface MemberAccountProps {
  readonly rules: readonly Rule[];
  readonly packages: FunctionPackages;
  readonly organization: OrganizationReferences;
  readonly logRetention?: logs.RetentionDays;
  readonly evaluateOnRootUse?: boolean;
  /** @default stack */
  readonly memberPack?: MemberPack | undefined;
  /** The folder of the generated packs. @default those of this repository */
  readonly packFolder?: string | undefined;
}

/** What every member account of an organization holds. */
export class MemberAccount extends Construct {
  constructor(scope: Construct, id: string, props: MemberAccountProps) {
    super(scope, id);
    const { rules, packages, organization, logRetention } = props;
    const pack = 'member-accounts';
    const functions = new RuleFunctions(this, 'Functions', {
      pack,
      rules,
      packages,
      readerRoleArn: organization.readerRoleArn,
      logRetention,
    });
    new ErrorAlarm(this, 'ErrorAlarm', functions).notifyOrganization(
      organization.errorTopicArn,
      organization.errorTopicKeyArn,
    );
    if (props.memberPack !== 'organization') {
      new Pack(this, 'ConformancePack', {
        pack,
        packName: MEMBER_PACK_NAME,
        packFolder: props.packFolder,
        functions,
        inputs: templateParameters(Stack.of(this), pack, rules),
      });
    }
    if (props.evaluateOnRootUse) {
      new RootUseEvaluation(this, 'RootUse');
    }
  }
}

/** The references as parameters of a template that is the same for every organization. */
export function organizationParameters(stack: Stack): OrganizationReferences {
  const parameter = (id: string, description: string, allowedPattern: string): string =>
    new CfnParameter(stack, id, { description, allowedPattern }).valueAsString;
  return {
    readerRoleArn: parameter(
      'ReaderRoleArn',
      'The role that reads facts about the organization',
      'arn:[a-z-]+:iam::\\d{12}:role/.+',
    ),
    errorTopicArn: parameter(
      'ErrorTopicArn',
      'The topic for errors',
      'arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:.+',
    ),
    errorTopicKeyArn: parameter(
      'ErrorTopicKeyArn',
      'The key that encrypts the topic',
      'arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/.+',
    ),
  };
}
