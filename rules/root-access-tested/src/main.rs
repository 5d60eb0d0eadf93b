mod decide;

use std::process::ExitCode;

use attested_rule::Documents;
use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};
use root_events::{CloudTrail, CredentialReport};

use crate::decide::Facts;

/// How far back CloudTrail's event history reaches. The credential report covers the time before.
const EVENT_HISTORY_DAYS: u32 = 90;

#[derive(config_rule::Parameters)]
struct Parameters {
    max_age_days: u32,
}

struct RootAccessTested {
    iam: Later<aws_sdk_iam::Client>,
    cloudtrail: CloudTrail,
    credential_report: CredentialReport,
    documents: Documents,
}

impl ConfigRule for RootAccessTested {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    /// `None` if the root user has no credentials.
    type Facts = Option<Facts>;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
            cloudtrail: CloudTrail::new(aws),
            credential_report: CredentialReport::new(aws),
            documents: Documents::new(aws, Self::METADATA.name),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Option<Facts>, ReadError> {
        let root = root_credentials::read(&self.iam, subject.partition).await?;
        if !root.any() {
            return Ok(None);
        }
        let since = root_events::days_ago(subject, EVENT_HISTORY_DAYS);
        let (document, latest_sign_in) = tokio::try_join!(
            self.documents.look_up(subject),
            root_events::latest_sign_in(&self.cloudtrail, &self.credential_report, subject, since),
        )?;
        Ok(Some(Facts {
            document,
            latest_sign_in,
            earliest: root_events::days_ago(subject, parameters.max_age_days),
        }))
    }

    fn decide(facts: Option<Facts>, parameters: &Parameters) -> Verdict {
        decide::decide(facts.as_ref(), parameters.max_age_days)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootAccessTested>()
}
