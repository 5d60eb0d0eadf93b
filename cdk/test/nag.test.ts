import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import { APPS, buildApp, type AppName } from './support/synthesis';

interface Justification {
  /** Where the finding is, in the construct's path. */
  readonly at: RegExp;
  readonly finding: RegExp;
  readonly reason: string;
}

/** Every finding that stands, and why. */
const JUSTIFIED: readonly Justification[] = [
  {
    at: /\/Functions\/[a-z-]+\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'The action has no resource types; lib/permissions.ts lists each, and a test checks the list',
  },
  {
    at: /\/Functions\/[a-z-]+\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::arn:.+\]$/,
    reason:
      'A rule judges all trails, alarms, topics, policies or documents of the account, whatever their names',
  },
  {
    at: /\/Reader\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::arn:.+(account>|members)\/\*\]$/,
    reason: 'Documents of the tagged account, or of all members, which each rule finds under its own name',
  },
  {
    at: /\/Reader\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::arn:.+\/(ou-|r-|p-)\*\]$/,
    reason: 'The policies in force on an account are found on its path, which differs between accounts',
  },
  {
    at: /\/Reader\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'organizations:ListRoots has no resource types',
  },
  {
    at: /\/Aggregation\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'The actions that AWS Config asks for in an organization have no resource types',
  },
  {
    at: /\/RootUse\/StateMachine\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'config:DescribeConfigRules and the delivery of logs have no resource types',
  },
  {
    at: /\/RootUse\/StateMachine\/Role\//,
    finding: /^AwsSolutions-IAM5\[Resource::.+:config-rule\/\*\]$/,
    reason: "AWS Config chooses the ids of a pack's rules",
  },
  {
    at: /\/RootUse\/StateMachine\//,
    finding: /^AwsSolutions-SF2$/,
    reason: 'Two calls in a row to one service leave nothing to trace',
  },
  {
    at: /\/Members\/Assets\//,
    finding: /^AwsSolutions-S1$/,
    reason: 'The bucket holds the code of the functions, which is public; StackSets alone reads it',
  },
  {
    at: /\/Custom::CDKBucketDeployment/,
    finding: /^AwsSolutions-(IAM4|IAM5|L1)(\[|$)/,
    reason:
      "The CDK's own function, which copies the zips at deployment; its permissions and runtime are the CDK's",
  },
];

const used = new Set<Justification>();

test.each(Object.keys(APPS) as AppName[])('%s has no finding that is not justified', (name) => {
  const app = buildApp(name, { region: 'eu-west-1', settings: { evaluateOnRootUse: true } });
  const findings = new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      // Typed without the path, which the plug-in gives.
      (violatingResources as { constructPath?: string }[]).map(({ constructPath = '' }) => ({
        ruleName,
        constructPath,
      })),
    );
  const standing = findings.filter(({ ruleName, constructPath }) => {
    const reasons = JUSTIFIED.filter(({ at, finding }) => finding.test(ruleName) && at.test(constructPath));
    reasons.forEach((reason) => used.add(reason));
    return reasons.length === 0;
  });
  expect(standing).toEqual([]);
});

afterAll(() => {
  expect(
    JUSTIFIED.filter((reason) => !used.has(reason)),
    'justifications of nothing',
  ).toEqual([]);
});
