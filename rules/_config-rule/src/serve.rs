use std::process::ExitCode;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use lambda_runtime::{Context, LambdaEvent, service_fn};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tokio::time::timeout_at;

use crate::arn::account_of_arn;
use crate::aws::ServeError;
use crate::deadline::Deadline;
use crate::event::{ConfigEvent, Evaluate, EventError, Request};
use crate::parameters::{self, OnUnreadable};
use crate::subject::Memberships;
use crate::{
    AccountId, Aws, ConfigRule, EvaluationError, Later, ReadError, Subject, Verdict, log, report,
};

/// Runs a rule as a Lambda function until Lambda stops it. A rule's `main` does nothing else.
#[must_use]
pub fn serve<R: ConfigRule>() -> ExitCode {
    match run::<R>() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "{}",
                json!({
                    "level": "FATAL",
                    "message": error.what(),
                    "rule": R::METADATA.name,
                    "error": error.to_string(),
                })
            );
            ExitCode::FAILURE
        }
    }
}

fn run<R: ConfigRule>() -> Result<(), ServeError> {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err(ServeError::Missing("AWS_LAMBDA_RUNTIME_API"));
    }
    let function = Function::<R>::new()?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?
        .block_on(lambda_runtime::run(service_fn(
            async |event: LambdaEvent<Payload>| function.handle(&event).await,
        )))
        .map_err(|error| {
            if function.served.load(Ordering::Relaxed) {
                ServeError::RuntimeApiLost(error.to_string())
            } else {
                ServeError::RuntimeApi(error.to_string())
            }
        })
}

/// The event; none where Lambda hands over what is not JSON, for which the runtime's own error would
/// name no rule.
struct Payload(Option<Value>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Value::deserialize(deserializer).ok()))
    }
}

struct Function<R> {
    rule: R,
    aws: Aws,
    config: Later<aws_sdk_config::Client>,
    memberships: Memberships,
    /// Whether there has been an event.
    served: AtomicBool,
}

impl<R: ConfigRule> Function<R> {
    fn new() -> Result<Self, ServeError> {
        let aws = Aws::from_environment(R::METADATA.name)?;
        Ok(Self {
            rule: R::new(&aws),
            config: aws.later(|aws| aws_sdk_config::Client::new(aws.own())),
            memberships: Memberships::new(aws.own().clone()),
            aws,
            served: AtomicBool::new(false),
        })
    }

    async fn handle(&self, event: &LambdaEvent<Payload>) -> Result<Value, EvaluationError> {
        let begun = Instant::now();
        self.served.store(true, Ordering::Relaxed);
        let outcome = self
            .respond(event.payload.0.as_ref(), &event.context, begun)
            .await;
        if let Err(error) = &outcome {
            log::failed(R::METADATA.name, error, begun.elapsed());
        }
        outcome
    }

    async fn respond(
        &self,
        event: Option<&Value>,
        context: &Context,
        begun: Instant,
    ) -> Result<Value, EvaluationError> {
        let now = SystemTime::now();
        let deadline = Deadline::new(context.deadline, now);
        let event = ConfigEvent::parse(event.ok_or(EventError::NoJson)?)?;
        self.serves(&event, context)?;
        match event.request {
            Request::Nothing(because) => {
                log::ignored(R::METADATA.name, &event.account, because.text());
                Ok(json!({ "ignored": because.text() }))
            }
            Request::Evaluate(evaluate) => {
                self.evaluate(&event.account, &evaluate, now, &deadline, begun)
                    .await
            }
        }
    }

    async fn evaluate(
        &self,
        account: &AccountId,
        event: &Evaluate,
        now: SystemTime,
        deadline: &Deadline,
        begun: Instant,
    ) -> Result<Value, EvaluationError> {
        let (parameters, on_unreadable) =
            parameters::parse::<R::Parameters>(event.rule_parameters.as_ref())?;
        let subject = Subject {
            account,
            partition: event.partition,
            now,
            reading_ends: deadline.of_reading(),
            memberships: &self.memberships,
        };
        self.aws.patience.until(deadline.of_reading());
        // Boxed, because the compiler gives up on deeply nested futures.
        let judging = Box::pin(self.judge(&subject, &parameters));
        // The client for the report is made while the first answer is pending.
        let (judged, _) = tokio::join!(timeout_at(deadline.of_reading(), judging), async {
            LazyLock::force(&self.config)
        });
        let judged = judged.unwrap_or(Err(ReadError::OutOfTime));
        let verdict = match (judged, on_unreadable) {
            (Ok(verdict), _) => verdict,
            (Err(error), OnUnreadable::Error) => return Err(error.into()),
            (Err(error), OnUnreadable::NonCompliant) => {
                Verdict::non_compliant(format!("Could not be evaluated: {error}."))
            }
        };
        self.aws.patience.until(deadline.of_reporting());
        let evaluation = report::evaluation(account, &verdict, event.created)?;
        report::put(&self.config, &event.result_token, &evaluation, deadline).await?;
        log::evaluated(R::METADATA.name, account, &verdict, begun.elapsed());
        Ok(json!({
            "rule": event.rule_name,
            "account": account.as_str(),
            "compliance": verdict.compliance.name(),
            "annotation": verdict.annotation.as_option(),
        }))
    }

    async fn judge(
        &self,
        subject: &Subject<'_>,
        parameters: &R::Parameters,
    ) -> Result<Verdict, ReadError> {
        if R::METADATA.needs_root_user && !subject.partition.has_root_user() {
            return Ok(Verdict::not_applicable(format!(
                "The partition {} has no root user that can sign in.",
                subject.partition
            )));
        }
        // Known at compile time: a rule for all kinds is built without the code that reads the
        // kind.
        if const { !R::METADATA.is_for_all() } {
            let kind = subject.membership().await?.kind();
            if !R::METADATA.kinds.contains(&kind) {
                return Ok(Verdict::not_applicable(format!(
                    "This rule does not apply: the account is {}.",
                    kind.described()
                )));
            }
        }
        let facts = self.rule.gather(subject, parameters).await?;
        Ok(R::decide(facts, parameters))
    }

    /// Refuses the event of another account before anything is called. An emulator's
    /// function ARN may name no account; Lambda's always does.
    fn serves(&self, event: &ConfigEvent, context: &Context) -> Result<(), EvaluationError> {
        let of_function = account_of_arn(&context.invoked_function_arn).unwrap_or_default();
        let of_first_event = self.aws.account.get_or_init(|| event.account.clone());
        let own = if of_function.is_empty() {
            of_first_event.as_str()
        } else {
            of_function
        };
        if own == event.account.as_str() {
            return Ok(());
        }
        Err(EvaluationError::OtherAccount {
            event: event.account.clone(),
            own: own.to_owned(),
        })
    }
}
