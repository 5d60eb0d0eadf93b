//! One account: its sessions, and the rules that run with them.

use account::AccountId;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use local_aws::engine::{self, Options};
use local_aws::{LiveAccount, Organization};
use rule_metadata::{AccountKind, Rule};

use super::answers::Answers;
use super::choose::Listed;
use super::door::{Door, DoorError};
use super::exchange::Known;
use super::member_access::{MemberAccess, is_answered, needed};
use super::own_answers::OwnAnswers;
use super::session_policy::groups;
use crate::aws;
use crate::error::PackError;
use crate::evaluate::live::local;
use crate::report::{Finding, Outcome};

/// How many functions run at a time in one account.
const FUNCTIONS: NonZeroUsize = NonZeroUsize::new(3).unwrap();

/// What all visits share.
#[derive(Debug)]
pub(super) struct Visits {
    pub(super) config: SdkConfig,
    pub(super) profile: Option<String>,
    pub(super) region: String,
    pub(super) partition: String,
    /// The caller's own account, where its credentials are used as they are.
    pub(super) own: AccountId,
    pub(super) access: MemberAccess,
    pub(super) door: Door,
    pub(super) answers: Arc<Answers>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) rules: Vec<Rule>,
    /// In the order of the rules.
    pub(super) functions: Vec<engine::RunnableRule>,
}

/// An account to visit, and which rules to run in it, by their places.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) account: Listed,
    pub(super) rules: Vec<usize>,
}

/// The result of a visit.
#[derive(Debug)]
pub(super) struct Visited {
    pub(super) visit: Visit,
    pub(super) findings: Vec<Finding>,
    /// Why the caller's credentials can't be used any longer.
    pub(super) stop: Option<String>,
}

impl Visits {
    /// The rules for an account of such a kind, by their places, and what stands in the others' way.
    pub(super) fn rules_for(&self, account: &Listed) -> Vec<usize> {
        let is_own = account.id == self.own;
        let rules = self.rules.iter().enumerate();
        rules
            .filter(|(_, rule)| rule.applies_to(account.kind))
            .filter(|(_, rule)| is_own || self.access.obstacle(rule).is_none())
            .map(|(place, _)| place)
            .collect()
    }

    pub(super) async fn visit(&self, visit: Visit) -> Result<Visited, PackError> {
        let rules: Vec<Rule> = visit
            .rules
            .iter()
            .filter_map(|place| self.rules.get(*place).cloned())
            .collect();
        let is_own = visit.account.id == self.own;
        let access = self.access;
        let answered = move |action: &str| {
            if is_own {
                is_answered(action)
            } else {
                access.answers(action)
            }
        };
        let known = Arc::new(Known::default());
        let mut findings = Vec::new();
        let mut stop = None;
        for group in groups(&rules, answered).map_err(PackError::command)? {
            let places = group
                .rules
                .iter()
                .filter_map(|index| visit.rules.get(*index));
            let functions: Vec<engine::RunnableRule> = places
                .filter_map(|place| self.functions.get(*place).cloned())
                .collect();
            match self.session(&visit.account, &group.policy).await {
                Ok(credentials) => {
                    let answers = OwnAnswers::new(&self.answers, &visit.account.id, &known);
                    let answers = if is_own {
                        answers
                    } else {
                        let allowed = visit
                            .rules
                            .iter()
                            .filter_map(|place| self.rules.get(*place));
                        let allowed = allowed.flat_map(|rule| needed(rule, answered));
                        answers
                            .with_iam(
                                &self.config,
                                &credentials,
                                allowed.map(str::to_owned).collect(),
                            )
                            .with_contact(access == MemberAccess::RootAudit)
                    };
                    let ran = self.run(&visit.account, &credentials, answers, &functions);
                    findings.extend(ran.await?);
                }
                Err(error) => {
                    let problem = error.to_string();
                    if error.is_about_caller() {
                        stop = Some(problem);
                        break;
                    }
                    findings.extend(functions.into_iter().map(|function| Finding {
                        account: visit.account.id.clone(),
                        rule: function.name,
                        outcome: Outcome::Error(problem.clone().into()),
                        time: None,
                        calls: Vec::new(),
                    }));
                }
            }
        }
        Ok(Visited {
            visit,
            findings,
            stop,
        })
    }

    async fn session(&self, account: &Listed, policy: &str) -> Result<Credentials, DoorError> {
        if account.id == self.own {
            Ok(aws::credentials(&self.config, self.profile.as_deref()).await?)
        } else {
            self.door.enter(&account.id, policy).await
        }
    }

    async fn run(
        &self,
        account: &Listed,
        credentials: &Credentials,
        answers: OwnAnswers,
        functions: &[engine::RunnableRule],
    ) -> Result<Vec<Finding>, PackError> {
        let organization = Organization::start_live(LiveAccount {
            account: local(&account.id)?,
            partition: self.partition.clone(),
            region: self.region.clone(),
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().map(str::to_owned),
            reader_role_arn: None,
            endpoint: self.config.endpoint_url().map(str::to_owned),
            environment: self.environment.clone(),
            forward: Some(Arc::new(answers)),
        })
        .await
        .map_err(PackError::Listen)?;
        let options = Options {
            accounts: vec![local(&account.id)?],
            concurrency: Some(FUNCTIONS),
        };
        let runs = engine::evaluate(&Arc::new(organization), functions, &options, |_| {}).await?;
        let findings = runs.into_iter().map(Finding::of);
        Ok(findings.collect::<Result<_, _>>()?)
    }
}

/// Whether a rule is for such an account at all.
pub(super) fn concerns(rule: &Rule, kinds: &[AccountKind]) -> bool {
    kinds.iter().any(|kind| rule.applies_to(*kind))
}
