import { type App, Aws, Tags, aws_iam as iam } from 'aws-cdk-lib';
import type { Settings } from './settings';

/** Gives all that an app makes, in members as well, what the rules of a company ask for. */
export function applyCorporateSettings(app: App, { permissionsBoundary, tags = {} }: Settings): void {
  if (permissionsBoundary !== undefined) {
    // Of the account in which the role is, which in a member is not the account of the app.
    const arn = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${permissionsBoundary}`;
    iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyArn(app, 'Boundary', arn));
  }
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(app).add(key, value);
  }
}
