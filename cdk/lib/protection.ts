import { aws_organizations as organizations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ALARM_NAME, NOTIFIER_NAME } from './errors';
import { MEMBER_PACK_NAME, MEMBER_STACK_SET_NAME } from './member-account';
import { NAME_PREFIX } from './rules';

/** The roles through which a service-managed stack set works in members. */
const STACK_SETS_ROLE = 'arn:*:iam::*:role/stacksets-exec-*';

/** What only stack sets may do in a member, and to which resources. */
const PROTECTED: Readonly<
  Record<string, { readonly actions: readonly string[]; readonly resources: readonly string[] }>
> = {
  Pack: {
    actions: ['config:DeleteConformancePack', 'config:PutConformancePack'],
    resources: [`arn:*:config:*:*:conformance-pack/${MEMBER_PACK_NAME}/*`],
  },
  // While it is stopped nothing is evaluated, and its name is unknown here.
  Recorder: {
    actions: ['config:DeleteConfigurationRecorder', 'config:StopConfigurationRecorder'],
    resources: ['*'],
  },
  Functions: {
    actions: ['lambda:AddPermission', 'lambda:Delete*', 'lambda:Put*', 'lambda:Remove*', 'lambda:Update*'],
    resources: [`arn:*:lambda:*:*:function:${NAME_PREFIX}*`],
  },
  // Including stack sets' own role: whoever may assume it is exempt here.
  Roles: {
    actions: ['iam:Attach*', 'iam:Create*', 'iam:Delete*', 'iam:Detach*', 'iam:Put*', 'iam:Update*'],
    resources: [`arn:*:iam::*:role/${NAME_PREFIX}*`, `arn:*:iam::*:role/${NOTIFIER_NAME}`, STACK_SETS_ROLE],
  },
  Alarm: {
    actions: ['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:PutMetricAlarm'],
    resources: [`arn:*:cloudwatch:*:*:alarm:${ALARM_NAME}`],
  },
  AlarmRule: {
    actions: [
      'events:DeleteRule',
      'events:DisableRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
    ],
    resources: [`arn:*:events:*:*:rule/StackSet-${MEMBER_STACK_SET_NAME}-*`],
  },
  Logs: {
    actions: ['logs:Delete*', 'logs:PutMetricFilter', 'logs:PutRetentionPolicy'],
    resources: [`arn:*:logs:*:*:log-group:/aws/lambda/${NAME_PREFIX}*`],
  },
  Stack: {
    actions: [
      'cloudformation:CancelUpdateStack',
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteStack',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:SetStackPolicy',
      'cloudformation:UpdateStack',
    ],
    resources: [`arn:*:cloudformation:*:*:stack/StackSet-${MEMBER_STACK_SET_NAME}-*`],
  },
};

/** A service control policy that keeps members from changing or deleting their rules. */
export function protectionPolicy(): object {
  return {
    Version: '2012-10-17',
    Statement: Object.entries(PROTECTED).map(([Sid, { actions, resources }]) => ({
      Sid,
      Effect: 'Deny',
      Action: actions,
      Resource: resources,
      Condition: { ArnNotLike: { 'aws:PrincipalArn': STACK_SETS_ROLE } },
    })),
  };
}

/** {@link protectionPolicy}, attached. Only the management account can create it. */
export class MemberProtection extends Construct {
  constructor(scope: Construct, id: string, props: { readonly targetIds: string[] }) {
    super(scope, id);
    new organizations.CfnPolicy(this, 'Policy', {
      name: 'root-credential-rules-protection',
      description: 'Keeps members from changing or deleting the rules for root credentials',
      type: 'SERVICE_CONTROL_POLICY',
      content: protectionPolicy(),
      targetIds: props.targetIds,
    });
  }
}
