import { Stack } from 'aws-cdk-lib';
import { RootUseForwarding, globalRegion } from '../lib/root-use-evaluation';

/** If the rules are not in the partition's global Region, a stack there forwards root events. */
export function addRootUseForwarding(rules: Stack): Stack | undefined {
  const region = globalRegion(rules.region);
  if (region === rules.region) {
    return undefined;
  }
  const stack = new Stack(rules.node.scope ?? rules, `${rules.stackName}RootUse`, {
    description: "Forwards the root user's events to the rules for root credentials",
    env: { account: rules.account, region },
  });
  new RootUseForwarding(stack, 'Forwarding', { targetRegion: rules.region });
  return stack;
}
