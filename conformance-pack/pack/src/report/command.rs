use std::process::ExitCode;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::aggregator::{self, Aggregator, Details, Freshness};
use super::{Output, Report};
use crate::aws;
use crate::error::PackError;
use crate::project::Project;

/// The exit status when a result is too old to count.
const STALE: u8 = 3;

/// Show what AWS Config holds of the whole organization
///
/// Reads an aggregator of AWS Config with your own AWS profile, in the account and Region of the
/// aggregator, and shows the verdicts of the deployed rules in the formats of `cargo pack
/// evaluate`. It only reads. With access to AWS Organizations it shows the accounts' names and
/// organizational units, too.
///
/// AWS Config aggregates COMPLIANT and NON_COMPLIANT only. A rule that was to be run in an account
/// and of which it holds neither is shown as without a verdict: it may not be deployed there, not
/// apply, or fail. A result that is older than --max-age-hours is no pass but stale; one that is
/// NON_COMPLIANT stays so, and its age is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  the report was made, whatever the verdicts
  1  the command could not do its work
  2  wrong command line
  3  the report was made, but a result in it is stale")]
pub(crate) struct Arguments {
    /// The aggregator's name; docs/deployment.md makes `root-credential-rules`
    #[arg(long, value_name = "NAME")]
    aggregator: String,
    /// The AWS profile (default: AWS_PROFILE, or whatever the AWS CLI would use)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Send the calls here and not to AWS, such as to the local AWS Config
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Of which verdicts the reason is told
    #[arg(long, value_enum, default_value_t = Details::All)]
    details: Details,
    /// A result that is older is stale, and no pass: AWS Config runs the rules at least once a day
    #[arg(long, value_name = "HOURS", default_value_t = 25,
          value_parser = clap::value_parser!(u32).range(1..=8784))]
    max_age_hours: u32,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let rules = project.rules()?;
    let previous = arguments.output.previous()?;
    let read = async {
        let mut config = aws::profile(arguments.profile.as_deref()).await;
        if let Some(endpoint) = &arguments.endpoint {
            config = config.into_builder().endpoint_url(endpoint).build();
        }
        let region = aws::region(&config)?;
        aws::credentials(&config, arguments.profile.as_deref()).await?;
        let aggregator = Aggregator::new(&config, &arguments.aggregator, region);
        Ok::<_, PackError>(aggregator.read(&rules, arguments.details).await?)
    };
    let held = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(read)?;
    let freshness = Freshness {
        now: Timestamp::now(),
        max_age: SignedDuration::from_hours(arguments.max_age_hours.into()),
    };
    let report = Report {
        source: format!("AWS Config aggregator {}", arguments.aggregator).into(),
        time: freshness.now,
        findings: aggregator::findings(&held, &rules, freshness),
        accounts: held.accounts,
        rules,
    };
    arguments.output.show(project, &report, &previous)?;
    Ok(if report.has_stale() {
        ExitCode::from(STALE)
    } else {
        ExitCode::SUCCESS
    })
}
