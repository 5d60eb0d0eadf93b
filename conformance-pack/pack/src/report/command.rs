use std::process::ExitCode;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::aggregator::{self, Aggregator, Details, Freshness};
use super::{Output, Report};
use crate::aws;
use crate::error::PackError;
use crate::project::Project;

/// The exit status if a result is too old to count.
const STALE: u8 = 3;

/// Show what AWS Config holds of the whole organization
///
/// Reads an aggregator of AWS Config with your own AWS profile, in the account and Region of the
/// aggregator, and shows the verdicts of the deployed rules in the formats of `cargo pack
/// evaluate`. It only reads. With access to AWS Organizations it shows the accounts' names and
/// organizational units, too.
///
/// AWS Config aggregates only COMPLIANT and NON_COMPLIANT. If it has neither for a rule that should
/// run in an account, the account is shown without a verdict: the rule may not be deployed there,
/// not apply, or fail. A result older than --max-age-hours is stale and doesn't count as a pass. A
/// NON_COMPLIANT one stays NON_COMPLIANT, and its age is shown.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  the report was made, whatever the verdicts
  1  the command could not do its work
  2  wrong command line
  3  the report was made, but a result in it is stale")]
pub(crate) struct Arguments {
    /// The aggregator's name; the deployment in docs/deployment.md creates `root-credential-rules`
    #[arg(long, value_name = "NAME")]
    aggregator: String,
    /// The AWS profile (default: AWS_PROFILE, or whatever the AWS CLI would use)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Send the calls to this endpoint instead of AWS, such as the local AWS Config
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Which verdicts to show the reason of
    #[arg(long, value_enum, default_value_t = Details::All)]
    details: Details,
    /// An older result is stale and doesn't count as a pass: AWS Config runs the rules at least
    /// once a day
    #[arg(long, value_name = "HOURS", default_value_t = 25,
          value_parser = clap::value_parser!(u32).range(1..=8784))]
    max_age_hours: u32,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let mut rules = project.rules()?;
    arguments.output.keep_wanted(project, &mut rules)?;
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
        left_out: Vec::new(),
    };
    arguments.output.show(project, &report, &previous)?;
    Ok(if report.has_stale() {
        ExitCode::from(STALE)
    } else {
        ExitCode::SUCCESS
    })
}
