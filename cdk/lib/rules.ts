import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './repository';

/** What an account is to its organization; a standalone account is in none. */
export type AccountKind = 'management' | 'member' | 'standalone';

/** A parameter of a rule, as its rule.toml states it. */
export interface RuleParameter {
  readonly name: string;
  readonly type: 'boolean' | 'integer' | 'choice' | 'list' | 'text';
  readonly default?: boolean | number | string | readonly string[];
  readonly required?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly values?: readonly string[];
  readonly description: string;
  /** The name of the conformance pack's template parameter. */
  readonly packParameter: string;
}

/** A rule, as its rule.toml states it. */
export interface Rule {
  readonly name: string;
  /** The name of the Lambda function and of its role. */
  readonly functionName: string;
  readonly title: string;
  readonly description: string;
  readonly recommendations: readonly string[];
  readonly kinds: readonly AccountKind[];
  readonly frequency: string;
  readonly severity: string;
  /** The function's timeout in seconds. */
  readonly timeout: number;
  readonly permissions: {
    /** Actions in the evaluated account itself, besides config:PutEvaluations. */
    readonly own: readonly string[];
    /** Actions in the account that is responsible for the organization. */
    readonly organization: readonly string[];
  };
  readonly parameters: readonly RuleParameter[];
}

/** A generated conformance pack: which accounts it is for, and so which rules it holds. */
export type PackName = 'management-account' | 'member-accounts';

const KINDS: Record<PackName, readonly AccountKind[]> = {
  'management-account': ['management', 'standalone'],
  'member-accounts': ['member'],
};

/** The prefix of the names of functions and roles. The reader role trusts no others. */
export const NAME_PREFIX = 'root-credential-rules-';

/** Reads the rules that `cargo pack generate` has written. */
export function readRules(file: string = join(packageFolder, 'rules.json')): Rule[] {
  const { version, rules } = JSON.parse(readFileSync(file, 'utf8')) as { version: number; rules: Rule[] };
  if (version !== 1) {
    throw new Error(`${file} has version ${version}; this code reads version 1`);
  }
  return rules;
}

/** The rules that a pack holds. */
export function rulesOf(pack: PackName, rules: readonly Rule[]): Rule[] {
  return rules.filter((rule) => rule.kinds.some((kind) => KINDS[pack].includes(kind)));
}

/** The rules of both packs, by recommendation. */
export function byRecommendation(rules: readonly Rule[]): Map<string, Rule[]> {
  const map = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const recommendation of rule.recommendations) {
      map.set(recommendation, [...(map.get(recommendation) ?? []), rule]);
    }
  }
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
