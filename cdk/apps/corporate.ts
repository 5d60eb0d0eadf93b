import { type App, Aws, Tags, aws_iam as iam } from 'aws-cdk-lib';
import type { Settings } from './settings';

/** Applies a company's requirements to everything that an app creates, also in members. */
export function applyCorporateSettings(app: App, { permissionsBoundary, tags = {} }: Settings): void {
  if (permissionsBoundary !== undefined) {
    // The role's own account, which in a member is not the account of the app.
    const arn = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${permissionsBoundary}`;
    iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyArn(app, 'Boundary', arn));
  }
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(app).add(key, value);
  }
}
