use std::time::Duration;

use aws_sdk_config::Client;
use aws_sdk_config::types::{ComplianceType, Evaluation};
use aws_smithy_types::DateTime;
use tokio::time::sleep;

use crate::deadline::Deadline;
use crate::{AccountId, Compliance, ReadError, Verdict};

const PUT_EVALUATIONS: &str = "config:PutEvaluations";
/// Four colons: it is the type `AWS::::Account`, not `AWS::Account`.
const ACCOUNT_TYPE: &str = "AWS::::Account";
/// A convention of the Rule Development Kit: the evaluation isn't stored.
const TEST_TOKEN: &str = "TESTMODE";
const ROUNDS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Why AWS Config did not accept an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Call(#[from] ReadError),
    #[error("AWS Config did not take the evaluation, and did not when tried again")]
    NotTaken,
    #[error("AWS Config's client can't send the verdict as an evaluation")]
    Unsendable,
}

/// The evaluation of an account, as AWS Config takes it.
pub(crate) fn evaluation(
    account: &AccountId,
    verdict: &Verdict,
    created: DateTime,
) -> Result<Evaluation, ReportError> {
    Evaluation::builder()
        .compliance_resource_type(ACCOUNT_TYPE)
        .compliance_resource_id(account.as_str())
        .compliance_type(match verdict.compliance {
            Compliance::Compliant => ComplianceType::Compliant,
            Compliance::NonCompliant => ComplianceType::NonCompliant,
            Compliance::NotApplicable => ComplianceType::NotApplicable,
        })
        .set_annotation(verdict.annotation.as_option().map(str::to_owned))
        .ordering_timestamp(created)
        .build()
        .map_err(|_| ReportError::Unsendable)
}

/// Puts an evaluation, and again if AWS Config did not take it, while the invocation has time.
pub(crate) async fn put(
    client: &Client,
    token: &str,
    evaluation: &Evaluation,
    deadline: &Deadline,
) -> Result<(), ReportError> {
    let mut pause = FIRST_PAUSE;
    for round in 1.. {
        let answer = client
            .put_evaluations()
            .evaluations(evaluation.clone())
            .result_token(token)
            .test_mode(token == TEST_TOKEN)
            .send();
        let failed = tokio::time::timeout(deadline.left(), answer)
            .await
            .map_err(|_| ReadError::OutOfTime)?
            .map_err(ReadError::of(PUT_EVALUATIONS))?
            .failed_evaluations
            .unwrap_or_default();
        if failed.is_empty() {
            break;
        }
        let jittered = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        if round == ROUNDS || jittered >= deadline.left() {
            return Err(ReportError::NotTaken);
        }
        sleep(jittered).await;
        pause *= 2;
    }
    Ok(())
}
