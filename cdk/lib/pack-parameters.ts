// Generated from rules.json by `npm run generate`. Change a rule's rule.toml instead.

/** Parameters of the rules in the pack management-account. */
export interface ManagementAccountParameters {
  /** The root user's email address is at a domain of the business. */
  readonly rootEmailBusinessDomain?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** The domains at which the root email address may be; each also allows its subdomains. With none given, any domain but a public or disposable email provider's. */
    readonly allowedDomains?: readonly string[];
  };
  /** Mail to the root user's address reaches a group. */
  readonly rootEmailGroupAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** The root password is not changed without need. */
  readonly rootPasswordNotRotated?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How many days to look back; CloudTrail keeps events for 90, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
    /** The longest use record that counts, in hours, 1 to 168. @default 24 */
    readonly maxHours?: number;
  };
  /** The root password is stored safely. */
  readonly rootPasswordStorageAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** The root user's MFA device is kept safely. */
  readonly rootMfaCustodyAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** MFA is on for the root user. */
  readonly rootMfaEnabled?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The root user's MFA devices are hardware. */
  readonly rootMfaHardware?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether the root user of a member account may have a virtual device. @default false */
    readonly memberVirtualAllowed?: boolean;
  };
  /** The management account's MFA device protects nothing else. */
  readonly rootMfaNotShared?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The contact information has a phone number that no alternate contact repeats. */
  readonly rootContactPhoneSet?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The phone for recovering root access is kept safely. */
  readonly rootPhoneCustodyAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** Access to the root credentials is reviewed. */
  readonly rootAccessReviewed?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** Root access is tested. */
  readonly rootAccessTested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation, and the sign-in that confirms it, are outdated, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** The processes around the root user are documented. */
  readonly rootProcessesDocumented?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** Every use of the root user is documented. */
  readonly rootUseDocumented?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether sessions of centralized root access need a documented use, too. @default false */
    readonly includeRootSessions?: boolean;
    /** How many days to look back; CloudTrail keeps events for 90, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
    /** The longest use record that counts, in hours, 1 to 168. @default 24 */
    readonly maxHours?: number;
  };
  /** Activity of the root user raises an alert. */
  readonly rootActivityAlerting?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether a member whose events the organization's trail records is judged by the alerting of the account that owns the trail. @default false */
    readonly centralAlerting?: boolean;
    /** Whether centralized root sessions have to raise an alert, too. @default false */
    readonly includeRootSessions?: boolean;
  };
  /** People can answer an alert of root activity. */
  readonly rootAlertResponseAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** The root user has no access keys. */
  readonly rootAccessKeysAbsent?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The root user has no X.509 signing certificates. */
  readonly rootSigningCertificatesAbsent?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** Root access to member accounts is centralized. */
  readonly orgRootAccessCentralized?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether RootSessions must be on, besides RootCredentialsManagement. @default true */
    readonly requireRootSessions?: boolean;
  };
}

/** Parameters of the rules in the pack member-accounts. */
export interface MemberAccountsParameters {
  /** The root user's email address is at a domain of the business. */
  readonly rootEmailBusinessDomain?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** The domains at which the root email address may be; each also allows its subdomains. With none given, any domain but a public or disposable email provider's. */
    readonly allowedDomains?: readonly string[];
  };
  /** Mail to the root user's address reaches a group. */
  readonly rootEmailGroupAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** The root password is not changed without need. */
  readonly rootPasswordNotRotated?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How many days to look back; CloudTrail keeps events for 90, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
    /** The longest use record that counts, in hours, 1 to 168. @default 24 */
    readonly maxHours?: number;
  };
  /** The root password is stored safely. */
  readonly rootPasswordStorageAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** The root user's MFA device is kept safely. */
  readonly rootMfaCustodyAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** MFA is on for the root user. */
  readonly rootMfaEnabled?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The root user's MFA devices are hardware. */
  readonly rootMfaHardware?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether the root user of a member account may have a virtual device. @default false */
    readonly memberVirtualAllowed?: boolean;
  };
  /** The phone for recovering root access is kept safely. */
  readonly rootPhoneCustodyAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** Access to the root credentials is reviewed. */
  readonly rootAccessReviewed?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** Root access is tested. */
  readonly rootAccessTested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation, and the sign-in that confirms it, are outdated, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** The processes around the root user are documented. */
  readonly rootProcessesDocumented?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** Every use of the root user is documented. */
  readonly rootUseDocumented?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether sessions of centralized root access need a documented use, too. @default false */
    readonly includeRootSessions?: boolean;
    /** How many days to look back; CloudTrail keeps events for 90, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
    /** The longest use record that counts, in hours, 1 to 168. @default 24 */
    readonly maxHours?: number;
  };
  /** Activity of the root user raises an alert. */
  readonly rootActivityAlerting?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether a member whose events the organization's trail records is judged by the alerting of the account that owns the trail. @default false */
    readonly centralAlerting?: boolean;
    /** Whether centralized root sessions have to raise an alert, too. @default false */
    readonly includeRootSessions?: boolean;
  };
  /** People can answer an alert of root activity. */
  readonly rootAlertResponseAttested?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** After how many days an attestation is outdated, 1 to 1096. @default 366 */
    readonly maxAgeDays?: number;
  };
  /** Member accounts hold no root credentials. */
  readonly memberRootCredentialsAbsent?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** A member account has the management account's phone number. */
  readonly memberPhoneMatchesManagement: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Argon2id digest of the management account's phone number, as cargo pack phone-digest prints it. */
    readonly managementPhoneDigest: string;
  };
  /** A service control policy denies the root user of a member account everything. */
  readonly memberRootDeniedByScp?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Actions that may be left to the root user, as service:Action; * and ? stand for any part of the action's name. By default those of the example in AWS's guide; none by itself for no action. @default s3:GetBucketPolicy, s3:PutBucketPolicy, s3:DeleteBucketPolicy */
    readonly exemptedActions?: readonly string[];
  };
  /** The root user has no access keys. */
  readonly rootAccessKeysAbsent?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** The root user has no X.509 signing certificates. */
  readonly rootSigningCertificatesAbsent?: {
    /** What to do when AWS could not be read: fail the invocation, so that the alarm on the function's errors goes off, or report NON_COMPLIANT. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
}
