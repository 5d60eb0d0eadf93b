import type { Deployment, Facts, Reading } from './facts';

export interface Check {
  readonly title: string;
  readonly state: 'met' | 'missing' | 'unknown';
  /** What to do if it is not met. */
  readonly advice?: string;
}

/** The version that the CDK's deployments require. */
const MINIMUM_BOOTSTRAP_VERSION = 6;

interface Service {
  readonly principal: string;
  readonly purpose: string;
}

const SERVICES: readonly Service[] = [
  { principal: 'member.org.stacksets.cloudformation.amazonaws.com', purpose: "the members' stacks" },
  { principal: 'config.amazonaws.com', purpose: 'the aggregator' },
];

/** Also required if the members' pack is the organization's. */
const ORGANIZATION_PACK_SERVICE: Service = {
  principal: 'config-multiaccountsetup.amazonaws.com',
  purpose: "the organization's conformance pack",
};

/** Checks which prerequisites of a deployment are met. */
export function judge(deployment: Deployment, facts: Facts): Check[] {
  switch (deployment) {
    case 'one-account':
      return account(facts);
    case 'organization':
      return [...account(facts), ...organization(facts, SERVICES)];
    case 'organization-pack':
      return [...account(facts), ...organization(facts, [...SERVICES, ORGANIZATION_PACK_SERVICE])];
  }
}

function account({ account, region, recorder, bootstrapVersion }: Facts): Check[] {
  return [
    check(
      `AWS Config records in ${account}, ${region}`,
      recorder,
      (found) => found?.recording === true,
      (found) =>
        found === undefined
          ? 'Set up AWS Config in this Region: it has no configuration recorder'
          : 'Start the recorder: aws configservice start-configuration-recorder ' +
            `--configuration-recorder-name ${found.name}`,
    ),
    check(
      `The CDK is bootstrapped in ${account}, ${region}`,
      bootstrapVersion,
      (version) => version !== undefined && version >= MINIMUM_BOOTSTRAP_VERSION,
      `Run: npx cdk bootstrap aws://${account}/${region}`,
    ),
  ];
}

function organization(facts: Facts, services: readonly Service[]): Check[] {
  const { account } = facts;
  const isManagement =
    'value' in facts.organization && facts.organization.value?.managementAccountId === account;
  return [
    check(
      'The account is in an organization with all features',
      facts.organization,
      (found) => found?.allFeatures === true,
      'Enable all features of the organization, or deploy the app for one account',
    ),
    ...services.map(({ principal, purpose }) =>
      check(
        `${principal} has trusted access, for ${purpose}`,
        facts.trustedServices,
        (principals) => principals.includes(principal),
        principal.startsWith('member.org.stacksets')
          ? 'In the management account: aws cloudformation activate-organizations-access'
          : `In the management account: aws organizations enable-aws-service-access --service-principal ${principal}`,
      ),
    ),
    check(
      'CloudFormation has activated trusted access',
      facts.stackSetsActivated,
      (activated) => activated,
      'In the management account: aws cloudformation activate-organizations-access',
    ),
    ...(isManagement
      ? []
      : services.map(({ principal, purpose }) =>
          check(
            `${account} is a delegated administrator of ${principal}, for ${purpose}`,
            facts.delegatedServices,
            (principals) => principals.includes(principal),
            'In the management account: aws organizations register-delegated-administrator ' +
              `--account-id ${account} --service-principal ${principal}`,
          ),
        )),
    check(
      'AWS Config records the compliance of conformance packs, for the stored queries',
      facts.recorder,
      (found) => found?.recordsCompliance === true,
      'Let the recorders record AWS::Config::ConformancePackCompliance, or all resource types',
    ),
  ];
}

function check<T>(
  title: string,
  reading: Reading<T>,
  met: (value: T) => boolean,
  advice: string | ((value: T) => string),
): Check {
  if ('error' in reading) {
    return { title, state: 'unknown', advice: reading.error };
  }
  const { value } = reading;
  return met(value)
    ? { title, state: 'met' }
    : { title, state: 'missing', advice: typeof advice === 'string' ? advice : advice(value) };
}
