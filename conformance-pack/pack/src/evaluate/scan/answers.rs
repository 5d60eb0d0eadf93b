//! What the organization's management account is asked for the functions of all accounts, each
//! question once. The functions send these calls to the local AWS Config, so that none of them
//! ever has the caller's credentials.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use account::AccountId;
use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::retry::RetryConfig;
use local_aws::{Forwarded, ForwardedAnswer};
use serde_json::Value;

use super::exchange::{Caught, Known, Question, answer, refusal, replace_body};

/// AWS Organizations takes few calls a second; the SDK slows down by itself.
const ATTEMPTS: u32 = 12;
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// The only parameters that rules read.
const PARAMETERS: &str = "/root-credential-rules/";

/// The caller's clients and all that they answered.
#[derive(Debug)]
pub(super) struct Answers {
    organizations: aws_sdk_organizations::Client,
    ssm: aws_sdk_ssm::Client,
    accounts: aws_sdk_account::Client,
    /// The actions that may be asked for: what the rules that run declare.
    allowed: BTreeSet<String>,
    /// What isn't about one account.
    known: Known,
}

impl Answers {
    pub(super) fn new(config: &SdkConfig, allowed: BTreeSet<String>) -> Arc<Self> {
        let config = patient(config);
        Arc::new(Self {
            organizations: aws_sdk_organizations::Client::new(&config),
            ssm: aws_sdk_ssm::Client::new(&config),
            accounts: aws_sdk_account::Client::new(&config),
            allowed,
            known: Known::default(),
        })
    }

    /// Keeps an answer that is known already.
    pub(super) fn know(&self, operation: &str, input: &Value, output: &Value) {
        let question = Question {
            service: "organizations".to_owned(),
            operation: operation.to_owned(),
            input: input.to_string(),
        };
        self.known.keep(question, answer(200, output));
    }

    /// The contact information of a member, which the management account may ask for by its id.
    pub(super) async fn contact(&self, account: &AccountId) -> ForwardedAnswer {
        let caught = Caught::default();
        let call = self.accounts.get_contact_information();
        let call = call.account_id(account.as_str()).customize();
        let sent = call.interceptor(caught.clone()).send().await;
        caught.answer("account:GetContactInformation", sent)
    }

    /// Answers a call of a function of `account`; what is only about that account is kept in `own`.
    pub(super) async fn to(
        self: Arc<Self>,
        account: &AccountId,
        own: &Known,
        call: Forwarded,
    ) -> ForwardedAnswer {
        let question = match question(account, &self.allowed, call) {
            Ok(question) => question,
            Err(refused) => return refused,
        };
        if let Some(answer) = self.known.get(&question) {
            return answer;
        }
        let asking = (Arc::clone(&self), question.clone());
        let ask = async move { asking.0.ask(&asking.1).await };
        if question.input.contains(account.as_str()) {
            own.once(question, ask).await
        } else {
            self.known.once(question, ask).await
        }
    }

    /// The SDK finds the endpoint, signs, and tries again; the question is the function's.
    async fn ask(&self, question: &Question) -> ForwardedAnswer {
        let caught = Caught::default();
        let (operation, body) = (question.operation.clone(), question.input.clone());
        let change = move |request: &mut HttpRequest| {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            let service = target.split('.').next().unwrap_or_default();
            let target = format!("{service}.{operation}");
            request.headers_mut().insert("x-amz-target", target);
            replace_body(request, &body);
        };
        if question.service == "organizations" {
            let call = self.organizations.describe_organization().customize();
            let call = call.mutate_request(change).interceptor(caught.clone());
            caught.answer("AWS Organizations", call.send().await)
        } else {
            let call = self.ssm.get_parameters().names("-").customize();
            let call = call.mutate_request(change).interceptor(caught.clone());
            caught.answer("Parameter Store", call.send().await)
        }
    }
}

