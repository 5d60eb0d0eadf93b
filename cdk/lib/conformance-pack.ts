import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Token, aws_config as config } from 'aws-cdk-lib';
import { packFolder } from './repository';
import { rulesOf, type PackName, type Rule, type RuleParameter } from './rules';

/** Values for the rules' parameters: by rule in camelCase, then by the parameter's name. */
export type ParameterValues = Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>;
export type ParameterValue = boolean | number | string | readonly string[];

/** AWS Config's limit for a template that is given inline. */
const MAX_BODY_BYTES = 51_200;

/** AWS Config's limit for all input parameters of a rule, as JSON. */
const MAX_INPUT_CHARACTERS = 1_024;

/** The generated template of a pack. */
export function packBody(pack: PackName, folder: string = packFolder): string {
  const body = readFileSync(join(folder, `${pack}.yaml`), 'utf8');
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    throw new Error(`${pack}.yaml is larger than AWS Config's ${MAX_BODY_BYTES} bytes`);
  }
  return body;
}

/** The rule's name as a property of `parameters`. */
export function camelCase(ruleName: string): string {
  return ruleName.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The input parameters of a pack.
 *
 * @throws Error for a value that the rule would reject, and for a missing one
 */
export function inputParameters(
  pack: PackName,
  rules: readonly Rule[],
  values: ParameterValues,
): config.CfnConformancePack.ConformancePackInputParameterProperty[] {
  const left = new Set(
    Object.entries(values).flatMap(([rule, parameters]) =>
      Object.keys(parameters).map((parameter) => `${rule}.${parameter}`),
    ),
  );
  const inputs = rulesOf(pack, rules).flatMap((rule) =>
    rule.parameters.flatMap((parameter) => {
      const key = `${camelCase(rule.name)}.${parameter.name}`;
      const value = values[camelCase(rule.name)]?.[parameter.name];
      left.delete(key);
      if (value === undefined) {
        if (parameter.required) {
          throw new Error(`the parameter ${key} must be given: ${parameter.description}`);
        }
        return [];
      }
      check(key, parameter, value);
      return [{ parameterName: parameter.packParameter, parameterValue: parameterText(value) }];
    }),
  );
  if (left.size > 0) {
    throw new Error(`the pack ${pack} has no parameter ${[...left].join(', ')}`);
  }
  rulesOf(pack, rules).forEach((rule) => checkLength(rule, values[camelCase(rule.name)] ?? {}));
  return inputs;
}

/** Refuses what AWS Config would refuse when it creates the rule. */
function checkLength(rule: Rule, values: Readonly<Record<string, ParameterValue>>): void {
  const given = rule.parameters.flatMap((parameter) => {
    const value = values[parameter.name] ?? parameter.default;
    return value === undefined || Token.isUnresolved(value) ? [] : [[parameter.name, parameterText(value)]];
  });
  const { length } = JSON.stringify(Object.fromEntries(given));
  if (length > MAX_INPUT_CHARACTERS) {
    throw new Error(
      `the parameters of ${camelCase(rule.name)} have ${length} characters; ` +
        `AWS Config takes ${MAX_INPUT_CHARACTERS} for a rule`,
    );
  }
}

/** A value as AWS Config passes it to a rule. */
export function parameterText(value: ParameterValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function check(key: string, parameter: RuleParameter, value: ParameterValue): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  const fail = (expected: string): never => {
    throw new Error(`the parameter ${key} must be ${expected}`);
  };
  switch (parameter.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : fail('true or false');
    case 'integer': {
      const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = parameter;
      return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
        ? undefined
        : fail(`a whole number from ${minimum} to ${maximum}`);
    }
    case 'choice':
      return parameter.values?.includes(String(value))
        ? undefined
        : fail(`one of ${parameter.values?.join(', ')}`);
    case 'list':
      // Joined with commas, an empty list would be an empty text, and the rule would use its
      // default.
      return Array.isArray(value) && (value.length > 0 || parameter.default === undefined)
        ? undefined
        : fail('a list with an entry; left out, it is the default');
    case 'text':
      return typeof value === 'string' ? undefined : fail('text');
  }
}
