//! What the functions of one account ask the command: the organization's data, and what IAM says of
//! the account, which many rules want to know, each question once.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;

use account::AccountId;
use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use local_aws::{Forward, Forwarded, ForwardedAnswer};

use super::answers::Answers;
use super::exchange::{Caught, Known, Question, refusal, replace_body};

/// The path of account:GetContactInformation.
const CONTACT: &str = "/getContactInformation";
/// Its answer changes while it is being made.
const CREDENTIAL_REPORT: &str = "GetCredentialReport";

/// The answers for one account's functions; they go when the functions have ended.
#[derive(Debug)]
pub(super) struct OwnAnswers {
    all: Arc<Answers>,
    account: AccountId,
    known: Arc<Known>,
    /// How a member's functions ask IAM; the caller's own account's ask AWS themselves.
    iam: Option<Iam>,
    /// Whether the management account answers what an account's own session can't.
    about_member: bool,
}

/// IAM with the session of one account.
#[derive(Debug, Clone)]
struct Iam {
    client: aws_sdk_iam::Client,
    /// What the session's rules declare.
    allowed: Arc<BTreeSet<String>>,
}

impl OwnAnswers {
    pub(super) fn new(all: &Arc<Answers>, account: &AccountId, known: &Arc<Known>) -> Self {
        Self {
            all: Arc::clone(all),
            account: account.clone(),
            known: Arc::clone(known),
            iam: None,
            about_member: false,
        }
    }

    /// For a member: IAM answers its `session`'s functions what they declare.
    pub(super) fn with_iam(
        mut self,
        config: &SdkConfig,
        session: &Credentials,
        allowed: BTreeSet<String>,
    ) -> Self {
        let session = SharedCredentialsProvider::new(session.clone());
        // The function tries again by itself. The cache would keep each account's session.
        let config = config
            .to_builder()
            .retry_config(RetryConfig::disabled())
            .identity_cache(IdentityCache::no_cache())
            .credentials_provider(session)
            .build();
        self.iam = Some(Iam {
            client: aws_sdk_iam::Client::new(&config),
            allowed: Arc::new(allowed),
        });
        self
    }

    /// For a member whose session can't read its contact information.
    pub(super) fn with_contact(mut self, from_management: bool) -> Self {
        self.about_member = from_management;
        self
    }
}

impl Forward for OwnAnswers {
    fn services(&self) -> &[&'static str] {
        match (&self.iam, self.about_member) {
            (None, _) => &["ORGANIZATIONS", "SSM"],
            (Some(_), false) => &["ORGANIZATIONS", "SSM", "IAM"],
            (Some(_), true) => &["ORGANIZATIONS", "SSM", "IAM", "ACCOUNT"],
        }
    }

    fn forward(&self, call: Forwarded) -> Pin<Box<dyn Future<Output = ForwardedAnswer> + Send>> {
        let (all, known) = (Arc::clone(&self.all), Arc::clone(&self.known));
        let account = self.account.clone();
        if self.about_member && call.service == "account" && call.path == CONTACT {
            return Box::pin(async move { all.contact(&account).await });
        }
        if call.service == "iam"
            && let Some(iam) = self.iam.clone()
        {
            return Box::pin(async move { iam.answer(&known, &call.body).await });
        }
        Box::pin(async move { all.to(&account, &known, call).await })
    }
}

impl Iam {
    async fn answer(self, known: &Known, body: &[u8]) -> ForwardedAnswer {
        let Some((action, input)) = action(body) else {
            return refusal("InvalidAction", "the call names no action");
        };
        if !self.allowed.contains(&format!("iam:{action}")) {
            return denied(action);
        }
        let keeps = action != CREDENTIAL_REPORT && !action.starts_with("Generate");
        let question = Question {
            service: "iam".to_owned(),
            operation: String::new(),
            input: input.to_owned(),
        };
        let ask = {
            let input = question.input.clone();
            async move { self.ask(input).await }
        };
        if keeps {
            known.once(question, ask).await
        } else {
            ask.await
        }
    }

    async fn ask(&self, body: String) -> ForwardedAnswer {
        let caught = Caught::default();
        let change = move |request: &mut HttpRequest| replace_body(request, &body);
        let call = self.client.get_account_summary().customize();
        let call = call.mutate_request(change).interceptor(caught.clone());
        caught.answer("IAM", call.send().await)
    }
}

/// The action that a call of the query protocol names, and its whole input.
fn action(body: &[u8]) -> Option<(&str, &str)> {
    let input = std::str::from_utf8(body).ok()?;
    let mut fields = input.split('&');
    let action = fields.find_map(|field| field.strip_prefix("Action="))?;
    Some((action, input))
}

/// As IAM refuses it.
fn denied(action: &str) -> ForwardedAnswer {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>iam:{action}: \
         no rule that runs declares it</Message></Error></ErrorResponse>"
    );
    ForwardedAnswer {
        status: 403,
        content_type: Some("text/xml".to_owned()),
        error_type: None,
        body: body.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_the_query_protocol_names_its_action() {
        for (body, expected) in [
            ("Action=GetUser&Version=2010-05-08", Some("GetUser")),
            (
                "Version=2010-05-08&Action=ListMFADevices",
                Some("ListMFADevices"),
            ),
            ("Version=2010-05-08", None),
            ("", None),
        ] {
            let found = action(body.as_bytes()).map(|(action, _)| action);
            assert_eq!(found, expected, "{body}");
        }
        assert_eq!(action(&[0xff]), None);
    }
}
