import { type App, aws_logs as logs } from 'aws-cdk-lib';
import type { Architecture } from '../lib/function-packages';
import type { MemberPack } from '../lib/member-account';
import type { ManagementAccountParameters, MemberAccountsParameters } from '../lib/pack-parameters';

/** The name of the context value that holds the settings, in cdk.json or after `--context`. */
export const SETTINGS_KEY = 'rootCredentialRules';

/** The options of the apps, without writing code. */
export interface Settings {
  readonly architecture?: Architecture;
  /** The folder of the zips. @default target/package/<architecture> */
  readonly packages?: string;
  /** How long logs are kept, in days. @default 90 */
  readonly logRetentionDays?: logs.RetentionDays;
  readonly evaluateOnRootUse?: boolean;
  /** The name of a managed policy, with its path, that bounds each role, in every account. */
  readonly permissionsBoundary?: string;
  /** For all resources that support tags. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly managementParameters?: ManagementAccountParameters;
  /** Only for the organization's app, like all that follow. */
  readonly memberParameters?: Partial<MemberAccountsParameters>;
  readonly administrator?: 'management-account' | 'delegated-administrator';
  readonly excludedAccountIds?: readonly string[];
  readonly memberPack?: MemberPack;
  readonly protectMembers?: boolean;
  readonly maxConcurrentPercentage?: number;
  readonly failureTolerancePercentage?: number;
}

const CHECKS: { readonly [key in keyof Required<Settings>]: (value: unknown) => boolean } = {
  architecture: (value) => value === 'arm64' || value === 'x86_64',
  packages: (value) => typeof value === 'string',
  logRetentionDays: (value) => typeof value === 'number' && value in logs.RetentionDays,
  evaluateOnRootUse: (value) => typeof value === 'boolean',
  permissionsBoundary: (value) =>
    typeof value === 'string' && /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/.test(value),
  tags: (value) => isObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  managementParameters: isObject,
  memberParameters: isObject,
  administrator: (value) => value === 'management-account' || value === 'delegated-administrator',
  excludedAccountIds: (value) => Array.isArray(value) && value.every((id) => /^\d{12}$/.test(String(id))),
  memberPack: (value) => value === 'stack' || value === 'organization',
  protectMembers: (value) => typeof value === 'boolean',
  maxConcurrentPercentage: isPercentage,
  failureTolerancePercentage: isPercentage,
};

/** Reads the app's settings. An unknown name or an invalid value is an error. */
export function readSettings(app: App): Settings {
  const given: unknown = app.node.tryGetContext(SETTINGS_KEY) ?? {};
  const settings: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  if (!isObject(settings)) {
    throw new Error(`the context value ${SETTINGS_KEY} must be an object`);
  }
  for (const [key, value] of Object.entries(settings)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof Settings] : undefined;
    if (check === undefined || !check(value)) {
      throw new Error(
        `the context value ${SETTINGS_KEY}.${key} ${check ? 'has an invalid value' : 'is not a setting'}`,
      );
    }
  }
  return settings;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPercentage(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100;
}
