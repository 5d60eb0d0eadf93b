import { camelCase } from '../lib/conformance-pack';
import { rulesOf, type PackName, type Rule, type RuleParameter } from '../lib/rules';

const INTERFACES: Record<PackName, string> = {
  'management-account': 'ManagementAccountParameters',
  'member-accounts': 'MemberAccountsParameters',
};

/** The text of lib/pack-parameters.ts: the parameters of each pack, with the metadata's types. */
export function packParameters(rules: readonly Rule[]): string {
  const packs = (Object.keys(INTERFACES) as PackName[]).map((pack) => {
    const properties = rulesOf(pack, rules).flatMap(ruleProperty);
    return `/** Parameters of the rules in the pack ${pack}. */
export interface ${INTERFACES[pack]} {
${properties.join('\n')}
}
`;
  });
  return `// Generated from rules.json by \`npm run generate\`. Change a rule's rule.toml instead.\n\n${packs.join('\n')}`;
}

function ruleProperty(rule: Rule): string[] {
  if (rule.parameters.length === 0) {
    return [];
  }
  const optional = rule.parameters.some((parameter) => parameter.required) ? '' : '?';
  return [
    `  /** ${rule.title}. */`,
    `  readonly ${camelCase(rule.name)}${optional}: {`,
    ...rule.parameters.flatMap((parameter) => [
      `    /** ${documentation(parameter)} */`,
      `    readonly ${parameter.name}${parameter.required ? '' : '?'}: ${typeOf(parameter)};`,
    ]),
    '  };',
  ];
}

function documentation({ description, minimum, maximum, default: value }: RuleParameter): string {
  const bounds = minimum === undefined ? '' : `, ${minimum} to ${maximum}`;
  const fallback = value === undefined ? '' : ` @default ${String(value)}`;
  return `${description}${bounds}.${fallback}`;
}

function typeOf({ type, values }: RuleParameter): string {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'number';
    case 'choice':
      return (values ?? []).map((value) => `'${value}'`).join(' | ');
    case 'list':
      return 'readonly string[]';
    case 'text':
      return 'string';
  }
}
