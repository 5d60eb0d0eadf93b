//! An AWS Config aggregator's data about the rules.

mod age;
mod error;
mod findings;
mod held;
mod organization;

use std::collections::BTreeSet;

use account::AccountId;
use aws_config::SdkConfig;
use aws_sdk_config::Client;
use aws_sdk_config::config::retry::RetryConfig;
use aws_sdk_config::types::{AggregateComplianceByConfigRule, ComplianceType};
use clap::ValueEnum;
use jiff::Timestamp;
use rule_metadata::Rule;
use tokio::task::JoinSet;

pub(super) use self::age::Freshness;
pub(crate) use self::error::AggregatorError;
pub(super) use self::findings::findings;
use self::held::{Held, HeldResult};
use super::{Account, Compliance};
use crate::aws::AwsError;
use crate::foreign::Foreign;
use crate::progress::Progress;

/// How many details are read at a time, and how often a call that AWS throttles is tried.
const CONCURRENCY: usize = 8;
const ATTEMPTS: u32 = 8;
/// What AWS Config puts between a rule's name and nine characters of its own.
const PACK_SUFFIX: &str = "-conformance-pack-";

const DESCRIBE_AGGREGATORS: &str = "config:DescribeConfigurationAggregators";
const DESCRIBE_COMPLIANCE: &str = "config:DescribeAggregateComplianceByConfigRules";
const GET_DETAILS: &str = "config:GetAggregateComplianceDetailsByConfigRule";

/// Which verdicts to show the reason of. The time is read for all, because an old result doesn't
/// count as a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Details {
    /// Of all
    All,
    /// Only NON_COMPLIANT: makes the report of a large organization smaller
    NonCompliant,
}

/// A result, and where its details are.
#[derive(Debug, Clone)]
struct Listed {
    result: HeldResult,
    deployed_name: String,
    region: String,
}

pub(super) struct Aggregator {
    config: Client,
    organizations: aws_sdk_organizations::Client,
    name: String,
    region: String,
}

impl Aggregator {
    pub(super) fn new(config: &SdkConfig, name: &str, region: String) -> Self {
        let retries = RetryConfig::adaptive().with_max_attempts(ATTEMPTS);
        let config = config.to_builder().retry_config(retries).build();
        Self {
            config: Client::new(&config),
            organizations: aws_sdk_organizations::Client::new(&config),
            name: name.to_owned(),
            region,
        }
    }

    pub(super) async fn read(
        &self,
        rules: &[Rule],
        details: Details,
    ) -> Result<Held, AggregatorError> {
        self.check().await?;
        let listed = self.list(rules).await?;
        if listed.is_empty() {
            return Err(AggregatorError::NothingHeld {
                name: self.name.clone(),
            });
        }
        let accounts = self.accounts(&listed).await?;
        let results = self.with_details(listed, details).await?;
        Ok(Held { accounts, results })
    }

