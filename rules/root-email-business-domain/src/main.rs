mod allowed_domain;
mod decide;

use std::process::ExitCode;

use config_rule::{Aws, CommaSeparated, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};
use email_domain::Domain;

use crate::allowed_domain::AllowedDomain;

const DESCRIBE_ACCOUNT: &str = "organizations:DescribeAccount";

#[derive(config_rule::Parameters)]
struct Parameters {
    allowed_domains: CommaSeparated<AllowedDomain>,
}

struct RootEmailBusinessDomain {
    organizations: Later<aws_sdk_organizations::Client>,
}

impl ConfigRule for RootEmailBusinessDomain {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Domain;

    fn new(aws: &Aws) -> Self {
        Self {
            organizations: aws.later(|aws| aws_sdk_organizations::Client::new(aws.organization())),
        }
    }

    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Domain, ReadError> {
        self.organizations
            .describe_account()
            .account_id(subject.account.as_str())
            .send()
            .await
            .map_err(ReadError::of(DESCRIBE_ACCOUNT))?
            .account
            .and_then(|account| account.email)
            .and_then(|address| Domain::of_email(&address))
            .ok_or_else(|| ReadError::lacks(DESCRIBE_ACCOUNT, "Account.Email"))
    }

    fn decide(domain: Domain, parameters: &Parameters) -> Verdict {
        decide::decide(&domain, &parameters.allowed_domains.0)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootEmailBusinessDomain>()
}
