import { CloudFormationClient, DescribeOrganizationsAccessCommand } from '@aws-sdk/client-cloudformation';
import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  type ConfigurationRecorder,
} from '@aws-sdk/client-config-service';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedServicesForAccount,
} from '@aws-sdk/client-organizations';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Facts, Organization, Reading, Recorder } from './facts';

const COMPLIANCE_TYPE = 'AWS::Config::ConformancePackCompliance';

/** Reads the {@link Facts}, as the AWS CLI's caller would. */
export async function gather(): Promise<Facts> {
  const sts = new STSClient({});
  const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const region = await sts.config.region();
  const organizations = new OrganizationsClient({});
  const organization = await reading('organizations:DescribeOrganization', () =>
    describeOrganization(organizations),
  );
  const isManagement = 'value' in organization && organization.value?.managementAccountId === account;

  return {
    account,
    region,
    organization,
    recorder: await reading('config:DescribeConfigurationRecorders', describeRecorder),
    bootstrapVersion: await reading('ssm:GetParameter', bootstrapVersion),
    organizationRoot: await reading('organizations:ListRoots', async () => {
      const { Roots } = await organizations.send(new ListRootsCommand({}));
      return Roots?.[0]?.Id ?? '';
    }),
    trustedServices: await reading('organizations:ListAWSServiceAccessForOrganization', () =>
      all(
        paginateListAWSServiceAccessForOrganization({ client: organizations }, {}),
        (page) => page.EnabledServicePrincipals,
      ),
    ),
    delegatedServices: await reading('organizations:ListDelegatedServicesForAccount', () =>
      all(
        paginateListDelegatedServicesForAccount({ client: organizations }, { AccountId: account }),
        (page) => page.DelegatedServices,
      ),
    ),
    stackSetsActivated: await reading('cloudformation:DescribeOrganizationsAccess', async () => {
      const CallAs = isManagement ? 'SELF' : 'DELEGATED_ADMIN';
      const { Status } = await new CloudFormationClient({}).send(
        new DescribeOrganizationsAccessCommand({ CallAs }),
      );
      return Status === 'ENABLED';
    }),
  };
}

async function reading<T>(action: string, read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: `${action} failed: ${name}: ${message}` };
  }
}

async function all<Page, Item extends { ServicePrincipal?: string | undefined }>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<string[]> {
  const principals: string[] = [];
  for await (const page of pages) {
    for (const { ServicePrincipal } of items(page) ?? []) {
      if (ServicePrincipal !== undefined) {
        principals.push(ServicePrincipal);
      }
    }
  }
  return principals;
}

async function describeOrganization(client: OrganizationsClient): Promise<Organization | undefined> {
  try {
    const { Organization: found } = await client.send(new DescribeOrganizationCommand({}));
    return {
      id: found?.Id ?? '',
      managementAccountId: found?.MasterAccountId ?? '',
      allFeatures: found?.FeatureSet === 'ALL',
    };
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) {
      return undefined;
    }
    throw error;
  }
}

async function describeRecorder(): Promise<Recorder | undefined> {
  const client = new ConfigServiceClient({});
  const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
  const { ConfigurationRecordersStatus = [] } = await client.send(
    new DescribeConfigurationRecorderStatusCommand({}),
  );
  const [recorder] = ConfigurationRecorders;
  return (
    recorder && {
      name: recorder.name ?? 'default',
      recording: ConfigurationRecordersStatus.some(
        (status) => status.name === recorder.name && status.recording === true,
      ),
      recordsCompliance: records(recorder, COMPLIANCE_TYPE),
    }
  );
}

function records({ recordingGroup }: ConfigurationRecorder, type: string): boolean {
  const has = (types: readonly string[] | undefined): boolean => types?.includes(type) ?? false;
  switch (recordingGroup?.recordingStrategy?.useOnly) {
    case 'EXCLUSION_BY_RESOURCE_TYPES':
      return !has(recordingGroup.exclusionByResourceTypes?.resourceTypes);
    case 'INCLUSION_BY_RESOURCE_TYPES':
      return has(recordingGroup.resourceTypes);
    default:
      return recordingGroup?.allSupported === true || has(recordingGroup?.resourceTypes);
  }
}

async function bootstrapVersion(): Promise<number | undefined> {
  try {
    const { Parameter } = await new SSMClient({}).send(
      new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }),
    );
    return Number(Parameter?.Value);
  } catch (error) {
    if (error instanceof ParameterNotFound) {
      return undefined;
    }
    throw error;
  }
}
