//! `cargo pack evaluate --live --organization`: every account of an organization, from outside and
//! with nothing deployed.

mod answers;
pub mod caller_policy;
mod choose;
mod door;
mod exchange;
mod listing;
mod member_access;
mod options;
mod own_answers;
mod pace;
mod question;
mod resume;
mod rounds;
mod session_policy;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_config::SdkConfig;
use jiff::Timestamp;
use local_aws::engine;
use rule_metadata::{AccountKind, Rule};

use self::answers::{Answers, patient};
use self::choose::{Choice, Chosen, Listed, Target};
use self::door::{Door, DoorError, narrowed};
use self::listing::Organization;
use self::member_access::{MemberAccess, is_answered};
pub(super) use self::options::ScanOptions;
use self::resume::Known;
use self::rounds::visit_all;
use self::visit::{Visit, Visits, concerns};
use super::live::Connection;
use crate::error::PackError;
use crate::report::{self, LeftOut, Report, Standing, reasons};

/// How many accounts are tried before it is said that a role lets nobody in.
const TRIED: usize = 3;

/// Why an organization can't be scanned in the way that is asked for.
#[derive(Debug, thiserror::Error)]
enum ScanError {
    #[error(
        "no rule can be run: for each, something is missing ({reason}): see `--rule`, \
         `--parameter` and `--member-access`"
    )]
    NoRule { reason: String },
    #[error("--member-access root-audit opens a session of each member's root user: give --yes")]
    NotAgreed,
}

/// What is scanned, before anything is read in an account.
pub(super) struct Scan {
    connection: Connection,
    organization: Organization,
    accounts: Vec<Listed>,
    left_out: Vec<LeftOut>,
    known: Known,
}

impl Scan {
    /// Reads which accounts there are.
    pub(super) async fn prepare(
        connection: Connection,
        options: &ScanOptions,
        accounts: &[local_aws::AccountId],
    ) -> Result<Self, PackError> {
        let known = match &options.resume {
            Some(file) => resume::read(file)?,
            None => Known::new(),
        };
        let organization = Organization::read(&connection.config).await?;
        let accounts = accounts
            .iter()
            .map(report::id)
            .collect::<Result<Vec<_>, _>>()?;
        let only = accounts.into_iter().map(Target::Account);
        let units = options.units.iter().cloned().map(Target::Unit);
        let choice = Choice {
            only: only.chain(units).collect(),
            exclude: options.exclude.clone(),
        };
        let Chosen { accounts, left_out } = choice
            .of(organization.accounts())
            .map_err(PackError::command)?;
        Ok(Self {
            connection,
            organization,
            accounts,
            left_out,
            known,
        })
    }

    /// Runs the rules, and says whether it came to the end.
    pub(super) async fn run(
        mut self,
        options: &ScanOptions,
        rules: Vec<Rule>,
        functions: Vec<engine::RunnableRule>,
    ) -> Result<(Report, bool), PackError> {
        let access = self.access(options).await?;
        let (rules, functions) = self.runnable(rules, functions, access)?;
        let visits = self.visits(options, access, rules, functions);
        let mut findings = Vec::new();
        let mut due = Vec::new();
        for account in &self.accounts {
            let mut places = visits.rules_for(account);
            places.retain(|place| {
                let name = visits.rules.get(*place).map(|rule| rule.name.clone());
                let known = name.and_then(|name| self.known.get(&(account.id.clone(), name)));
                findings.extend(known.cloned());
                known.is_none()
            });
            if !places.is_empty() {
                due.push(Visit {
                    account: account.clone(),
                    rules: places,
                });
            }
        }
        let visits = Arc::new(visits);
        let rounds = visit_all(&visits, due, options.concurrency.get()).await?;
        findings.extend(rounds.findings);
        for reason in reasons(&findings, Standing::Error) {
            eprintln!("Not read in {} accounts: {}", reason.accounts, reason.text);
        }
        if let Some(why) = &rounds.why {
            self.left_out.push(LeftOut {
                what: format!("{} accounts: this result is partial", rounds.left).into(),
                reason: format!("{why}. Go on with --resume and a result of --format json").into(),
            });
        }
        let order: BTreeMap<&str, usize> = visits
            .rules
            .iter()
            .enumerate()
            .map(|(place, rule)| (rule.name.as_str(), place))
            .collect();
        findings.sort_by(|a, b| {
            let place = |rule: &str| order.get(rule).copied();
            a.account
                .cmp(&b.account)
                .then_with(|| place(&a.rule).cmp(&place(&b.rule)))
        });
        let report = Report {
            source: "A run of the rules in an organization".into(),
            time: Timestamp::now(),
            rules: visits.rules.clone(),
            accounts: self.accounts.iter().map(Listed::account).collect(),
            findings,
            left_out: self.left_out,
        };
        Ok((report, rounds.why.is_none()))
    }

