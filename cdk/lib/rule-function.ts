import {
  Aws,
  Duration,
  RemovalPolicy,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionPackages } from './function-packages';
import { statementsFor, type Place } from './permissions';
import { rulesOf, type PackName, type Rule } from './rules';

/** What the functions of one account have in common. */
export interface RuleFunctionsProps {
  /** The pack whose rules get a function. */
  readonly pack: PackName;
  readonly rules: readonly Rule[];
  readonly packages: FunctionPackages;
  /** @default three months */
  readonly logRetention?: logs.RetentionDays;
  /**
   * The role with which the functions read the organization. @default none: the functions use their
   * own roles, as in the management account
   */
  readonly readerRoleArn?: string;
}

/** The functions of a pack's rules in one account, each with its own role and log group. */
export class RuleFunctions extends Construct {
  readonly functions: readonly RuleFunction[];

  constructor(scope: Construct, id: string, props: RuleFunctionsProps) {
    super(scope, id);
    this.functions = rulesOf(props.pack, props.rules).map(
      (rule) => new RuleFunction(this, rule.name, { ...props, rule }),
    );
  }
}

export interface RuleFunctionProps extends RuleFunctionsProps {
  readonly rule: Rule;
}

/** The function of one rule, with the permissions in its metadata and no others. */
export class RuleFunction extends Construct {
  readonly rule: Rule;
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  /** AWS Config's permission to invoke the function. A rule can't be created without it. */
  readonly invokePermission: lambda.CfnPermission;

  constructor(scope: Construct, id: string, props: RuleFunctionProps) {
    super(scope, id);
    const { rule, packages, readerRoleArn } = props;
    this.rule = rule;
    const asksReader = readerRoleArn !== undefined && rule.permissions.organization.length > 0;

    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${rule.functionName}`,
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      // A remaining group would block the next installation, because its name is fixed.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const role = new iam.Role(this, 'Role', {
      // The reader role recognizes the functions by this name.
      roleName: rule.functionName,
      description: `What the rule ${rule.name} may do`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Rule: new iam.PolicyDocument({
          minimize: true,
          statements: [
            ...statementsFor(
              [
                'config:PutEvaluations',
                ...rule.permissions.own,
                ...(readerRoleArn === undefined ? rule.permissions.organization : []),
              ],
              placeOf(props.pack),
            ),
            ...(asksReader
              ? [
                  new iam.PolicyStatement({
                    actions: ['sts:AssumeRole', 'sts:TagSession'],
                    resources: [readerRoleArn],
                  }),
                ]
              : []),
          ],
        }),
        Logs: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });

    this.function = new lambda.Function(this, 'Function', {
      functionName: rule.functionName,
      description: rule.title,
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture: lambda.Architecture.custom(packages.architecture),
      handler: 'bootstrap',
      code: packages.codeOf(rule),
      memorySize: 128,
      timeout: Duration.seconds(rule.timeout),
      role,
      logGroup: this.logGroup,
      // The metric filters for errors read Lambda's own reports, which are JSON only in this
      // format.
      loggingFormat: lambda.LoggingFormat.JSON,
      ...(asksReader && { environment: { ORGANIZATION_READER_ROLE_ARN: readerRoleArn } }),
    });

    this.invokePermission = new lambda.CfnPermission(this, 'InvokedByConfig', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'config.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    });
  }
}

/** A function reads the account that it runs in. */
function placeOf(pack: PackName): Place {
  return {
    partition: Aws.PARTITION,
    region: Aws.REGION,
    account: Aws.ACCOUNT_ID,
    organization: 'o-*',
    managementAccount: pack === 'management-account' ? Aws.ACCOUNT_ID : '*',
    evaluated: Aws.ACCOUNT_ID,
    sharedScope: pack === 'management-account' ? 'management' : 'members',
  };
}
