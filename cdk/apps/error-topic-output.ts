import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { ErrorTopic } from '../lib/errors';

/** Shows which topic to subscribe to. */
export function addErrorTopicOutput(stack: Stack, { topic }: ErrorTopic): void {
  new CfnOutput(stack, 'ErrorTopicArn', {
    value: topic.topicArn,
    description: 'Subscribe to it: it reports rules that could not be evaluated',
  });
}
