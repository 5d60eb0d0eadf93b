mod decide;
mod devices;

use std::process::ExitCode;

use config_rule::{AccountKind, Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};

use crate::decide::Facts;

#[derive(config_rule::Parameters)]
struct Parameters {
    member_virtual_allowed: bool,
}

struct RootMfaHardware {
    iam: Later<aws_sdk_iam::Client>,
}

impl RootMfaHardware {
    /// Asks for the account's kind only if it matters.
    async fn virtual_allowed(
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<bool, ReadError> {
        Ok(parameters.member_virtual_allowed
            && subject.membership().await?.kind() == AccountKind::Member)
    }
}

impl ConfigRule for RootMfaHardware {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Facts, ReadError> {
        let (root, has_virtual, virtual_allowed) = tokio::try_join!(
            root_credentials::read(&self.iam, subject.partition),
            devices::root_has_virtual(&self.iam, subject),
            Self::virtual_allowed(subject, parameters),
        )?;
        Ok(Facts {
            root,
            has_virtual,
            virtual_allowed,
        })
    }

    fn decide(facts: Facts, _: &Parameters) -> Verdict {
        decide::decide(facts)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootMfaHardware>()
}
