use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::config::{Config, Region};
use aws_sdk_cloudtrail::primitives::DateTime;
use aws_sdk_cloudtrail::types::Trail as Described;
use config_rule::ReadError;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use super::{Delivery, LogGroup, Selector, Trail, Working};
use crate::arn::Arn;

const DESCRIBE_TRAILS: &str = "cloudtrail:DescribeTrails";
const GET_TRAIL_STATUS: &str = "cloudtrail:GetTrailStatus";
const GET_EVENT_SELECTORS: &str = "cloudtrail:GetEventSelectors";

/// The trails that an account sees in the function's own Region: those of that Region, and all
/// multi-Region trails. A policy that denies other Regions doesn't affect this.
///
/// A member sees the organization's trail, but CloudTrail tells it no more: only the account that
/// owns the trail can judge it.
pub(crate) async fn read(client: &Client, account: &str) -> Result<Vec<Trail>, ReadError> {
    let answer = client
        .describe_trails()
        .send()
        .await
        .map_err(ReadError::of(DESCRIBE_TRAILS))?;
    let described = answer
        .trail_list
        .ok_or_else(|| ReadError::lacks(DESCRIBE_TRAILS, "trailList"))?;
    try_join_all(
        described
            .into_iter()
            .map(|trail| parse(client, trail, account)),
    )
    .await
}

async fn parse(client: &Client, trail: Described, account: &str) -> Result<Trail, ReadError> {
    let lacks = |field| ReadError::lacks(DESCRIBE_TRAILS, field);
    let arn = trail.trail_arn.ok_or_else(|| lacks("TrailARN"))?;
    let owner = Arn::parse(&arn)
        .and_then(|arn| arn.account)
        .ok_or_else(|| lacks("TrailARN"))?;
    let home = trail.home_region.ok_or_else(|| lacks("HomeRegion"))?;
    let working = if owner == account {
        Some(working(client, &arn, &home).await?)
    } else {
        None
    };
    Ok(Trail {
        name: trail.name.ok_or_else(|| lacks("Name"))?,
        owner: owner.to_owned(),
        is_multi_region: trail.is_multi_region_trail == Some(true),
        is_of_organization: trail
            .is_organization_trail
            .ok_or_else(|| lacks("IsOrganizationTrail"))?,
        log_group: trail
            .cloud_watch_logs_log_group_arn
            .as_deref()
            .filter(|arn| !arn.is_empty())
            .map(|arn| log_group(arn).ok_or_else(|| lacks("CloudWatchLogsLogGroupArn")))
            .transpose()?,
        home,
        working,
    })
}

/// Asks in the trail's home Region.
async fn working(client: &Client, arn: &str, home: &str) -> Result<Working, ReadError> {
    let at_home = || Config::builder().region(Region::new(home.to_owned()));
    let status = async {
        client
            .get_trail_status()
            .name(arn)
            .customize()
            .config_override(at_home())
            .send()
            .await
            .map_err(ReadError::of(GET_TRAIL_STATUS))
    };
    let selectors = async {
        client
            .get_event_selectors()
            .trail_name(arn)
            .customize()
            .config_override(at_home())
            .send()
            .await
            .map_err(ReadError::of(GET_EVENT_SELECTORS))
    };
    let (status, selectors) = tokio::try_join!(status, selectors)?;
    let basic = selectors.event_selectors.unwrap_or_default();
    let advanced = selectors.advanced_event_selectors.unwrap_or_default();
    Ok(Working {
        is_logging: status
            .is_logging
            .ok_or_else(|| ReadError::lacks(GET_TRAIL_STATUS, "IsLogging"))?,
        selectors: basic
            .into_iter()
            .filter_map(Selector::basic)
            .chain(advanced.into_iter().map(Selector::advanced))
            .collect(),
        delivery: Delivery {
            error: status
                .latest_cloud_watch_logs_delivery_error
                .filter(|error| !error.is_empty()),
            to_log_group: status.latest_cloud_watch_logs_delivery_time.and_then(time),
            to_bucket: status.latest_delivery_time.and_then(time),
        },
    })
}

fn time(time: DateTime) -> Option<Timestamp> {
    Timestamp::from_second(time.secs()).ok()
}

/// Of an ARN such as `arn:aws:logs:us-east-1:111111111111:log-group:trail:*`.
fn log_group(arn: &str) -> Option<LogGroup> {
    let arn = Arn::parse(arn)?;
    let name = arn.resource.strip_prefix("log-group:")?;
    let name = name.strip_suffix(":*").unwrap_or(name);
    Some(LogGroup {
        name: name.to_owned(),
        region: arn.region.to_owned(),
        account: arn.account?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_groups_arn_ends_in_a_star() {
        let group = log_group("arn:aws:logs:eu-west-1:111111111111:log-group:a/b:*").unwrap();
        assert_eq!(group.name, "a/b");
        assert_eq!(group.region, "eu-west-1");
        assert_eq!(group.account, "111111111111");
        assert_eq!(log_group("arn:aws:s3:::bucket"), None);
    }
}