    /// How members are entered: as it is asked for; else by a role, unless none lets the caller in
    /// and the caller agrees to root sessions.
    async fn access(&self, options: &ScanOptions) -> Result<MemberAccess, PackError> {
        match options.member_access {
            Some(MemberAccess::Role) => return Ok(MemberAccess::Role),
            Some(MemberAccess::RootAudit) => {
                return if options.yes || question::agrees(question::ROOT_SESSIONS) {
                    Ok(MemberAccess::RootAudit)
                } else {
                    Err(PackError::command(ScanError::NotAgreed))
                };
            }
            None => {}
        }
        let door = self.door(options, MemberAccess::Role);
        let policy = session_policy::policy(&BTreeSet::new());
        let mut refused = false;
        let others = self
            .accounts
            .iter()
            .filter(|a| a.id != self.connection.account);
        for account in others.take(TRIED) {
            match door.enter(&account.id, &policy).await {
                Err(DoorError::Role { .. }) => refused = true,
                Err(DoorError::Aws(error)) => return Err(error.into()),
                _ => return Ok(MemberAccess::Role),
            }
        }
        if refused && (options.yes || question::agrees(question::NO_ROLE)) {
            return Ok(MemberAccess::RootAudit);
        }
        Ok(MemberAccess::Role)
    }

    /// The rules that can be run in some account; the reason is kept for the others.
    fn runnable(
        &mut self,
        rules: Vec<Rule>,
        functions: Vec<engine::RunnableRule>,
        access: MemberAccess,
    ) -> Result<(Vec<Rule>, Vec<engine::RunnableRule>), PackError> {
        let own = &self.connection.account;
        let of_others = self.accounts.iter().filter(|account| account.id != *own);
        let of_others: Vec<AccountKind> = of_others.map(|account| account.kind).collect();
        let of_own = self.accounts.iter().filter(|account| account.id == *own);
        let of_own: Vec<AccountKind> = of_own.map(|account| account.kind).collect();
        let reads_elsewhere =
            self.organization.management != *own && self.connection.reader_role.is_none();
        let (mut kept, mut reason) = ((Vec::new(), Vec::new()), String::new());
        for (rule, function) in rules.into_iter().zip(functions) {
            let concerns_others = concerns(&rule, &of_others);
            let concerns_own = concerns(&rule, &of_own);
            if !concerns_others && !concerns_own {
                continue;
            }
            let everywhere = missing_parameter(&rule, &function).or_else(|| {
                reads_elsewhere
                    .then(|| in_management_account(&rule))
                    .flatten()
            });
            let of_members = access.obstacle(&rule).filter(|_| concerns_others);
            let is_kept = everywhere.is_none() && (of_members.is_none() || concerns_own);
            if let Some(why) = everywhere.or(of_members) {
                reason.clone_from(&why);
                let what = if is_kept {
                    format!("{} in member accounts", rule.name)
                } else {
                    rule.name.clone()
                };
                self.left_out.push(LeftOut {
                    what: what.into(),
                    reason: why.into(),
                });
            }
            if is_kept {
                kept.0.push(rule);
                kept.1.push(function);
            }
        }
        if kept.0.is_empty() {
            return Err(PackError::command(ScanError::NoRule { reason }));
        }
        Ok(kept)
    }

    fn door(&self, options: &ScanOptions, access: MemberAccess) -> Door {
        let config = patient(&self.connection.config);
        Door::new(
            &config,
            &self.connection.partition,
            access,
            &options.member_role,
        )
    }

    fn visits(
        &self,
        options: &ScanOptions,
        access: MemberAccess,
        rules: Vec<Rule>,
        functions: Vec<engine::RunnableRule>,
    ) -> Visits {
        let Connection {
            config,
            profile,
            region,
            partition,
            account,
            environment,
            reader_role,
        } = &self.connection;
        let asked: BTreeSet<String> = rules
            .iter()
            .flat_map(|rule| {
                rule.permissions
                    .own
                    .iter()
                    .chain(&rule.permissions.organization)
            })
            .filter(|action| is_answered(action))
            .cloned()
            .collect();
        let reader: SdkConfig = match reader_role {
            Some(arn) => {
                let actions = asked.iter().map(String::as_str).collect();
                narrowed(config, arn, &session_policy::policy(&actions))
            }
            None => config.clone(),
        };
        let answers = Answers::new(&reader, asked);
        self.organization.tell(&answers);
        Visits {
            config: config.clone(),
            profile: profile.clone(),
            region: region.clone(),
            partition: partition.clone(),
            own: account.clone(),
            access,
            door: self.door(options, access),
            answers,
            environment: environment.clone(),
            rules,
            functions,
        }
    }
}

fn missing_parameter(rule: &Rule, function: &engine::RunnableRule) -> Option<String> {
    let missing = rule.parameters.iter().find(|parameter| {
        parameter.required && !function.parameters.contains_key(&parameter.name)
    })?;
    Some(format!(
        "it needs a parameter: give --parameter {}.{}=VALUE",
        rule.name, missing.name
    ))
}

/// Why a delegated administrator can't run a rule without a role in the management account.
fn in_management_account(rule: &Rule) -> Option<String> {
    let reads = rule.permissions.organization.iter();
    reads
        .filter(|action| action.starts_with("ssm:"))
        .map(|_| {
            "what it reads is in the management account: give --reader-role, or that account's \
             profile"
                .to_owned()
        })
        .next()
}
