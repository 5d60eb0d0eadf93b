import { ORGANIZATION_STACK } from '../apps/stack-names';
import type { Deployment, Facts } from './facts';
import { judge } from './judge';

const MEMBERS_RECORD =
  'Each member account must also have a recorder in this Region, which this account cannot check';

const NOT_CHECKED: Record<Deployment, readonly string[]> = {
  'one-account': [],
  organization: [MEMBERS_RECORD],
  'organization-pack': [MEMBERS_RECORD],
};

export interface Report {
  readonly text: string;
  /** Whether everything that could be checked is met. */
  readonly ready: boolean;
}

/** What the command prints. */
export function report(deployment: Deployment, facts: Facts): Report {
  const checks = judge(deployment, facts);
  const lines = checks.flatMap(({ title, state, advice }) => [
    `${state.padEnd(8)}${title}`,
    ...(advice === undefined ? [] : [`        ${advice}`]),
  ]);
  const ready = checks.every(({ state }) => state === 'met');
  return {
    ready,
    text: [
      ...lines,
      ...NOT_CHECKED[deployment].map((line) => `by hand ${line}`),
      '',
      ready ? 'Ready to deploy.' : 'Not ready to deploy.',
      ...(deployment === 'one-account' ? [] : parameters(facts)),
      '',
    ].join('\n'),
  };
}

/** The values that the organization's app needs. */
function parameters({ organization, organizationRoot }: Facts): string[] {
  if (!('value' in organization) || organization.value === undefined || !('value' in organizationRoot)) {
    return [];
  }
  const { id, managementAccountId } = organization.value;
  return [
    // Named with their stack, because the app may have other stacks, without these parameters.
    'For all members, deploy with:',
    `  --parameters ${ORGANIZATION_STACK}:OrganizationId=${id}`,
    `  --parameters ${ORGANIZATION_STACK}:ManagementAccountId=${managementAccountId}`,
    `  --parameters ${ORGANIZATION_STACK}:OrganizationalUnitIds=${organizationRoot.value}`,
  ];
}
