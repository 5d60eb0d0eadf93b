mod decide;
mod management_phone;

use std::process::ExitCode;

use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};

use crate::decide::Member;
use crate::management_phone::ManagementPhoneDigest;

#[derive(config_rule::Parameters)]
struct Parameters {
    management_phone_digest: ManagementPhoneDigest,
}

struct MemberPhoneMatchesManagement {
    account: Later<aws_sdk_account::Client>,
}

impl ConfigRule for MemberPhoneMatchesManagement {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Member;

    fn new(aws: &Aws) -> Self {
        Self {
            account: aws.later(|aws| aws_sdk_account::Client::new(aws.own())),
        }
    }

    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Member, ReadError> {
        let membership = subject.membership().await?;
        Ok(Member {
            organization_id: membership
                .organization()
                .map(|organization| organization.id.clone())
                .unwrap_or_default(),
            phone: contact::read(&self.account).await?.phone,
        })
    }

    fn decide(member: Member, parameters: &Parameters) -> Verdict {
        decide::decide(&member, &parameters.management_phone_digest.0)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<MemberPhoneMatchesManagement>()
}
