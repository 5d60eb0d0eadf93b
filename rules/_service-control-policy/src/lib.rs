//! Decides one question about AWS Organizations: do the service control policies (SCPs) in force
//! on an account deny every action on every resource to its root user?
//!
//! The crate reads nothing from AWS. It takes the policy documents, level by level, and answers
//! with [`Decision::Denied`] and what denies, or with [`Decision::NotDenied`] and the smallest
//! reason: the exempted actions, the condition's key, the resource.
//!
//! ```
//! use service_control_policy::{Account, DenialCause, InForce, Level, Policy, Decision, evaluate};
//! use std::sync::Arc;
//!
//! let full_access = Arc::new(Policy::parse(
//!     "p-FullAWSAccess",
//!     r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
//! ));
//! let deny_root = Arc::new(Policy::parse(
//!     "p-examplepolicy",
//!     r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
//!         "Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}}"#,
//! ));
//! let account = Account {
//!     partition: "aws".into(),
//!     id: "111111111111".into(),
//!     organization: "o-exampleorgid".into(),
//! };
//! let path = InForce::Path(vec![
//!     Level { id: "r-exam".into(), policies: vec![full_access.clone(), deny_root] },
//!     Level { id: "111111111111".into(), policies: vec![full_access] },
//! ]);
//!
//! let Decision::Denied(denial) = evaluate(&account, &path, &[]) else {
//!     panic!("not denied");
//! };
//! let DenialCause::Policy(by) = denial.by else {
//!     panic!("not by one policy");
//! };
//! assert_eq!((by.level.as_str(), by.policy.as_str()), ("r-exam", "p-examplepolicy"));
//! ```
//!
//! # The question, exactly
//!
//! A request is an action, a resource and a context. It is denied when a `Deny` statement of any
//! level applies to it, or when some level has no `Allow` statement that does. The requests asked
//! about are those of the root user, signed in with its own credentials: the context holds
//!
//! | key | value |
//! |---|---|
//! | `aws:PrincipalArn` | `arn:<partition>:iam::<account>:root` |
//! | `aws:PrincipalAccount` | the account's id |
//! | `aws:PrincipalOrgID` | the organization's id |
//! | `aws:PrincipalOrgPaths` | one path, from the levels' ids |
//! | `aws:PrincipalType` | `Account` |
//! | `aws:AssumedRoot` | absent: sessions by `sts:AssumeRoot` are out of scope |
//!
//! and any value, or none, of every other key. Actions are all words of the form `service:name`,
//! resources all words, so the answer includes what AWS will add later.
//!
//! Over these, the answer doesn't sample: the patterns run as one automaton over all words, so
//! several statements that cover everything only together are recognised, `NotAction`,
//! `NotResource` and `Allow` statements of any level included.
//!
//! # Where the answer is cautious
//!
//! The answer is never [`Decision::Denied`] when some request could be allowed. These count as not
//! denied although AWS might deny them:
//!
//! - A condition on any other key, or by an operator that isn't of the key's type. Statements
//!   whose conditions complement each other (one denies with MFA, one without) are among them.
//! - A policy variable (`${…}`) in a condition's values, even beside others, and in a resource. The
//!   escapes `${*}`, `${?}`, `${$}` are not variables in policies of version 2012-10-17.
//! - An ARN condition whose pattern has fewer than six segments, or matches only when wildcards
//!   may match colons or letter case is ignored: AWS doesn't document which.
//! - Resources likewise: AWS advises wildcards inside a segment, but lets an asterisk at its
//!   end match beyond the colon. A denial must hold whether wildcards match no colon, those at a
//!   segment's end do, or all do, each with and without regard to letter case.
//! - A resource of fewer than six segments, which AWS may complete: `NotResource` exempts what it
//!   matches either way, `Resource` covers nothing by it.
//! - A wildcard in an action's service, except `*` and `*:*`, which are every action.
//! - `aws:PrincipalOrgPaths` without `ForAnyValue` or `ForAllValues`, `ForAnyValue:BoolIfExists`
//!   on an absent key, `Null` with several values.
//! - Actions that don't exist: denying `iam:A*`, `iam:B*` and so on to `iam:Z*` isn't denying `iam:*`.
//! - A statement that is malformed, or has an element that SCPs don't know, denies nothing; its
//!   level is taken to allow everything. Organizations accepts no such policy.
//! - Policies that would take the search more than a fixed number of steps:
//!   [`Reason::TooComplex`].
//!
//! SCPs don't bind the management account, service-linked roles and the few tasks listed under
//! "Tasks and entities not restricted by SCPs" in the Organizations User Guide, and AWS lets no
//! policy deny `sts:GetCallerIdentity`. This crate doesn't cover these.
//!
//! # How it is tested
//!
//! By tables of cases, by properties over generated policies, with a second evaluator of single
//! requests, and against an independent simulator: see `differential/README.md`.

mod action;
mod block;
mod coverage;
mod decision;
mod denial;
mod document;
mod evaluate;
mod explain;
mod extent;
mod operator;
mod path;
mod pattern;
mod piece;
mod root_user;
mod search;
mod syntax;
mod truth;

pub use action::{ActionPattern, ActionPatternError};
pub use decision::{Attachment, Decision, Denial, DenialCause, Reason, Shortfall};
pub use document::{Policy, Problem};
pub use evaluate::evaluate;
pub use path::{Account, InForce, Level};
