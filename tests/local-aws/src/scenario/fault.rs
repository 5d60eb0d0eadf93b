//! What goes wrong on request.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::account_id::AccountId;
use super::error::{ScenarioError, inconsistent};
use crate::operations;

/// `[[faults]]`: an operation that does not answer as it should.
///
/// ```toml
/// [[faults]]
/// call = "iam:GetAccountSummary"
/// kind = "throttle"
/// times = 2
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fault {
    /// The operation, as an IAM action: `iam:GetAccountSummary`.
    pub call: String,
    /// What happens.
    pub kind: FaultKind,
    /// Only for callers of this account.
    pub account: Option<AccountId>,
    /// How many times for each function that calls; for ever when left out.
    pub times: Option<u32>,
    /// For `slow`: how long the answer takes. Default: 1,000.
    pub milliseconds: Option<u64>,
    /// For `leave-out`: the fields that are missing from the answer, by name, wherever they are, or
    /// by path, such as `VirtualMFADevices.User.Arn` for every device's.
    #[serde(default)]
    pub fields: Vec<String>,
    /// For `replace`: the texts to put into the answer, by the fields' names or paths as in
    /// `fields`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The service's throttling error.
    Throttle,
    /// The service's refusal.
    AccessDenied,
    /// A service control policy denies the call.
    PolicyDenied,
    /// A status of 500.
    InternalError,
    /// The answer is correct, and late.
    Slow,
    /// The connection ends without an answer.
    Cut,
    /// The connection ends in the middle of the answer.
    CutMidway,
    /// The answer has no content.
    Empty,
    /// A list's page is empty and has a token for the next one.
    EmptyPage,
    /// Fields are missing from the answer.
    LeaveOut,
    /// Fields of the answer have other values: it is about something other than what was requested.
    Replace,
    /// The service refuses the signature: by its clock, it was made too far in the future.
    ClockAhead,
    /// A list's answer always has the same token for the next page.
    RepeatToken,
    /// For `config:PutEvaluations`: all evaluations come back as failed.
    FailEvaluations,
}

impl Fault {
    /// Stands for any call.
    const EVERY_CALL: &'static str = "*";

    /// A fault that hits every call of `call` (an IAM action) for ever.
    #[must_use]
    pub fn new(call: &str, kind: FaultKind) -> Self {
        Self {
            call: call.to_owned(),
            kind,
            account: None,
            times: None,
            milliseconds: None,
            fields: Vec::new(),
            values: BTreeMap::new(),
        }
    }

    /// Every call takes at least this long, unless another fault hits it.
    #[must_use]
    pub fn latency(of_each_answer: Duration) -> Self {
        let mut fault = Self::new(Self::EVERY_CALL, FaultKind::Slow);
        fault.milliseconds = u64::try_from(of_each_answer.as_millis()).ok();
        fault
    }

    /// Limits it to the first `times` calls of each function.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits it to callers of `account`.
    #[must_use]
    pub fn account(mut self, account: &AccountId) -> Self {
        self.account = Some(account.clone());
        self
    }

    /// How long a slow answer takes.
    #[must_use]
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.milliseconds.unwrap_or(1_000))
    }

    pub(crate) fn hits(&self, action: &str) -> bool {
        self.call == action || self.call == Self::EVERY_CALL
    }

    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        if !operations::knows(&self.call) {
            return Err(inconsistent(format!(
                "the fault's call `{}` must be an operation of the local AWS endpoint, as an IAM \
                 action such as iam:GetAccountSummary",
                self.call
            )));
        }
        if (self.kind == FaultKind::LeaveOut) == self.fields.is_empty() {
            return Err(inconsistent(format!(
                "the fault of {}: `fields` goes with `leave-out`, and only with it",
                self.call
            )));
        }
        if (self.kind == FaultKind::Replace) == self.values.is_empty() {
            return Err(inconsistent(format!(
                "the fault of {}: `values` goes with `replace`, and only with it",
                self.call
            )));
        }
        Ok(())
    }
}
