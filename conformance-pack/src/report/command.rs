use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::aggregator::{self, Aggregator};
use super::{Output, Report};
use crate::aws;
use crate::error::PackError;
use crate::project::Project;

/// Show what AWS Config holds of the whole organization
///
/// Reads an aggregator of AWS Config with your own AWS profile, in the account and Region of the
/// aggregator, and shows the verdicts of the deployed rules in the formats of `cargo pack
/// evaluate`. It only reads. With access to AWS Organizations it shows the accounts' names and
/// organizational units, too.
///
/// AWS Config aggregates COMPLIANT and NON_COMPLIANT only. A rule that was to be run in an account
/// and of which it holds neither is shown as without a verdict: it may not be deployed there, not
/// apply, or fail.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  the report was made, whatever the verdicts
  1  the command could not do its work
  2  wrong command line")]
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
    /// Of which verdicts reason and time are read, a call for each
    #[arg(long, value_enum, default_value_t = Details::All)]
    details: Details,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Details {
    /// Of all
    All,
    /// Of NON_COMPLIANT only: quicker in a large organization
    NonCompliant,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let rules = project.rules()?;
    let previous = arguments.output.previous()?;
    let read = async {
        let mut config = aws::profile(arguments.profile.as_deref()).await?;
        if let Some(endpoint) = &arguments.endpoint {
            config = config.into_builder().endpoint_url(endpoint).build();
        }
        let region = aws::region(&config)?;
        aws::credentials(&config).await?;
        let aggregator = Aggregator::new(&config, &arguments.aggregator, region);
        Ok::<_, PackError>(aggregator.read(&rules, arguments.details).await?)
    };
    let held = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(read)?;
    let report = Report {
        source: format!("AWS Config aggregator {}", arguments.aggregator).into(),
        time: Timestamp::now(),
        findings: aggregator::findings(&held, &rules),
        accounts: held.accounts,
        rules,
    };
    arguments.output.show(project, &report, &previous)?;
    Ok(ExitCode::SUCCESS)
}
