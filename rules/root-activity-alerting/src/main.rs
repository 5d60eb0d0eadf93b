#[allow(dead_code, unused_imports, reason = "the chain does not use it yet")]
mod alarm;
mod arn;
mod decide;
mod delivery;
mod event_pattern;
mod event_rules;
#[allow(dead_code, reason = "the chain does not use it yet")]
mod link;
mod metric_filters;
mod sample;
#[allow(dead_code, unused_imports, reason = "the chain does not use it yet")]
mod topic;
mod trails;

use std::process::ExitCode;

use aws_types::SdkConfig;
use aws_types::region::Region;
use config_rule::{AccountKind, Aws, Later, Metadata, ReadError, Rule, Subject, Verdict};
use jiff::Timestamp;

use crate::decide::{Alert, Facts};
use crate::delivery::Destinations;
use crate::sample::Scene;
use crate::trails::Trail;

#[derive(config_rule::Parameters)]
struct Parameters {
    central_alerting: bool,
}

struct RootActivityAlerting {
    config: SdkConfig,
    cloudtrail: Later<aws_sdk_cloudtrail::Client>,
}

impl RootActivityAlerting {
    /// Where root signs in and calls global services. In a partition that isn't known, the
    /// function's own Region has to do.
    fn region(&self, subject: &Subject<'_>) -> Result<Region, ReadError> {
        subject
            .partition
            .global_region()
            .map(Region::from_static)
            .or_else(|| self.config.region().cloned())
            .ok_or_else(|| ReadError::lacks("the environment", "AWS_REGION"))
    }

    async fn alerts(
        &self,
        scene: &Scene<'_>,
        region: Region,
        trails: &[Trail],
    ) -> Result<Vec<Alert>, ReadError> {
        let destinations = Destinations {
            config: &self.config,
            account: scene.account,
        };
        let there = self.config.to_builder().region(region).build();
        let eventbridge = aws_sdk_eventbridge::Client::new(&there);
        let of_rules = event_rules::alerts(&eventbridge, scene, &destinations);
        let of_filters = async {
            let mut alerts = Vec::new();
            let groups = trails
                .iter()
                .filter(|trail| trail.flaw.is_none())
                .filter_map(|trail| trail.log_group.as_ref())
                .filter(|group| group.account == scene.account);
            for group in groups {
                alerts.extend(
                    metric_filters::alerts(&self.config, group, scene, &destinations).await?,
                );
            }
            Ok(alerts)
        };
        let (mut alerts, filters) = tokio::try_join!(of_rules, of_filters)?;
        alerts.extend(filters);
        Ok(alerts)
    }
}

impl Rule for RootActivityAlerting {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            config: aws.own().clone(),
            cloudtrail: aws.later(|aws| aws_sdk_cloudtrail::Client::new(aws.own())),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Facts, ReadError> {
        let region = self.region(subject)?;
        let account = subject.account.as_str();
        let trails = trails::read(&self.cloudtrail, &region, account).await?;
        if parameters.central_alerting
            && let Some(trail) = central(&trails, account)
            && subject.membership().await?.kind() == AccountKind::Member
        {
            return Ok(Facts::RecordedCentrally {
                trail: trail.name.clone(),
                owner: trail.owner.clone(),
            });
        }
        let now = Timestamp::try_from(subject.now).unwrap_or(Timestamp::UNIX_EPOCH);
        let scene = Scene {
            account,
            partition: subject.partition.as_str(),
            region: region.as_ref(),
            time: &now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        Ok(Facts::Own {
            alerts: self.alerts(&scene, region.clone(), &trails).await?,
            account: account.to_owned(),
            region: region.to_string(),
            trails,
        })
    }

    fn decide(facts: Facts, _: &Parameters) -> Verdict {
        decide::decide(&facts)
    }
}

/// A trail of the organization, in another account, that records this one.
fn central<'a>(trails: &'a [Trail], account: &str) -> Option<&'a Trail> {
    trails
        .iter()
        .find(|trail| trail.of_organization && trail.owner != account && trail.flaw.is_none())
}

fn main() -> ExitCode {
    config_rule::serve::<RootActivityAlerting>()
}
