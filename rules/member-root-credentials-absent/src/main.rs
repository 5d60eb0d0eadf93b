mod decide;

use std::process::ExitCode;

use config_rule::{Aws, Metadata, ReadError, Rule, Subject, Verdict};
use root_credentials::RootCredentials;

#[derive(config_rule::Parameters)]
struct Parameters;

struct MemberRootCredentialsAbsent {
    iam: aws_sdk_iam::Client,
}

impl Rule for MemberRootCredentialsAbsent {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = RootCredentials;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws_sdk_iam::Client::new(aws.own()),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        _: &Parameters,
    ) -> Result<RootCredentials, ReadError> {
        root_credentials::read(&self.iam, subject.partition).await
    }

    fn decide(root: RootCredentials, _: &Parameters) -> Verdict {
        decide::decide(root)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<MemberRootCredentialsAbsent>()
}
