import { App, BootstraplessSynthesizer, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { stringify } from 'yaml';
import { ErrorAlarm, ErrorTopic } from '../lib/errors';
import { BucketPackages } from '../lib/function-packages';
import { MemberAccount, organizationParameters } from '../lib/member-account';
import { protectionPolicy } from '../lib/protection';
import { OrganizationReaderRole } from '../lib/reader-role';
import { RuleFunctions } from '../lib/rule-function';
import type { Rule } from '../lib/rules';

/**
 * Templates for those who deploy without the CDK. They take the zips from the user's bucket. A
 * member's template contains its pack; the management account's pack is a separate file.
 *
 * @returns the texts by file name
 */
export function plainTemplates(rules: readonly Rule[]): Map<string, string> {
  const app = new App();
  const stack = (id: string, description: string): Stack =>
    new Stack(app, id, { description, synthesizer: new BootstraplessSynthesizer() });

  const management = stack(
    'management-account-functions',
    'The functions of the rules for root credentials in a standalone account, or a management account',
  );
  const functions = new RuleFunctions(management, 'Functions', {
    pack: 'management-account',
    rules,
    packages: packages(management),
  });
  new ErrorAlarm(management, 'ErrorAlarm', functions).notify(new ErrorTopic(management, 'Errors').topic);

  const member = stack(
    'member-account',
    'The rules for root credentials in a member account of an organization, and their functions',
  );
  new MemberAccount(member, 'Rules', {
    rules,
    packages: packages(member),
    organization: organizationParameters(member),
  });

  const organization = stack(
    'organization',
    'What the rules for root credentials in member accounts need from their organization',
  );
  const organizationId = new CfnParameter(organization, 'OrganizationId', {
    description: "The organization's id",
    allowedPattern: 'o-[a-z0-9]{10,32}',
  }).valueAsString;
  const managementAccountId = new CfnParameter(organization, 'ManagementAccountId', {
    description: "The management account's id",
    allowedPattern: '\\d{12}',
  }).valueAsString;
  const { role } = new OrganizationReaderRole(organization, 'Reader', {
    rules,
    organizationId,
    managementAccountId,
  });
  const { topic, key } = new ErrorTopic(organization, 'Errors', { organizationId });
  for (const [name, value] of Object.entries({
    ReaderRoleArn: role.roleArn,
    ErrorTopicArn: topic.topicArn,
    ErrorTopicKeyArn: key.keyArn,
  })) {
    new CfnOutput(organization, name, { value, description: `${name} of member-account.yaml` });
  }

  const assembly = app.synth();
  return new Map([
    ...assembly.stacks.map((artifact): [string, string] => [
      `${artifact.stackName}.yaml`,
      `# Generated from cdk/rules.json by \`npm run generate\` in cdk/.\n${stringify(artifact.template, {
        lineWidth: 0,
        aliasDuplicateObjects: false,
      })}`,
    ]),
    ['protection-policy.json', `${JSON.stringify(protectionPolicy(), undefined, 2)}\n`],
  ]);
}

function packages(stack: Stack): BucketPackages {
  const architecture = new CfnParameter(stack, 'Architecture', {
    description: 'The processor that the functions were built for',
    allowedValues: ['x86_64', 'arm64'],
    default: 'x86_64',
  }).valueAsString;
  const bucket = new CfnParameter(stack, 'PackageBucket', {
    description: 'The bucket, in the same Region, with the zips that `cargo pack package` makes',
  }).valueAsString;
  const prefix = new CfnParameter(stack, 'PackagePrefix', {
    description:
      'The prefix of the zips, with a slash at its end. Functions only change with it: use a new one for each version',
    allowedPattern: '.*/',
  }).valueAsString;
  return new BucketPackages(stack, architecture, bucket, prefix);
}
