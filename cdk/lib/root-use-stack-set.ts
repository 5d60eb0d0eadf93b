import { Stack } from 'aws-cdk-lib';
import {
  Capability,
  DeploymentType,
  StackSet,
  StackSetStack,
  StackSetTarget,
  StackSetTemplate,
} from 'cdk-stacksets';
import { Construct } from 'constructs';
import { RootUseForwarding, globalRegion } from './root-use-evaluation';

export interface RootUseStackSetProps {
  readonly organizationalUnitIds: string[];
  readonly excludedAccountIds?: readonly string[] | undefined;
  readonly delegatedAdministrator: boolean;
}

/** {@link RootUseForwarding} in every member account, if the rules are not in the global Region. */
export class RootUseStackSet extends Construct {
  constructor(scope: Construct, id: string, props: RootUseStackSetProps) {
    super(scope, id);
    const targetRegion = Stack.of(this).region;
    const member = new StackSetStack(this, 'Member');
    new RootUseForwarding(member, 'Forwarding', { targetRegion });
    new StackSet(this, 'StackSet', {
      stackSetName: 'root-credential-rules-root-use',
      description: "Forwards root users' events to the rules for root credentials",
      template: StackSetTemplate.fromStackSetStack(member),
      target: StackSetTarget.fromOrganizationalUnits({
        organizationalUnits: props.organizationalUnitIds,
        regions: [globalRegion(targetRegion)],
        ...(props.excludedAccountIds?.length && { excludeAccounts: [...props.excludedAccountIds] }),
      }),
      deploymentType: DeploymentType.serviceManaged({
        delegatedAdmin: props.delegatedAdministrator,
        autoDeployEnabled: true,
        autoDeployRetainStacks: false,
      }),
      capabilities: [Capability.IAM],
      managedExecution: true,
      operationPreferences: { maxConcurrentPercentage: 25, failureTolerancePercentage: 100 },
    });
  }
}
