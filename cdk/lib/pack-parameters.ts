// Generated from rules.json by `npm run generate`. Change a rule's rule.toml instead.

/** Parameters of the rules in the pack management-account. */
export interface ManagementAccountParameters {
  /** Who has access to root credentials is reviewed. */
  readonly rootAccessReviewed?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How old an attestation may be, in days, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** The root user's MFA devices are hardware. */
  readonly rootMfaHardware?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether a member may use a virtual device. @default false */
    readonly memberVirtualAllowed?: boolean;
  };
  /** The management account's MFA device protects nothing else. */
  readonly rootMfaNotShared?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
  };
  /** Each use of root is documented. */
  readonly rootUseDocumented?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How far to look back, in days, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
  };
}

/** Parameters of the rules in the pack member-accounts. */
export interface MemberAccountsParameters {
  /** A member's phone number is the management account's. */
  readonly memberPhoneMatchesManagement: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Argon2id digest of the management account's phone number, as a PHC string. */
    readonly managementPhoneDigest: string;
  };
  /** A service control policy denies the member's root user every action. */
  readonly memberRootDeniedByScp?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Actions that the policy may exempt. */
    readonly exemptedActions?: readonly string[];
  };
  /** Who has access to root credentials is reviewed. */
  readonly rootAccessReviewed?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How old an attestation may be, in days, 1 to 1096. @default 92 */
    readonly maxAgeDays?: number;
  };
  /** The root user's MFA devices are hardware. */
  readonly rootMfaHardware?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** Whether a member may use a virtual device. @default false */
    readonly memberVirtualAllowed?: boolean;
  };
  /** Each use of root is documented. */
  readonly rootUseDocumented?: {
    /** What to report when a fact can not be read. @default ERROR */
    readonly onUnreadable?: 'ERROR' | 'NON_COMPLIANT';
    /** How far to look back, in days, 1 to 90. @default 90 */
    readonly lookbackDays?: number;
  };
}
