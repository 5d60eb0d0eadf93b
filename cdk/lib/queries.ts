import { byRecommendation, type Rule } from './rules';

/** An advanced query of AWS Config. */
export interface Query {
  readonly name: string;
  readonly description: string;
  readonly expression: string;
}

/** A placeholder for the account in a query. No account has this id. */
const PLACEHOLDER_ACCOUNT = '000000000000';

/**
 * The questions that users have for an aggregator.
 *
 * @param packNames names of the packs as they appear in accounts; a `%` at the end matches any
 * suffix
 */
export function queries(rules: readonly Rule[], packNames: readonly string[]): Query[] {
  const packs = anyOf(packNames.map((name) => matches('resourceName', name)));
  const where = (...conditions: string[]): string =>
    ["resourceType = 'AWS::Config::ConformancePackCompliance'", packs, ...conditions].join(' AND ');
  const LIST = 'configuration.configRuleList';

  return [
    {
      name: 'root-credentials-packs-by-account',
      description:
        'Whether each account complies with the pack for root credentials, and with how many rules',
      expression:
        'SELECT accountId, awsRegion, resourceName, configuration.complianceType, ' +
        'configuration.compliantRuleCount, configuration.nonCompliantRuleCount, ' +
        `configuration.totalRuleCount WHERE ${where()}`,
    },
    {
      name: 'root-credentials-one-account',
      description: `Every rule's result in one account: put its id in place of ${PLACEHOLDER_ACCOUNT}`,
      expression: `SELECT accountId, resourceName, ${LIST} WHERE ${where(`accountId = '${PLACEHOLDER_ACCOUNT}'`)}`,
    },
    ...[...byRecommendation(rules)].map(([recommendation, its]) => ({
      name: `root-credentials-${recommendation}-non-compliant`,
      description:
        `Accounts that may not follow ${recommendation}. Conditions on a list match across its elements: ` +
        `read the results of ${its.length === 1 ? 'the rule' : 'the rules'} in the answer's list`,
      expression: `SELECT accountId, resourceName, ${LIST} WHERE ${where(
        `${LIST}.complianceType = 'NON_COMPLIANT'`,
        anyOf(its.map((rule) => matches(`${LIST}.configRuleName`, `${rule.name}-conformance-pack-%`))),
      )}`,
    })),
  ];
}

function matches(property: string, pattern: string): string {
  return `${property} ${pattern.endsWith('%') ? 'LIKE' : '='} '${pattern}'`;
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions.join() : `(${conditions.join(' OR ')})`;
}
