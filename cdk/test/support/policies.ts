import type { Resource } from './synthesis';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: Statement[] };
}

/** The statements of a role's inline policies. */
export function statementsOf(role: Resource): Statement[] {
  return ((role.Properties['Policies'] ?? []) as Policy[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
}

export function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** The actions that a role is allowed. */
export function actionsOf(role: Resource): string[] {
  return statementsOf(role)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .sort();
}

/** Values for pseudo parameters, parameters and attributes, by name. */
export type Values = Readonly<Record<string, string>>;

/** The text of a template's value, intrinsic functions replaced by their values. */
export function resolve(value: unknown, values: Values): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => resolve(element, values));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && (name === 'Ref' || name === 'Fn::GetAtt')) {
    const key = [argument].flat().join('.');
    const found = values[key];
    if (found === undefined) {
      throw new Error(`no value for ${key}`);
    }
    return found;
  }
  if (entries.length === 1 && name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return (resolve(parts, values) as string[]).join(separator);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, values)]));
}
