use std::time::Duration;

use aws_sdk_iam::Client;
use aws_sdk_iam::error::ProvideErrorMetadata;
use config_rule::{Aws, Later, ReadError, Subject};
use tokio::time::sleep;

use crate::credential_use::{CredentialUse, GET_CREDENTIAL_REPORT};

const GENERATE_CREDENTIAL_REPORT: &str = "iam:GenerateCredentialReport";
/// The wait before asking again whether the report is ready, doubled each time. For an account with
/// few users it takes some seconds.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// GetCredentialReport's codes for a report that doesn't exist yet, or has expired.
const NOT_READY: [&str; 3] = ["ReportNotPresent", "ReportExpired", "ReportInProgress"];

/// Reads the account's credential report.
#[derive(Debug)]
pub struct CredentialReport {
    iam: Later<Client>,
}

impl CredentialReport {
    /// Calls nothing.
    #[must_use]
    pub fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| Client::new(aws.own())),
        }
    }

    /// Asks for a report, waits for it, and reads the root user's row. IAM makes a new one at most
    /// every four hours, so the answer can be that old.
    ///
    /// # Errors
    ///
    /// The report could not be made or read, or has no row for the root user. A report that is never
    /// ready is waited for as long as there is time.
    pub async fn read(&self, subject: &Subject<'_>) -> Result<CredentialUse, ReadError> {
        let mut pause = FIRST_PAUSE;
        loop {
            self.iam
                .generate_credential_report()
                .send()
                .await
                .map_err(ReadError::of(GENERATE_CREDENTIAL_REPORT))?;
            match self.iam.get_credential_report().send().await {
                Ok(answer) => {
                    let content = answer
                        .content
                        .ok_or_else(|| ReadError::lacks(GET_CREDENTIAL_REPORT, "Content"))?;
                    return CredentialUse::parse(content.as_ref());
                }
                Err(error)
                    if error.code().is_some_and(|code| NOT_READY.contains(&code))
                        && pause < subject.time_left() => {}
                Err(error) => return Err(ReadError::of(GET_CREDENTIAL_REPORT)(error)),
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
