import {
  CfnParameter,
  Fn,
  Validations,
  type CfnParameterProps,
  type Stack,
  aws_config as config,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputParameters, packBody, parameterText, type ParameterValues } from './conformance-pack';
import type { RuleFunctions } from './rule-function';
import { rulesOf, type PackName, type Rule, type RuleParameter } from './rules';

type Inputs = config.CfnConformancePack.ConformancePackInputParameterProperty[];

export interface PackProps {
  readonly pack: PackName;
  /** The pack's name in AWS Config. */
  readonly packName: string;
  /** The functions that the pack's rules call. */
  readonly functions: RuleFunctions;
  readonly inputs: Inputs;
  /** The folder of the generated packs. @default those of this repository */
  readonly packFolder?: string | undefined;
}

/** A conformance pack in the account of its functions. */
export class Pack extends Construct {
  readonly conformancePack: config.CfnConformancePack;

  constructor(scope: Construct, id: string, props: PackProps) {
    super(scope, id);
    // With this id, the pack has the logical id of its construct, as before the construct existed.
    this.conformancePack = new config.CfnConformancePack(this, 'Default', {
      conformancePackName: props.packName,
      // CloudFormation puts account, Region and partition into the functions' ARNs, so nothing
      // depends on how AWS Config handles pseudo parameters in a pack.
      templateBody: Fn.sub(packBody(props.pack, props.packFolder)),
      conformancePackInputParameters: props.inputs,
    });
    // AWS Config tries each function when it creates a rule.
    for (const { invokePermission } of props.functions.functions) {
      this.conformancePack.node.addDependency(invokePermission);
    }
  }
}

/**
 * Makes a template parameter for each parameter of the pack, so that one template serves every
 * organization.
 */
export function templateParameters(stack: Stack, pack: PackName, rules: readonly Rule[]): Inputs {
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W2509',
    reason: 'The parameters of a rule about passwords have that word in their names; they are not secret',
  });
  return rulesOf(pack, rules).flatMap((rule) =>
    rule.parameters.map((parameter) => {
      const { packParameter } = parameter;
      const { valueAsString } = new CfnParameter(stack, packParameter, {
        description: `${rule.title}: ${parameter.description}`,
        default: parameter.required ? undefined : parameterText(parameter.default ?? ''),
        // Required parameters describe the organization.
        noEcho: parameter.required,
        ...constraints(parameter),
      });
      return { parameterName: packParameter, parameterValue: valueAsString };
    }),
  );
}

/** The values of those parameters, for a stack set. */
export function templateParameterValues(
  pack: PackName,
  rules: readonly Rule[],
  values: ParameterValues,
): Record<string, string> {
  return Object.fromEntries(
    inputParameters(pack, rules, values).map(({ parameterName, parameterValue }) => [
      parameterName,
      parameterValue,
    ]),
  );
}

function constraints(parameter: RuleParameter): CfnParameterProps {
  const unset = parameter.default === undefined && !parameter.required ? [''] : [];
  switch (parameter.type) {
    case 'boolean':
      return { allowedValues: [...unset, 'true', 'false'] };
    case 'choice':
      return { allowedValues: [...unset, ...(parameter.values ?? [])] };
    case 'integer':
      // A parameter of the type Number can't be empty.
      return unset.length > 0
        ? { allowedPattern: '\\d*' }
        : { type: 'Number', minValue: parameter.minimum, maxValue: parameter.maximum };
    case 'text':
      return parameter.required ? { allowedPattern: '.+' } : {};
    case 'list':
      return {};
  }
}