/// The caller's configuration, with the patience that throttling takes.
pub(super) fn patient(config: &SdkConfig) -> SdkConfig {
    let retries = RetryConfig::adaptive()
        .with_max_attempts(ATTEMPTS)
        .with_max_backoff(LONGEST_BACKOFF);
    config.to_builder().retry_config(retries).build()
}

/// The call as a question, if a rule declares it and it is about nobody else.
fn question(
    account: &AccountId,
    allowed: &BTreeSet<String>,
    call: Forwarded,
) -> Result<Question, ForwardedAnswer> {
    let action = format!("{}:{}", call.service, call.operation);
    let denied = |why: &str| refusal("AccessDeniedException", &format!("{action}: {why}"));
    if !allowed.contains(&action) {
        return Err(denied("no rule that runs declares it"));
    }
    let input: Value =
        serde_json::from_slice(&call.body).map_err(|_| denied("the input isn't JSON"))?;
    let texts = |name: &str| -> Vec<&str> {
        match &input[name] {
            Value::String(text) => vec![text],
            Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    };
    if texts("AccountId").iter().any(|id| *id != account.as_str()) {
        return Err(denied("it is about another account"));
    }
    let names = ["Names", "Path"].map(texts);
    if names
        .iter()
        .flatten()
        .any(|name| !name.starts_with(PARAMETERS))
    {
        return Err(denied("the parameter isn't the rules'"));
    }
    Ok(Question {
        service: call.service,
        operation: call.operation,
        input: input.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_declared_and_about_the_own_account() {
        let account: AccountId = "222222222222".parse().unwrap();
        let allowed = [
            "organizations:DescribeAccount",
            "organizations:ListRoots",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
        ];
        let allowed = allowed.map(str::to_owned).into();
        for (service, operation, body, expected) in [
            ("organizations", "ListRoots", "{}", None),
            (
                "organizations",
                "ListAccounts",
                "{}",
                Some("no rule that runs declares it"),
            ),
            (
                "organizations",
                "DescribeAccount",
                r#"{ "AccountId": "222222222222" }"#,
                None,
            ),
            (
                "organizations",
                "DescribeAccount",
                r#"{"AccountId":"333333333333"}"#,
                Some("another account"),
            ),
            (
                "ssm",
                "GetParameters",
                r#"{"Names":["/root-credential-rules/a"]}"#,
                None,
            ),
            (
                "ssm",
                "GetParameters",
                r#"{"Names":["/root-credential-rules/a","/password"]}"#,
                Some("isn't the rules'"),
            ),
            (
                "ssm",
                "GetParametersByPath",
                r#"{"Path":"/"}"#,
                Some("isn't the rules'"),
            ),
            ("ssm", "GetParameters", "[", Some("isn't JSON")),
        ] {
            let call = Forwarded {
                service: service.to_owned(),
                operation: operation.to_owned(),
                path: "/".to_owned(),
                body: body.as_bytes().to_vec(),
            };
            let refused = question(&account, &allowed, call).err();
            let refused = refused.map(|answer| String::from_utf8(answer.body).unwrap());
            match (&refused, expected) {
                (None, None) => {}
                (Some(refused), Some(expected)) => {
                    assert!(refused.contains(expected), "{refused}");
                }
                _ => panic!("{operation} {body}: {refused:?}"),
            }
        }
    }

    #[test]
    fn the_same_question_is_the_same_however_it_is_written() {
        let account: AccountId = "222222222222".parse().unwrap();
        let allowed = ["organizations:ListPoliciesForTarget".to_owned()].into();
        let ask = |body: &str| {
            let call = Forwarded {
                service: "organizations".to_owned(),
                operation: "ListPoliciesForTarget".to_owned(),
                path: "/".to_owned(),
                body: body.as_bytes().to_vec(),
            };
            question(&account, &allowed, call).unwrap()
        };
        assert_eq!(
            ask(r#"{"TargetId":"r-ab","Filter":"SERVICE_CONTROL_POLICY"}"#),
            ask(r#"{ "Filter": "SERVICE_CONTROL_POLICY", "TargetId": "r-ab" }"#)
        );
    }
}
