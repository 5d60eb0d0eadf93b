import {
  Aws,
  Duration,
  RemovalPolicy,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as actions,
} from 'aws-cdk-lib';
import {
  aws_events as events,
  aws_iam as iam,
  aws_kms as kms,
  aws_logs as logs,
  aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RuleFunction } from './rule-function';

/** The name of the alarm in every account. */
export const ALARM_NAME = 'root-credential-rules-errors';

/** In the account and Region of the template. */
const ALARM_ARN = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${ALARM_NAME}`;

/** The name of the role that carries a member's alarm to the organization's topic. */
export const NOTIFIER_NAME = 'root-credential-errors-notifier';

/**
 * A failure in a function's log: the function's own line about an error that it returned or that
 * kept it from starting, and Lambda's report of a crash or a timeout. Neither is enough. Lambda's
 * report counts a returned error as a success, and a killed function writes no line.
 */
export const FAILURE_PATTERN =
  '{ $.level = "ERROR" || $.level = "FATAL" || ($.type = "platform.report" && $.record.status != "success") }';

/**
 * An alarm for failing functions. AWS Config doesn't show a failure: the rule keeps its last
 * result, or has none.
 *
 * One alarm reads one metric, which all functions' log groups write to. An alarm on each function's
 * own metric would cost more than the evaluations.
 */
export class ErrorAlarm extends Construct {
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: { readonly functions: readonly RuleFunction[] }) {
    super(scope, id);
    const metricName = 'FailedEvaluations';
    const metricNamespace = 'RootCredentialRules';
    for (const { rule, logGroup } of props.functions) {
      new logs.MetricFilter(this, rule.name, {
        logGroup,
        metricNamespace,
        metricName,
        metricValue: '1',
        filterPattern: logs.FilterPattern.literal(FAILURE_PATTERN),
      });
    }
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmName: ALARM_NAME,
      alarmDescription:
        'A rule for root credentials could not be evaluated; its result in AWS Config is not current. ' +
        'The log groups /aws/lambda/root-credential-rules-* say why.',
      metric: new cloudwatch.Metric({
        namespace: metricNamespace,
        metricName,
        statistic: cloudwatch.Stats.SUM,
        period: Duration.hours(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // The metric only has values in hours with failures: without one the alarm returns to OK, and
      // goes off again with the next.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Notifies a topic of the same account. */
  notify(topic: sns.ITopic): void {
    this.alarm.addAlarmAction(new actions.SnsAction(topic));
  }

  /**
   * Notifies the organization's topic in another account. The event bus carries the alarm: with a
   * role as the sender, the topic can check that it belongs to the organization, which isn't
   * possible with CloudWatch itself.
   */
  notifyOrganization(topicArn: string, topicKeyArn: string): void {
    const role = new iam.Role(this, 'Notifier', {
      roleName: NOTIFIER_NAME,
      description: 'Carries the alarm about rules for root credentials to the topic of the organization',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Notify: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topicArn] }),
            new iam.PolicyStatement({
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resources: [topicKeyArn],
            }),
          ],
        }),
      },
    });
    new events.CfnRule(this, 'AlarmRaised', {
      description: 'The alarm about rules for root credentials goes off',
      eventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: [ALARM_ARN],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        {
          id: 'Topic',
          arn: topicArn,
          roleArn: role.roleArn,
          inputTransformer: {
            inputPathsMap: { account: '$.account', region: '$.region', time: '$.time' },
            inputTemplate:
              '"Account <account>, <region>, <time>: a rule for root credentials could not be evaluated. ' +
              'The log groups /aws/lambda/root-credential-rules-* in that account say why."',
          },
        },
      ],
    });
  }
}

export interface ErrorTopicProps {
  /**
   * The organization whose members may also notify the topic. @default only this account
   */
  readonly organizationId?: string;
}

/** The encrypted topic that reports rules that could not be evaluated. Subscribe to it. */
export class ErrorTopic extends Construct {
  readonly topic: sns.Topic;
  readonly key: kms.Key;

  constructor(scope: Construct, id: string, props: ErrorTopicProps = {}) {
    super(scope, id);
    // The AWS managed key for SNS does not let CloudWatch use it.
    this.key = new kms.Key(this, 'Key', {
      description: 'Messages about rules for root credentials that could not be evaluated',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: 'Root credential rules: errors',
      masterKey: this.key,
      enforceSSL: true,
    });
    const keyUse = ['kms:Decrypt', 'kms:GenerateDataKey'];
    const cloudWatch = new iam.ServicePrincipal('cloudwatch.amazonaws.com');
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Alarms',
        principals: [cloudWatch],
        actions: keyUse,
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Alarms',
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': ALARM_ARN },
        },
      }),
    );
    if (props.organizationId !== undefined) {
      const members = {
        StringEquals: { 'aws:PrincipalOrgID': props.organizationId },
        ArnLike: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::*:role/${NOTIFIER_NAME}` },
      };
      this.topic.addToResourcePolicy(
        new iam.PolicyStatement({
          sid: 'Members',
          principals: [new iam.AnyPrincipal()],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: members,
        }),
      );
      this.key.addToResourcePolicy(
        new iam.PolicyStatement({
          sid: 'Members',
          principals: [new iam.AnyPrincipal()],
          actions: keyUse,
          resources: ['*'],
          conditions: {
            ...members,
            StringEquals: {
              ...members.StringEquals,
              'kms:ViaService': `sns.${Aws.REGION}.${Aws.URL_SUFFIX}`,
            },
          },
        }),
      );
    }
  }
}
