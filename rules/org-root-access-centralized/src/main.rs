mod decide;
mod features;

use std::process::ExitCode;

use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};

use crate::features::Features;

#[derive(config_rule::Parameters)]
struct Parameters {
    require_root_sessions: bool,
}

struct OrgRootAccessCentralized {
    iam: Later<aws_sdk_iam::Client>,
}

impl ConfigRule for OrgRootAccessCentralized {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Features;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
        }
    }

    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Features, ReadError> {
        let membership = subject.membership().await?;
        let organization = membership.organization().ok_or_else(|| {
            ReadError::lacks("organizations:DescribeOrganization", "organization")
        })?;
        Features::read(&self.iam, &organization.id).await
    }

    fn decide(features: Features, parameters: &Parameters) -> Verdict {
        decide::decide(features, parameters.require_root_sessions)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<OrgRootAccessCentralized>()
}
