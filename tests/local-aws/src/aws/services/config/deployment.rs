//! What a deployment makes in AWS Config: conformance packs and their rules, an organization's
//! pack, stored queries.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::store::{OrganizationPack, Pack, Rule, RuleIdentity, RuleOfPack, Store, StoredQuery};
use crate::scenario::AccountId;

/// The service that makes the packs of an organization's pack.
const MULTI_ACCOUNT_SETUP: &str = "config-multiaccountsetup.amazonaws.com";

/// A rule of a conformance pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRule {
    /// Its own name, to which AWS Config adds the pack's ending.
    pub name: String,
    /// What it checks, in at most 256 characters.
    pub description: String,
    /// How often it runs, in AWS Config's words, such as `TwentyFour_Hours`.
    pub frequency: String,
    /// Its InputParameters, each value as text.
    pub parameters: BTreeMap<String, String>,
}

/// An advanced query to keep in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// At most 64 characters.
    pub name: String,
    /// At most 256 characters.
    pub description: String,
    /// In AWS Config's query language.
    pub expression: String,
}

/// An account in a Region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) partition: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a AccountId,
}

impl Place<'_> {
    fn arn(&self, service: &str, resource: &str) -> String {
        let Self {
            partition,
            region,
            account,
        } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// The identity of a rule with `id`.
    pub(crate) fn rule(&self, name: &str, own_name: &str, id: String) -> RuleIdentity {
        RuleIdentity {
            account: self.account.clone(),
            name: name.to_owned(),
            own_name: own_name.to_owned(),
            arn: self.arn("config", &format!("config-rule/{id}")),
            id,
        }
    }
}

impl Store {
    /// The rule of a conformance pack that is called `own_name` without the pack's ending.
    pub(crate) fn deployed(&self, account: &AccountId, own_name: &str) -> Option<RuleIdentity> {
        let state = self.lock();
        let key = (account.clone(), own_name.to_owned());
        let name = state.deployed.get(&key)?;
        let rule = state.rules.get(&(account.clone(), name.clone()))?;
        Some(rule.identity.clone())
    }

    /// Makes a pack with its rules.
    pub(crate) fn deploy(&self, place: Place<'_>, name: &str, rules: &[PackRule]) {
        self.make_pack(place, name, rules, None);
    }

    /// Makes a pack of the organization in a member, from the account that administers it.
    pub(crate) fn deploy_from(
        &self,
        administrator: Place<'_>,
        place: Place<'_>,
        name: &str,
        rules: &[PackRule],
    ) {
        let ending = ending(&[administrator.account.as_str(), name], 8);
        let name_there = format!("OrgConformsPack-{name}-{ending}");
        self.make_pack(place, &name_there, rules, Some(MULTI_ACCOUNT_SETUP));
        let key = (administrator.account.clone(), name.to_owned());
        let resource = format!("organization-conformance-pack/{name}-{ending}");
        let mut state = self.lock();
        let pack = state
            .organization_packs
            .entry(key)
            .or_insert_with(|| OrganizationPack {
                arn: administrator.arn("config", &resource),
                updated: Timestamp::now(),
                members: BTreeMap::new(),
            });
        pack.members.insert(place.account.clone(), name_there);
    }

    fn make_pack(
        &self,
        place: Place<'_>,
        name: &str,
        rules: &[PackRule],
        created_by: Option<&'static str>,
    ) {
        let account = place.account.as_str();
        let id = format!("conformance-pack-{}", ending(&[account, name], 9));
        let created = Timestamp::now();
        let mut state = self.lock();
        let mut names = Vec::new();
        for rule in rules {
            let name = format!("{}-{id}", rule.name);
            let rule_id = format!("config-rule-{}", ending(&[account, &name], 6));
            let mut made = Rule::new(place.rule(&name, &rule.name, rule_id));
            made.parameters = json!(rule.parameters).to_string();
            made.in_pack = Some(RuleOfPack {
                description: rule.description.clone(),
                frequency: rule.frequency.clone(),
                created,
            });
            let key = (place.account.clone(), rule.name.clone());
            state.deployed.insert(key, name.clone());
            let key = (place.account.clone(), name.clone());
            state.rules.insert(key, made);
            names.push(name);
        }
        let pack = Pack {
            account: place.account.clone(),
            name: name.to_owned(),
            arn: place.arn("config", &format!("conformance-pack/{name}/{id}")),
            stack_arn: place.arn(
                "cloudformation",
                &format!("stack/awsconfigconforms-{id}/{}", uuid(&[account, name])),
            ),
            id,
            created_by,
            created,
            rules: names,
        };
        state
            .packs
            .insert((place.account.clone(), name.to_owned()), pack);
    }

    /// Keeps an advanced query.
    pub(crate) fn store_query(&self, place: Place<'_>, query: Query) {
        let id = uuid(&[place.account.as_str(), &query.name]);
        let stored = StoredQuery {
            arn: place.arn("config", &format!("stored-query/{}/{id}", query.name)),
            id,
            description: query.description,
            expression: query.expression,
        };
        let key = (place.account.clone(), query.name);
        self.lock().queries.insert(key, stored);
    }
}

/// Digits and lower-case letters that look random and are the same each time.
fn ending(of: &[&str], length: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut number = hash(of);
    (0..length)
        .map(|_| {
            let digit = DIGITS[usize::try_from(number % 36).unwrap_or_default()];
            number /= 36;
            char::from(digit)
        })
        .collect()
}

fn uuid(of: &[&str]) -> String {
    let number = hash(of);
    format!("00000000-0000-4000-8000-{:012x}", number & 0xffff_ffff_ffff)
}

/// FNV-1a, which is the same on every machine.
fn hash(of: &[&str]) -> u64 {
    let bytes = of.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