    /// Whether this aggregator exists here.
    async fn check(&self) -> Result<(), AggregatorError> {
        let mut known = Vec::new();
        let mut pages = self
            .config
            .describe_configuration_aggregators()
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(AwsError::of(DESCRIBE_AGGREGATORS))?;
            known.extend(
                page.configuration_aggregators
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|aggregator| aggregator.configuration_aggregator_name),
            );
        }
        if known.contains(&self.name) {
            Ok(())
        } else {
            Err(AggregatorError::NoSuchAggregator {
                name: self.name.clone(),
                region: self.region.clone(),
                known,
            })
        }
    }

    /// Every verdict of these rules, without its details.
    async fn list(&self, rules: &[Rule]) -> Result<Vec<Listed>, AggregatorError> {
        let progress = Progress::new("Reading verdicts", 0);
        let mut listed = Vec::new();
        let mut pages = self
            .config
            .describe_aggregate_compliance_by_config_rules()
            .configuration_aggregator_name(&self.name)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(AwsError::of(DESCRIBE_COMPLIANCE))?;
            let entries = page.aggregate_compliance_by_config_rules;
            for entry in entries.unwrap_or_default() {
                listed.extend(parse(entry, rules));
            }
            progress.set(listed.len(), 0);
        }
        drop(progress);
        Ok(listed)
    }

    /// The organization's accounts or, if they may not be read, those of the results.
    async fn accounts(&self, listed: &[Listed]) -> Result<Vec<Account>, AggregatorError> {
        let progress = Progress::new("Reading accounts", 0);
        let read = organization::accounts(&self.organizations, &progress).await;
        drop(progress);
        let mut accounts = match read {
            Ok(accounts) => accounts,
            Err(AwsError::Denied { call, .. }) => {
                eprintln!(
                    "Names and units of accounts are missing: {call} is denied. Accounts in which \
                     no rule ran are left out."
                );
                Vec::new()
            }
            Err(error) => return Err(error.into()),
        };
        let known: BTreeSet<AccountId> =
            accounts.iter().map(|account| account.id.clone()).collect();
        let others: BTreeSet<&AccountId> = listed
            .iter()
            .map(|listed| &listed.result.account)
            .filter(|id| !known.contains(id))
            .collect();
        accounts.extend(others.into_iter().map(|id| Account {
            id: id.clone(),
            name: Foreign::default(),
            kind: None,
            unit: None,
        }));
        Ok(accounts)
    }

    async fn with_details(
        &self,
        listed: Vec<Listed>,
        details: Details,
    ) -> Result<Vec<HeldResult>, AggregatorError> {
        let mut results = Vec::with_capacity(listed.len());
        let progress = Progress::new("Reading reasons", listed.len());
        let mut waiting = listed.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < CONCURRENCY
                && let Some(listed) = waiting.next()
            {
                running.spawn(detailed(self.config.clone(), self.name.clone(), listed));
            }
            let Some(joined) = running.join_next().await else {
                break;
            };
            let mut result =
                joined.map_err(|error| AggregatorError::Interrupted(error.to_string()))??;
            if !details.include(result.compliance) {
                result.annotation = None;
            }
            results.push(result);
            progress.advance();
        }
        drop(progress);
        Ok(results)
    }
}

impl Details {
    fn include(self, compliance: Compliance) -> bool {
        match self {
            Self::All => true,
            Self::NonCompliant => compliance == Compliance::NonCompliant,
        }
    }
}

/// `None` for other people's rules, and if there is no verdict.
fn parse(entry: AggregateComplianceByConfigRule, rules: &[Rule]) -> Option<Listed> {
    let deployed_name = entry.config_rule_name?;
    let name = own_name(&deployed_name);
    let rule = rules.iter().find(|rule| rule.name == name)?;
    Some(Listed {
        result: HeldResult {
            account: entry.account_id?.parse().ok()?,
            rule: rule.name.clone(),
            compliance: compliance(&entry.compliance?.compliance_type?)?,
            annotation: None,
            time: None,
        },
        region: entry.aws_region?,
        deployed_name,
    })
}

/// A rule's name without what a conformance pack appends.
fn own_name(deployed: &str) -> &str {
    deployed
        .rsplit_once(PACK_SUFFIX)
        .map_or(deployed, |(name, _)| name)
}

fn compliance(of: &ComplianceType) -> Option<Compliance> {
    Compliance::named(of.as_str())
}

/// With the reason and the time of the result. A result that no longer exists stays as listed.
async fn detailed(
    config: Client,
    aggregator: String,
    listed: Listed,
) -> Result<HeldResult, AggregatorError> {
    let mut result = listed.result;
    let mut pages = config
        .get_aggregate_compliance_details_by_config_rule()
        .configuration_aggregator_name(aggregator)
        .config_rule_name(listed.deployed_name)
        .account_id(result.account.as_str())
        .aws_region(listed.region)
        .compliance_type(ComplianceType::from(result.compliance.name()))
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(AwsError::of(GET_DETAILS))?;
        for found in page.aggregate_evaluation_results.unwrap_or_default() {
            let time = found
                .evaluation_result_identifier
                .and_then(|identifier| identifier.ordering_timestamp)
                .or(found.result_recorded_time)
                .and_then(|time| Timestamp::from_second(time.secs()).ok());
            // The rules report on one resource, the account; the newest counts.
            if result.time <= time {
                result.time = time;
                result.annotation = found.annotation.map(Foreign::from);
            }
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_conformance_pack_appends_is_not_part_of_the_name() {
        for (deployed, name) in [
            (
                "root-mfa-enabled-conformance-pack-abc123xyz",
                "root-mfa-enabled",
            ),
            ("root-mfa-enabled", "root-mfa-enabled"),
            ("others-rule-conformance-pack-a", "others-rule"),
        ] {
            assert_eq!(own_name(deployed), name);
        }
    }
}
