mod decide;

use std::process::ExitCode;

use attested_rule::{Document, Documents};
use config_rule::{Aws, Metadata, ReadError, Rule, Subject, Verdict};

#[derive(config_rule::Parameters)]
struct Parameters {
    max_age_days: u32,
}

struct RootPasswordStorageAttested {
    iam: aws_sdk_iam::Client,
    documents: Documents,
}

impl Rule for RootPasswordStorageAttested {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    /// None where the root user has no credentials.
    type Facts = Option<Document>;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws_sdk_iam::Client::new(aws.own()),
            documents: Documents::new(aws, Self::METADATA.name),
        }
    }

    /// One after the other: where root access is centralized most accounts have no root
    /// credentials, and the calls to the account that keeps the documents are spared.
    async fn gather(
        &self,
        subject: &Subject<'_>,
        _: &Parameters,
    ) -> Result<Option<Document>, ReadError> {
        let root = root_credentials::read(&self.iam, subject.partition).await?;
        if !root.any() {
            return Ok(None);
        }
        self.documents.look_up(subject).await.map(Some)
    }

    fn decide(document: Option<Document>, parameters: &Parameters) -> Verdict {
        decide::decide(document.as_ref(), parameters.max_age_days)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootPasswordStorageAttested>()
}
