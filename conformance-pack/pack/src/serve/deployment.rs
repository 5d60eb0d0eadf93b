//! The pack in the organization, as the deployment makes it: docs/deployment.md.

use clap::ValueEnum;
use local_aws::{AccountId, AccountKind, Organization, PackRule, Scenario, engine};
use rule_metadata::{AccountKind as RuleKind, Rule};

use super::queries::queries;

pub(super) const PACK: &str = "root-credential-rules";
pub(super) const MEMBERS_PACK: &str = "root-credential-rules-members";
const AGGREGATOR: &str = "root-credential-rules";

/// Where members' rules come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MemberPack {
    /// From each member's own stack
    Stack,
    /// From a conformance pack of the organization
    Organization,
}

/// The rules, each with its function.
pub(super) struct Deployment<'a> {
    pub(super) rules: &'a [Rule],
    pub(super) functions: &'a [engine::RunnableRule],
    pub(super) member_pack: MemberPack,
}

/// Accounts that have the same rules.
pub(super) struct Batch {
    pub(super) accounts: Vec<AccountId>,
    pub(super) functions: Vec<engine::RunnableRule>,
}

/// Gives the organization the aggregator of the deployment.
pub(super) fn add_aggregator(scenario: &mut Scenario) {
    if let Some(organization) = &mut scenario.organization
        && !organization
            .aggregators
            .iter()
            .any(|name| name == AGGREGATOR)
    {
        organization.aggregators.push(AGGREGATOR.to_owned());
    }
}

impl Deployment<'_> {
    /// Makes the packs in these accounts, and the stored queries beside the aggregator.
    pub(super) fn make(&self, organization: &Organization, accounts: &[AccountId]) {
        let scenario = organization.scenario();
        let facts = scenario.organization.as_ref();
        for account in accounts {
            let is_member = is_member(scenario, account);
            let rules = self.pack(is_member);
            match (facts, self.member_pack) {
                (Some(facts), MemberPack::Organization) if is_member => {
                    let administrator = &facts.management_account;
                    organization.deploy_organization_pack(
                        administrator,
                        account,
                        MEMBERS_PACK,
                        &rules,
                    );
                }
                _ => {
                    let name = if is_member { MEMBERS_PACK } else { PACK };
                    organization.deploy_pack(account, name, &rules);
                }
            }
        }
        if let Some(facts) = facts {
            let members = match self.member_pack {
                MemberPack::Stack => MEMBERS_PACK.to_owned(),
                MemberPack::Organization => format!("OrgConformsPack-{MEMBERS_PACK}-%"),
            };
            for query in queries(self.rules, &[PACK, &members]) {
                organization.store_query(&facts.management_account, query);
            }
        }
    }

    /// The functions of each kind of account.
    pub(super) fn batches(&self, scenario: &Scenario, accounts: &[AccountId]) -> [Batch; 2] {
        [false, true].map(|members| Batch {
            accounts: accounts
                .iter()
                .filter(|account| is_member(scenario, account) == members)
                .cloned()
                .collect(),
            functions: self
                .deployed(members)
                .map(|(_, function)| function.clone())
                .collect(),
        })
    }

    fn pack(&self, members: bool) -> Vec<PackRule> {
        self.deployed(members)
            .map(|(rule, function)| PackRule {
                name: rule.name.clone(),
                description: rule.description.clone(),
                frequency: rule.frequency.name().to_owned(),
                parameters: function.parameters.clone(),
            })
            .collect()
    }

    /// The rules in the members' pack, or in the other one.
    fn deployed(&self, members: bool) -> impl Iterator<Item = (&Rule, &engine::RunnableRule)> {
        self.rules
            .iter()
            .zip(self.functions)
            .filter(move |(rule, _)| {
                if members {
                    rule.applies_to(RuleKind::Member)
                } else {
                    rule.applies_to(RuleKind::Management) || rule.applies_to(RuleKind::Standalone)
                }
            })
    }
}

fn is_member(scenario: &Scenario, account: &AccountId) -> bool {
    scenario.kind(account) == AccountKind::Member
}
