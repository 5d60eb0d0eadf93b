/** The names of the apps' stacks, which commands and documentation use. */
export const ONE_ACCOUNT_STACK = 'RootCredentialRules';
export const ORGANIZATION_STACK = 'RootCredentialRulesOrganization';
export const MEMBER_PACK_STACK = 'RootCredentialRulesMemberPack';
