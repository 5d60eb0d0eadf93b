/** Something that was read, or why it could not be read. */
export type Reading<T> = { readonly value: T } | { readonly error: string };

export interface Recorder {
  readonly name: string;
  readonly recording: boolean;
  /** Whether it records the packs' compliance, which the stored queries need. */
  readonly recordsCompliance: boolean;
}

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly allFeatures: boolean;
}

/** What is known about the deploying account and its organization. */
export interface Facts {
  readonly account: string;
  readonly region: string;
  readonly recorder: Reading<Recorder | undefined>;
  /** The version of the CDK's bootstrap stack. */
  readonly bootstrapVersion: Reading<number | undefined>;
  readonly organization: Reading<Organization | undefined>;
  readonly organizationRoot: Reading<string>;
  /** Service principals with trusted access. */
  readonly trustedServices: Reading<readonly string[]>;
  /** Service principals that this account is a delegated administrator for. */
  readonly delegatedServices: Reading<readonly string[]>;
  /** Whether CloudFormation has activated its trusted access. */
  readonly stackSetsActivated: Reading<boolean>;
}

/** What will be deployed. */
export type Deployment = 'one-account' | 'organization' | 'organization-pack';
