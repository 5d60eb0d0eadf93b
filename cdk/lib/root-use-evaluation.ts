import {
  Aws,
  RemovalPolicy,
  Token,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  aws_logs as logs,
  aws_stepfunctions as stepfunctions,
} from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { NAME_PREFIX } from './rules';

/** CloudTrail's event history may show an event a quarter of an hour after it happened. */
const EVENT_HISTORY_DELAY_SECONDS = 15 * 60;

/** The CloudTrail events of root user activity: sign-ins, calls, changes of MFA devices. */
export const ROOT_USE_PATTERN = {
  'detail-type': ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail'],
  detail: {
    userIdentity: {
      type: ['Root'],
      invokedBy: [{ exists: false }],
      // Sessions of centralized root access don't use root's credentials.
      sessionContext: { assumedRoot: [{ exists: false }] },
    },
    eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
  },
};

/** Where each partition records root user activity, and whether EventBridge can send events from there. */
const PARTITIONS: Readonly<Record<string, { readonly globalRegion: string; readonly forwards: boolean }>> = {
  aws: { globalRegion: 'us-east-1', forwards: true },
  'aws-cn': { globalRegion: 'cn-north-1', forwards: false },
  'aws-us-gov': { globalRegion: 'us-gov-west-1', forwards: false },
  'aws-eusc': { globalRegion: 'eusc-de-east-1', forwards: false },
};

/**
 * The Region in which a partition records root user activity.
 *
 * @throws Error if the Region is not known before deployment, or if its partition can't send events
 *   from there to it
 */
export function globalRegion(region: string): string {
  if (Token.isUnresolved(region)) {
    throw new Error(
      "evaluating on root's use needs to know the Region: give the stack an env, " +
        'or with the apps set AWS_REGION or choose a profile that has a Region',
    );
  }
  const partition = RegionInfo.get(region).partition ?? 'aws';
  const found = PARTITIONS[partition];
  if (found === undefined) {
    throw new Error(`evaluation on root use is not possible in the partition ${partition}`);
  }
  if (region !== found.globalRegion && !found.forwards) {
    throw new Error(
      `evaluating on root's use is not possible in ${region}: in the partition ${partition} EventBridge ` +
        `sends no events to another Region. Deploy to ${found.globalRegion}, or do without`,
    );
  }
  return found.globalRegion;
}

/**
 * Evaluates the rules after root user activity, so that the results are a quarter of an hour behind
 * rather than a day. A trail must log management events in the partition's global Region; in any
 * other Region, {@link RootUseForwarding} must forward the events here.
 */
export class RootUseEvaluation extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const name = 'root-credential-rules-evaluation';
    const arn = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${name}`;

    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stateMachine = new stepfunctions.StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      definitionBody: stepfunctions.DefinitionBody.fromString(JSON.stringify(definition(arn))),
      logs: { destination: logGroup, level: stepfunctions.LogLevel.ALL },
    });
    stateMachine.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['states:ListExecutions'], resources: [arn] }),
    );
    stateMachine.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['config:DescribeConfigRules'], resources: ['*'] }),
    );
    stateMachine.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['config:StartConfigRulesEvaluation'],
        resources: [`arn:${Aws.PARTITION}:config:${Aws.REGION}:${Aws.ACCOUNT_ID}:config-rule/*`],
      }),
    );
    // Without it, a rule in the global Region may not have this bus as a target, even in the same
    // account.
    new events.CfnEventBusPolicy(this, 'Forwarding', {
      statementId: 'root-credential-rules-forwarding',
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
        Action: 'events:PutEvents',
        Resource: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`,
      },
    });
    new events.Rule(this, 'RootUse', {
      description: 'Root user activity',
      eventPattern: { detailType: ROOT_USE_PATTERN['detail-type'], detail: ROOT_USE_PATTERN.detail },
      targets: [new targets.SfnStateMachine(stateMachine)],
    });
  }
}

/** Sends root events from the partition's global Region to the Region of the rules. */
export class RootUseForwarding extends Construct {
  constructor(scope: Construct, id: string, props: { readonly targetRegion: string }) {
    super(scope, id);
    const bus = `arn:${Aws.PARTITION}:events:${props.targetRegion}:${Aws.ACCOUNT_ID}:event-bus/default`;
    const role = new iam.Role(this, 'Role', {
      description: "Sends the root user's events to another Region's event bus",
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Forward: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] })],
        }),
      },
    });
    new events.CfnRule(this, 'RootUse', {
      description: `The root user was active; ${props.targetRegion} is told`,
      eventPattern: ROOT_USE_PATTERN,
      targets: [{ id: 'EventBus', arn: bus, roleArn: role.roleArn }],
    });
  }
}

/**
 * Waits until the event history has the event, and evaluates only once for several in a row: an
 * execution ends if a later one is still waiting.
 */
function definition(stateMachineArn: string): object {
  const call = (name: string): string => `arn:${Aws.PARTITION}:states:::aws-sdk:${name}`;
  // StartConfigRulesEvaluation allows one call a minute.
  const busy = [
    {
      ErrorEquals: ['States.TaskFailed'],
      IntervalSeconds: 70,
      MaxAttempts: 5,
      BackoffRate: 1.5,
    },
  ];
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'AwaitEventHistory',
    States: {
      AwaitEventHistory: {
        Type: 'Wait',
        Seconds: EVENT_HISTORY_DELAY_SECONDS,
        Next: 'ListExecutions',
      },
      ListExecutions: {
        Type: 'Task',
        Resource: call('sfn:listExecutions'),
        Arguments: { StateMachineArn: stateMachineArn, StatusFilter: 'RUNNING' },
        Output:
          '{% $exists($states.result.Executions[$toMillis(StartDate) > ' +
          '$toMillis($states.context.Execution.StartTime)]) %}',
        Assign: { names: [], page: {} },
        Next: 'IsLatest',
      },
      IsLatest: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input %}', Next: 'Left' }],
        Default: 'ListRules',
      },
      ListRules: {
        Type: 'Task',
        Resource: call('config:describeConfigRules'),
        Arguments: '{% $page %}',
        Assign: {
          names:
            '{% $append($names, $states.result.ConfigRules' +
            `[$contains(Source.SourceIdentifier, ":function:${NAME_PREFIX}")].ConfigRuleName) %}`,
          page: '{% $exists($states.result.NextToken) ? {"NextToken": $states.result.NextToken} : {} %}',
        },
        Retry: busy,
        Next: 'MoreRules',
      },
      MoreRules: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $exists($page.NextToken) %}', Next: 'ListRules' }],
        Default: 'Evaluate',
      },
      Evaluate: {
        Type: 'Task',
        Resource: call('config:startConfigRulesEvaluation'),
        Arguments: { ConfigRuleNames: '{% [$names] %}' },
        Retry: busy,
        End: true,
      },
      Left: { Type: 'Succeed' },
    },
  };
}
