import { aws_config as config, type aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputParameters } from './conformance-pack';
import { ErrorAlarm, ErrorTopic } from './errors';
import { LocalPackages, type FunctionPackages } from './function-packages';
import { Pack } from './pack';
import type { ManagementAccountParameters } from './pack-parameters';
import { RootUseEvaluation } from './root-use-evaluation';
import { RuleFunctions } from './rule-function';
import { readRules, type Rule } from './rules';

/** The name of the pack in a management account, or a standalone one. */
export const PACK_NAME = 'root-credential-rules';

export interface RootCredentialRulesProps {
  /** Values for the rules' parameters. @default the rules' own defaults */
  readonly parameters?: ManagementAccountParameters;
  /** @default the zips in target/package/x86_64 */
  readonly packages?: FunctionPackages;
  /** @default three months */
  readonly logRetention?: logs.RetentionDays;
  /** Where errors are reported. @default a new topic */
  readonly errorTopic?: ErrorTopic;
  /** Also evaluates after root user activity. @default false */
  readonly evaluateOnRootUse?: boolean;
  /** @default the generated rules and packs of this repository */
  readonly generated?: Generated;
}

/** What `cargo pack generate` makes. */
export interface Generated {
  readonly rules: readonly Rule[];
  /** The folder of the packs. */
  readonly packFolder?: string;
}

/**
 * The rules in one account: a standalone account, or the management account of an organization.
 * Functions and roles have fixed names, so an account can have this only once.
 */
export class RootCredentialRules extends Construct {
  readonly functions: RuleFunctions;
  readonly conformancePack: config.CfnConformancePack;
  readonly errorTopic: ErrorTopic;

  constructor(scope: Construct, id: string, props: RootCredentialRulesProps = {}) {
    super(scope, id);
    const { rules, packFolder } = props.generated ?? { rules: readRules() };
    const pack = 'management-account';

    this.functions = new RuleFunctions(this, 'Functions', {
      pack,
      rules,
      packages: props.packages ?? new LocalPackages('x86_64'),
      logRetention: props.logRetention,
    });
    this.conformancePack = new Pack(this, 'ConformancePack', {
      pack,
      packName: PACK_NAME,
      packFolder,
      functions: this.functions,
      inputs: inputParameters(pack, rules, { ...props.parameters }),
    }).conformancePack;

    this.errorTopic = props.errorTopic ?? new ErrorTopic(this, 'Errors');
    new ErrorAlarm(this, 'ErrorAlarm', this.functions).notify(this.errorTopic.topic);
    if (props.evaluateOnRootUse) {
      new RootUseEvaluation(this, 'RootUse');
    }
  }
}
