mod decide;
mod exempted;
mod organization;
mod policies;

use std::process::ExitCode;

use aws_sdk_organizations::Client;
use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};
use service_control_policy::Account;

use crate::decide::Facts;
use crate::exempted::ExemptedActions;

#[derive(config_rule::Parameters)]
struct Parameters {
    exempted_actions: ExemptedActions,
}

struct MemberRootDeniedByScp {
    organizations: Later<Client>,
}

impl ConfigRule for MemberRootDeniedByScp {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            organizations: aws.later(|aws| Client::new(aws.organization())),
        }
    }

    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Facts, ReadError> {
        let (membership, in_force) = tokio::try_join!(
            subject.membership(),
            policies::in_force(&self.organizations, subject.account),
        )?;
        let organization = membership.organization().ok_or_else(|| {
            ReadError::lacks("organizations:DescribeOrganization", "organization")
        })?;
        Ok(Facts {
            account: Account {
                partition: subject.partition.to_string(),
                id: subject.account.to_string(),
                organization: organization.id.clone(),
            },
            in_force,
        })
    }

    fn decide(facts: Facts, parameters: &Parameters) -> Verdict {
        decide::decide(&facts, &parameters.exempted_actions.0)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<MemberRootDeniedByScp>()
}
