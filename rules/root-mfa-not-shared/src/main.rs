mod decide;
mod devices;
mod members;
mod serial_number;

use std::process::ExitCode;

use attested_rule::{Documents, claims};
use config_rule::{Aws, ConfigRule, Later, Membership, Metadata, ReadError, Subject, Verdict};

use crate::decide::Facts;
use crate::devices::{RootDevices, Wanted};

/// The rule whose attestation names the device, by a digest of its serial number.
const CUSTODY: &str = "root-mfa-custody-attested";
const DIGEST: &str = "serialNumberDigest";
/// The largest possible `maxAgeDays` of that rule: the age is judged there.
const MAX_AGE_DAYS: u32 = 1_096;

#[derive(config_rule::Parameters)]
struct Parameters;

struct RootMfaNotShared {
    iam: Later<aws_sdk_iam::Client>,
    organizations: Later<aws_sdk_organizations::Client>,
    documents: Documents,
    devices: RootDevices,
}

impl ConfigRule for RootMfaNotShared {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
            organizations: aws.later(|aws| aws_sdk_organizations::Client::new(aws.organization())),
            documents: Documents::new(aws, CUSTODY),
            devices: RootDevices::new(aws),
        }
    }

    /// Compares the members only if there is something to look for.
    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Facts, ReadError> {
        let (root, document) = tokio::try_join!(
            root_credentials::read(&self.iam, subject.partition),
            self.documents.look_up(subject),
        )?;
        if !root.any() {
            return Ok(Facts::NoCredentials);
        }
        let claims = claims!("root-mfa-custody-attested");
        let attestation = match document.attestation(&claims, MAX_AGE_DAYS) {
            Ok(attestation) => attestation,
            Err(verdict) => return Ok(Facts::NotAttested(verdict)),
        };
        let Some(digest) = attestation.claims.digest(DIGEST) else {
            return Ok(Facts::NoDigest);
        };
        let Membership::Management(organization) = subject.membership().await? else {
            return Err(ReadError::lacks(
                "organizations:DescribeOrganization",
                "management account",
            ));
        };
        let members = members::read(&self.organizations, subject.account).await?;
        let wanted = Wanted {
            partition: subject.partition,
            organization: &organization.id,
            digest: digest.hex(),
        };
        self.devices
            .compare(members, wanted)
            .await
            .map(Facts::Compared)
    }

    fn decide(facts: Facts, _: &Parameters) -> Verdict {
        decide::decide(facts)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootMfaNotShared>()
}
