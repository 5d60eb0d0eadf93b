//! What the organization's management account is asked for the functions of all accounts, each
//! question once. The functions send these calls to the local AWS Config, so that none of them
//! ever has the caller's credentials.

use account::AccountId;
use std::collections::{BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_organizations::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::RetryConfig;
use local_aws::{Forward, Forwarded, ForwardedAnswer};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::aws::AwsError;

/// AWS Organizations takes few calls a second; the SDK slows down by itself.
const ATTEMPTS: u32 = 12;
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
const JSON: &str = "application/x-amz-json-1.1";
/// The path of account:GetContactInformation.
const CONTACT: &str = "/getContactInformation";
/// The only parameters that rules read.
const PARAMETERS: &str = "/root-credential-rules/";

/// A call of a JSON protocol: the same one has the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    service: String,
    operation: String,
    input: String,
}

type Known = Mutex<HashMap<Question, Arc<OnceCell<ForwardedAnswer>>>>;

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
        let answer = OnceCell::new_with(Some(answer(200, output)));
        lock(&self.known).insert(question, Arc::new(answer));
    }

    /// The contact information of a member, which the management account may ask for by its id.
    async fn contact(&self, account: &AccountId) -> ForwardedAnswer {
        let caught = Caught::default();
        let call = self.accounts.get_contact_information();
        let call = call.account_id(account.as_str()).customize();
        let sent = call.interceptor(caught.clone()).send().await;
        caught.take().unwrap_or_else(|| {
            let problem = problem("account:GetContactInformation", sent);
            refusal("NotReachable", &problem.unwrap_or_default())
        })
    }

    async fn ask(&self, question: &Question) -> ForwardedAnswer {
        let caught = Caught::default();
        let (operation, input) = (question.operation.clone(), question.input.clone());
        let body = input.clone();
        let change = move |request: &mut HttpRequest| {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            let service = target.split('.').next().unwrap_or_default();
            let target = format!("{service}.{operation}");
            let headers = request.headers_mut();
            headers.insert("x-amz-target", target);
            headers.insert("content-length", body.len().to_string());
            *request.body_mut() = SdkBody::from(body.clone());
        };
        // The SDK finds the endpoint, signs, and tries again; the question is the function's.
        let failed = match question.service.as_str() {
            "organizations" => {
                let call = self.organizations.describe_organization().customize();
                let sent = call.mutate_request(change).interceptor(caught.clone());
                problem("AWS Organizations", sent.send().await)
            }
            _ => {
                let call = self.ssm.get_parameters().names("-").customize();
                let sent = call.mutate_request(change).interceptor(caught.clone());
                problem("Parameter Store", sent.send().await)
            }
        };
        match (caught.take(), failed) {
            (Some(answer), _) => answer,
            (None, problem) => refusal("NotReachable", &problem.unwrap_or_default()),
        }
    }

    /// The answer, asked for once however many want it at the same time. Only a success is kept.
    async fn known_or_asked(self: Arc<Self>, known: &Known, question: Question) -> ForwardedAnswer {
        let cell = Arc::clone(lock(known).entry(question.clone()).or_default());
        // Not ended by a function that gives up waiting: the next one waits for the same answer.
        let asked = tokio::spawn(async move {
            let asked = cell.get_or_try_init(|| async {
                let answer = self.ask(&question).await;
                if answer.status == 200 {
                    Ok(answer)
                } else {
                    Err(answer)
                }
            });
            match asked.await {
                Ok(answer) => answer.clone(),
                Err(answer) => answer,
            }
        });
        asked
            .await
            .unwrap_or_else(|error| refusal("Interrupted", &error.to_string()))
    }
}

/// The caller's configuration, with the patience that throttling takes.
pub(super) fn patient(config: &SdkConfig) -> SdkConfig {
    let retries = RetryConfig::adaptive()
        .with_max_attempts(ATTEMPTS)
        .with_max_backoff(LONGEST_BACKOFF);
    config.to_builder().retry_config(retries).build()
}

/// The answers for one account's functions; what is only about it goes when they have ended.
#[derive(Debug)]
pub(super) struct AnswersFor {
    pub(super) all: Arc<Answers>,
    pub(super) account: AccountId,
    pub(super) own: Arc<OwnAnswers>,
    /// Whether the management account answers what an account's own session can't.
    pub(super) about_member: bool,
}

/// What is about one account.
#[derive(Debug, Default)]
pub(super) struct OwnAnswers(Known);

impl Forward for AnswersFor {
    fn services(&self) -> &[&'static str] {
        if self.about_member {
            &["ORGANIZATIONS", "SSM", "ACCOUNT"]
        } else {
            &["ORGANIZATIONS", "SSM"]
        }
    }

    fn forward(&self, call: Forwarded) -> Pin<Box<dyn Future<Output = ForwardedAnswer> + Send>> {
        let (all, own) = (Arc::clone(&self.all), Arc::clone(&self.own));
        let account = self.account.clone();
        if self.about_member && call.service == "account" && call.path == CONTACT {
            return Box::pin(async move { all.contact(&account).await });
        }
        let question = question(&self.account, &all.allowed, call);
        Box::pin(async move {
            match question {
                Err(refused) => refused,
                Ok(question) if question.input.contains(account.as_str()) => {
                    if let Some(known) = lock(&all.known).get(&question)
                        && let Some(answer) = known.get()
                    {
                        return answer.clone();
                    }
                    Arc::clone(&all).known_or_asked(&own.0, question).await
                }
                Ok(question) => Arc::clone(&all).known_or_asked(&all.known, question).await,
            }
        })
    }
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

fn lock(
    known: &Known,
) -> std::sync::MutexGuard<'_, HashMap<Question, Arc<OnceCell<ForwardedAnswer>>>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(status: u16, output: &Value) -> ForwardedAnswer {
    ForwardedAnswer {
        status,
        content_type: Some(JSON.to_owned()),
        error_type: None,
        body: output.to_string().into_bytes(),
    }
}

fn refusal(code: &str, message: &str) -> ForwardedAnswer {
    answer(400, &json!({ "__type": code, "message": message }))
}

/// What went wrong before there was an answer.
fn problem<T, E>(
    service: &'static str,
    sent: Result<T, SdkError<E, HttpResponse>>,
) -> Option<String>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    sent.map_err(AwsError::of(service))
        .err()
        .map(|error| error.to_string())
}

/// Catches the answer as it comes, whatever the SDK makes of it.
#[derive(Debug, Clone, Default)]
struct Caught(Arc<Mutex<Option<ForwardedAnswer>>>);

impl Caught {
    fn take(&self) -> Option<ForwardedAnswer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Intercept for Caught {
    fn name(&self) -> &'static str {
        "Caught"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let header = |name| response.headers().get(name).map(str::to_owned);
        let caught = ForwardedAnswer {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            error_type: header("x-amzn-errortype"),
            body: response.body().bytes().unwrap_or_default().to_vec(),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(caught);
        Ok(())
    }
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
