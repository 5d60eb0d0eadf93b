//! Questions to AWS and their answers, as the functions' SDKs write and read them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_sdk_organizations::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use local_aws::ForwardedAnswer;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::aws::AwsError;

const JSON: &str = "application/x-amz-json-1.1";
/// A function waits ten seconds for an answer, and asks again.
const PATIENCE: Duration = Duration::from_secs(8);

/// A call: the same one has the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) service: String,
    /// Empty where the input names it.
    pub(super) operation: String,
    pub(super) input: String,
}

/// Answers by their questions.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<Question, Arc<OnceCell<ForwardedAnswer>>>>);

impl Known {
    fn lock(&self) -> MutexGuard<'_, HashMap<Question, Arc<OnceCell<ForwardedAnswer>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an answer that is known without asking.
    pub(super) fn keep(&self, question: Question, answer: ForwardedAnswer) {
        let answer = OnceCell::new_with(Some(answer));
        self.lock().insert(question, Arc::new(answer));
    }

    pub(super) fn get(&self, question: &Question) -> Option<ForwardedAnswer> {
        self.lock().get(question)?.get().cloned()
    }

    /// The answer, asked for once however many want it at the same time. Only a success is kept.
    pub(super) async fn once(
        &self,
        question: Question,
        ask: impl Future<Output = ForwardedAnswer> + Send + 'static,
    ) -> ForwardedAnswer {
        self.within(PATIENCE, question, ask).await
    }

    async fn within(
        &self,
        patience: Duration,
        question: Question,
        ask: impl Future<Output = ForwardedAnswer> + Send + 'static,
    ) -> ForwardedAnswer {
        let cell = Arc::clone(self.lock().entry(question).or_default());
        // Not ended by a function that gives up waiting: the next one waits for the same answer.
        let asked = tokio::spawn(async move {
            let asked = cell.get_or_try_init(|| async {
                let answer = ask.await;
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
        match timeout(patience, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => refusal("Interrupted", &error.to_string()),
            // With a status that every function tries again after.
            Err(_) => ForwardedAnswer {
                status: 503,
                ..refusal("TooManyRequestsException", "AWS takes long to answer")
            },
        }
    }
}

pub(super) fn answer(status: u16, output: &Value) -> ForwardedAnswer {
    ForwardedAnswer {
        status,
        content_type: Some(JSON.to_owned()),
        error_type: None,
        body: output.to_string().into_bytes(),
    }
}

pub(super) fn refusal(code: &str, message: &str) -> ForwardedAnswer {
    answer(400, &json!({ "__type": code, "message": message }))
}

/// Puts the function's input in the place of the request's own.
pub(super) fn replace_body(request: &mut HttpRequest, body: &str) {
    let length = body.len().to_string();
    request.headers_mut().insert("content-length", length);
    *request.body_mut() = SdkBody::from(body);
}

/// Catches the answer as it comes, whatever the SDK makes of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Caught(Arc<Mutex<Option<ForwardedAnswer>>>);

impl Caught {
    fn lock(&self) -> MutexGuard<'_, Option<ForwardedAnswer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a call that was `sent`; a refusal where none came.
    pub(super) fn answer<T, E>(
        &self,
        service: &'static str,
        sent: Result<T, SdkError<E, HttpResponse>>,
    ) -> ForwardedAnswer
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let problem = sent.map_err(AwsError::of(service)).err();
        self.lock().take().unwrap_or_else(|| {
            let problem = problem.map(|error| error.to_string());
            refusal("NotReachable", &problem.unwrap_or_default())
        })
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
        *self.lock() = Some(caught);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn question() -> Question {
        Question {
            service: "ssm".to_owned(),
            operation: "GetParameters".to_owned(),
            input: "{}".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_success_is_asked_for_once_and_an_error_again() {
        let (known, asked) = (Known::default(), Arc::new(AtomicU32::new(0)));
        let ask = |status| {
            let asked = Arc::clone(&asked);
            async move {
                asked.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                answer(status, &json!({}))
            }
        };
        assert_eq!(known.once(question(), ask(400)).await.status, 400);
        assert_eq!(known.get(&question()), None);
        let both = tokio::join!(
            known.once(question(), ask(200)),
            known.once(question(), ask(200))
        );
        assert_eq!((both.0.status, both.1.status), (200, 200));
        assert_eq!(known.once(question(), ask(400)).await.status, 200);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        assert!(known.get(&question()).is_some());
    }

    /// A function that waits longer would give up without the reason.
    #[tokio::test]
    async fn who_waits_too_long_is_told_to_slow_down() {
        let known = Known::default();
        let (send, receive) = tokio::sync::oneshot::channel();
        let late = async move { receive.await.unwrap() };
        let told = known.within(Duration::ZERO, question(), late).await;
        assert_eq!(told.status, 503);
        assert!(
            String::from_utf8(told.body)
                .unwrap()
                .contains("TooManyRequests")
        );
        // The next one waits for the same answer.
        send.send(answer(200, &json!({}))).unwrap();
        let never = std::future::pending();
        assert_eq!(known.once(question(), never).await.status, 200);
    }
}
