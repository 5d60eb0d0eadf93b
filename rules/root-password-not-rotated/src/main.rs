mod decide;

use std::process::ExitCode;

use attested_rule::UseRecords;
use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};
use root_events::CloudTrail;

use crate::decide::Facts;

#[derive(config_rule::Parameters)]
struct Parameters {
    lookback_days: u32,
    max_hours: u32,
}

struct RootPasswordNotRotated {
    iam: Later<aws_sdk_iam::Client>,
    cloudtrail: CloudTrail,
    use_records: UseRecords,
}

impl ConfigRule for RootPasswordNotRotated {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
            cloudtrail: CloudTrail::new(aws),
            use_records: UseRecords::new(aws),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Facts, ReadError> {
        if !root_credentials::read(&self.iam, subject.partition)
            .await?
            .any()
        {
            return Ok(Facts::NoCredentials);
        }
        let since = root_events::days_ago(subject, parameters.lookback_days);
        let (history, records) = tokio::try_join!(
            self.cloudtrail.root_events(subject, since),
            self.use_records.read(subject, parameters.max_hours),
        )?;
        Ok(Facts::Events { history, records })
    }

    fn decide(facts: Facts, parameters: &Parameters) -> Verdict {
        decide::decide(&facts, parameters.lookback_days)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootPasswordNotRotated>()
}
