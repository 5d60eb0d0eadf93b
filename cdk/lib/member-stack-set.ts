import {
  Aws,
  CfnParameter,
  type CfnStackSet,
  Fn,
  Stack,
  aws_iam as iam,
  aws_s3 as s3,
  type aws_logs as logs,
} from 'aws-cdk-lib';
import { BucketDeployment } from 'aws-cdk-lib/aws-s3-deployment';
import {
  Capability,
  DeploymentType,
  StackSet,
  StackSetStack,
  StackSetTarget,
  StackSetTemplate,
} from 'cdk-stacksets';
import { Construct } from 'constructs';
import type { FunctionPackages } from './function-packages';
import {
  MEMBER_STACK_SET_NAME,
  MemberAccount,
  organizationParameters,
  type MemberPack,
  type OrganizationReferences,
} from './member-account';
import type { Rule } from './rules';

/** How the members' stacks are rolled out. */
export interface Rollout {
  /** How many accounts are worked on at once, in percent. @default 25 */
  readonly maxConcurrentPercentage?: number;
  /**
   * In how many accounts it may fail before it stops, in percent. @default 100: a failure in one
   * account doesn't affect the others
   */
  readonly failureTolerancePercentage?: number;
}

export interface MemberStackSetProps {
  readonly rules: readonly Rule[];
  readonly packages: FunctionPackages;
  readonly organizationId: string;
  /** Ids of organizational units, or of the organization's root. */
  readonly organizationalUnitIds: string[];
  /** Whether the stack is deployed by a delegated administrator, not by the management account. */
  readonly delegatedAdministrator: boolean;
  /** Members of these units to leave out. */
  readonly excludedAccountIds?: readonly string[] | undefined;
  readonly organization: OrganizationReferences;
  /** @default stack */
  readonly memberPack?: MemberPack | undefined;
  /** Values for the parameters of the pack in the members' stacks, by their names in the pack. */
  readonly packParameters?: Readonly<Record<string, string>>;
  /** The folder of the generated packs. @default those of this repository */
  readonly packFolder?: string | undefined;
  readonly rollout?: Rollout;
  readonly logRetention?: logs.RetentionDays;
  readonly evaluateOnRootUse?: boolean;
}

/** Functions and rules in every member account, including those that join later. */
export class MemberStackSet extends Construct {
  readonly stackSet: StackSet;
  readonly assets: s3.Bucket;

  constructor(scope: Construct, id: string, props: MemberStackSetProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const assetBucketPrefix = `root-credential-rules-${Aws.ACCOUNT_ID}`;
    this.assets = new s3.Bucket(this, 'Assets', {
      // cdk-stacksets looks for the bucket by this name.
      bucketName: `${assetBucketPrefix}-${Aws.REGION}`,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
    });
    this.assets.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Members',
        principals: [new iam.OrganizationPrincipal(props.organizationId)],
        actions: ['s3:GetObject'],
        resources: [this.assets.arnForObjects('*')],
      }),
    );

    const member = new MemberStack(this, 'Member', { ...props, assets: this.assets });
    this.stackSet = new StackSet(this, 'StackSet', {
      stackSetName: MEMBER_STACK_SET_NAME,
      description: 'The rules for root credentials in member accounts, and their functions',
      template: StackSetTemplate.fromStackSetStack(member),
      target: StackSetTarget.fromOrganizationalUnits({
        organizationalUnits: props.organizationalUnitIds,
        regions: [Aws.REGION],
        ...(props.excludedAccountIds?.length && { excludeAccounts: [...props.excludedAccountIds] }),
      }),
      deploymentType: DeploymentType.serviceManaged({
        delegatedAdmin: props.delegatedAdministrator,
        autoDeployEnabled: true,
        autoDeployRetainStacks: false,
      }),
      capabilities: [Capability.NAMED_IAM],
      managedExecution: true,
      operationPreferences: {
        maxConcurrentPercentage: props.rollout?.maxConcurrentPercentage ?? 25,
        failureTolerancePercentage: props.rollout?.failureTolerancePercentage ?? 100,
      },
      parameters: {
        [ASSET_BUCKET_PREFIX]: assetBucketPrefix,
        ReaderRoleArn: props.organization.readerRoleArn,
        ErrorTopicArn: props.organization.errorTopicArn,
        ErrorTopicKeyArn: props.organization.errorTopicKeyArn,
        ...props.packParameters,
      },
    });
    // cdk-stacksets doesn't support this. Without it, the StackSet works on no more accounts at
    // once than may fail, whatever the maximum.
    (this.stackSet.node.defaultChild as CfnStackSet).addPropertyOverride(
      'OperationPreferences.ConcurrencyMode',
      'SOFT_FAILURE_TOLERANCE',
    );
    // cdk-stacksets makes the deployments of zips, as children of the stack; members
    // need the zips, and the permission to read them, before their functions are made.
    for (const child of stack.node.children) {
      if (child instanceof BucketDeployment) {
        this.stackSet.node.addDependency(child);
      }
    }
    this.stackSet.node.addDependency(this.assets);
  }
}

const ASSET_BUCKET_PREFIX = 'AssetBucketPrefix';

class MemberStack extends StackSetStack {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<MemberStackSetProps, 'organization'> & { readonly assets: s3.Bucket },
  ) {
    super(scope, id, { assetBuckets: [props.assets], assetBucketPrefix: Fn.ref(ASSET_BUCKET_PREFIX) });
    new CfnParameter(this, ASSET_BUCKET_PREFIX, {
      description: 'The prefix of the name of the bucket with the zips, before a hyphen and the Region',
    });
    new MemberAccount(this, 'Rules', { ...props, organization: organizationParameters(this) });
  }
}
