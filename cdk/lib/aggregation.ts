import { Aws, aws_config as config, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { queries } from './queries';
import type { Rule } from './rules';

export interface AggregationProps {
  readonly rules: readonly Rule[];
  /** Names of the packs as they appear in accounts; a `%` at the end matches any suffix. */
  readonly packNames: readonly string[];
}

/** Every account's results in one place, and stored queries for them. */
export class Aggregation extends Construct {
  readonly aggregator: config.CfnConfigurationAggregator;

  constructor(scope: Construct, id: string, props: AggregationProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: 'Lets AWS Config list the accounts of the organization for the aggregator',
      assumedBy: new iam.ServicePrincipal('config.amazonaws.com'),
      inlinePolicies: {
        ListAccounts: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: [
                'organizations:DescribeOrganization',
                'organizations:ListAWSServiceAccessForOrganization',
                'organizations:ListAccounts',
                'organizations:ListDelegatedAdministrators',
              ],
              resources: ['*'],
            }),
          ],
        }),
      },
    });
    this.aggregator = new config.CfnConfigurationAggregator(this, 'Aggregator', {
      configurationAggregatorName: 'root-credential-rules',
      organizationAggregationSource: { roleArn: role.roleArn, awsRegions: [Aws.REGION] },
    });
    for (const query of queries(props.rules, props.packNames)) {
      new config.CfnStoredQuery(this, query.name, {
        queryName: query.name,
        queryDescription: query.description,
        queryExpression: query.expression,
      });
    }
  }
}
