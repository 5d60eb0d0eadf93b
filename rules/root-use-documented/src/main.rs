mod decide;

use std::process::ExitCode;

use attested_rule::UseRecords;
use config_rule::{Aws, ConfigRule, Metadata, ReadError, Subject, Verdict};
use root_events::{CloudTrail, CredentialReport};

use crate::decide::Facts;

#[derive(config_rule::Parameters)]
struct Parameters {
    include_root_sessions: bool,
    lookback_days: u32,
    max_hours: u32,
}

struct RootUseDocumented {
    cloudtrail: CloudTrail,
    credential_report: CredentialReport,
    use_records: UseRecords,
}

impl ConfigRule for RootUseDocumented {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            cloudtrail: CloudTrail::new(aws),
            credential_report: CredentialReport::new(aws),
            use_records: UseRecords::new(aws),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Facts, ReadError> {
        let since = root_events::days_ago(subject, parameters.lookback_days);
        let (history, used, records) = tokio::try_join!(
            self.cloudtrail.root_events(subject, since),
            self.credential_report.read(subject),
            self.use_records.read(subject, parameters.max_hours),
        )?;
        Ok(Facts {
            history,
            used,
            records,
            since,
        })
    }

    fn decide(facts: Facts, parameters: &Parameters) -> Verdict {
        decide::decide(
            &facts,
            parameters.lookback_days,
            parameters.include_root_sessions,
        )
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootUseDocumented>()
}
