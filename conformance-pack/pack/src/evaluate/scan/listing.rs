//! The accounts of the caller's organization, and what their list says already of later questions.

use account::AccountId;
use aws_config::SdkConfig;
use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::Account;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answers::{Answers, patient};
use super::choose::Listed;
use crate::aws::AwsError;
use crate::aws::organization::{self, Member};
use crate::error::PackError;
use crate::progress::Progress;

/// The caller's organization.
#[derive(Debug)]
pub(super) struct Organization {
    pub(super) management: AccountId,
    members: Vec<Member>,
}

/// Why the organization can't be scanned.
#[derive(Debug, thiserror::Error)]
pub(super) enum ListingError {
    #[error(
        "the answer to organizations:DescribeOrganization has no management account: try again, \
         or leave --organization out"
    )]
    NoManagement,
}

impl Organization {
    pub(super) async fn read(config: &SdkConfig) -> Result<Self, PackError> {
        let client = Client::new(&patient(config));
        let management = organization::describe(&client)
            .await?
            .and_then(|organization| organization.master_account_id?.parse().ok())
            .ok_or_else(|| PackError::command(ListingError::NoManagement))?;
        Ok(Self {
            management,
            members: members(&client).await?,
        })
    }

    /// By id.
    pub(super) fn accounts(&self) -> Vec<Listed> {
        let mut accounts: Vec<_> = self
            .members
            .iter()
            .filter_map(|member| self.listed(member))
            .collect();
        accounts.sort_by(|a, b| a.id.cmp(&b.id));
        accounts
    }

    fn listed(&self, member: &Member) -> Option<Listed> {
        let Member { account, parent } = member;
        let id: AccountId = account.id.as_ref()?.parse().ok()?;
        Some(Listed {
            kind: organization::kind(id.as_str(), self.management.as_str()),
            id,
            name: account.name.clone().unwrap_or_default().into(),
            unit: parent.path.clone().into(),
            parents: parent.ids.clone(),
            state: state(account),
        })
    }

    /// Tells what the list says already: no account is asked for again.
    pub(super) fn tell(&self, answers: &Answers) {
        for Member { account, parent } in &self.members {
            let Some(id) = &account.id else { continue };
            answers.know(
                "DescribeAccount",
                &json!({ "AccountId": id }),
                &json!({ "Account": described(account) }),
            );
            let child = std::iter::once(id).chain(parent.ids.iter().rev());
            for (child, parent) in child.zip(parent.ids.iter().rev()) {
                let kind = if parent.starts_with("r-") {
                    "ROOT"
                } else {
                    "ORGANIZATIONAL_UNIT"
                };
                answers.know(
                    "ListParents",
                    &json!({ "ChildId": child }),
                    &json!({ "Parents": [{ "Id": parent, "Type": kind }] }),
                );
            }
        }
    }
}

async fn members(client: &Client) -> Result<Vec<Member>, AwsError> {
    let progress = Progress::new("Reading the organization's accounts:", 0);
    organization::members(client, |count| progress.set(count, 0)).await
}

/// The newer field, which has more states, or else the older one.
fn state(account: &Account) -> Option<String> {
    let newer = account.state.as_ref().map(|state| state.as_str());
    let older = account.status.as_ref().map(|status| status.as_str());
    newer.or(older).map(str::to_owned)
}

/// The account as AWS Organizations writes it.
fn described(account: &Account) -> Value {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let joined = account
        .joined_timestamp
        .as_ref()
        .and_then(|time| Timestamp::from_second(time.secs()).ok());
    let fields = [
        ("Id", text(account.id.as_deref()).map(Value::from)),
        ("Arn", text(account.arn.as_deref()).map(Value::from)),
        ("Email", text(account.email.as_deref()).map(Value::from)),
        ("Name", text(account.name.as_deref()).map(Value::from)),
        ("State", state(account).map(Value::from)),
        (
            "JoinedTimestamp",
            joined.map(|time| time.as_second().into()),
        ),
    ];
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
