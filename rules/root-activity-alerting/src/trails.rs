use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::config::{Config, Region};
use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, ReadWriteType,
};
use config_rule::ReadError;

use crate::arn::Arn;

const DESCRIBE_TRAILS: &str = "cloudtrail:DescribeTrails";
const GET_TRAIL_STATUS: &str = "cloudtrail:GetTrailStatus";
const GET_EVENT_SELECTORS: &str = "cloudtrail:GetEventSelectors";

/// A trail that the account sees: its own or its organization's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trail {
    pub(crate) name: String,
    /// The account that owns it.
    pub(crate) owner: String,
    pub(crate) of_organization: bool,
    pub(crate) log_group: Option<LogGroup>,
    /// Why it doesn't record the root user's events of all Regions; none when it does. Of
    /// another account's trail, only whether it records all Regions is known.
    pub(crate) flaw: Option<TrailFlaw>,
}

/// A log group that a trail delivers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogGroup {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) account: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TrailFlaw {
    #[error("records one Region only")]
    OneRegion,
    #[error("is not logging")]
    NotLogging,
    #[error("does not record management events")]
    NoManagementEvents,
}

/// The trails that an account sees in a Region: all multi-Region ones, wherever they are at
/// home. A member sees the organization's trail, and CloudTrail refuses to tell it more:
/// whether that trail works is a question to the account that owns it.
pub(crate) async fn read(
    client: &Client,
    region: &Region,
    account: &str,
) -> Result<Vec<Trail>, ReadError> {
    let answer = client
        .describe_trails()
        .customize()
        .config_override(Config::builder().region(region.clone()))
        .send()
        .await
        .map_err(ReadError::of(DESCRIBE_TRAILS))?;
    let described = answer
        .trail_list
        .ok_or_else(|| ReadError::lacks(DESCRIBE_TRAILS, "trailList"))?;
    let mut trails = Vec::new();
    for trail in described {
        let lacks = |field| ReadError::lacks(DESCRIBE_TRAILS, field);
        let arn = trail.trail_arn.ok_or_else(|| lacks("TrailARN"))?;
        let owner = Arn::parse(&arn).ok_or_else(|| lacks("TrailARN"))?.account;
        let home = trail.home_region.ok_or_else(|| lacks("HomeRegion"))?;
        let flaw = if trail.is_multi_region_trail != Some(true) {
            Some(TrailFlaw::OneRegion)
        } else if owner == account {
            flaw(client, &arn, home).await?
        } else {
            None
        };
        trails.push(Trail {
            name: trail.name.ok_or_else(|| lacks("Name"))?,
            owner: owner.to_owned(),
            of_organization: trail.is_organization_trail == Some(true),
            log_group: trail
                .cloud_watch_logs_log_group_arn
                .as_deref()
                .filter(|arn| !arn.is_empty())
                .map(|arn| log_group(arn).ok_or_else(|| lacks("CloudWatchLogsLogGroupArn")))
                .transpose()?,
            flaw,
        });
    }
    Ok(trails)
}

/// Asks where the trail is at home.
async fn flaw(client: &Client, arn: &str, home: String) -> Result<Option<TrailFlaw>, ReadError> {
    let at_home = || Config::builder().region(Region::new(home.clone()));
    let status = client
        .get_trail_status()
        .name(arn)
        .customize()
        .config_override(at_home())
        .send()
        .await
        .map_err(ReadError::of(GET_TRAIL_STATUS))?;
    match status.is_logging {
        Some(true) => {}
        Some(false) => return Ok(Some(TrailFlaw::NotLogging)),
        None => return Err(ReadError::lacks(GET_TRAIL_STATUS, "IsLogging")),
    }
    let selectors = client
        .get_event_selectors()
        .trail_name(arn)
        .customize()
        .config_override(at_home())
        .send()
        .await
        .map_err(ReadError::of(GET_EVENT_SELECTORS))?;
    let recorded = selectors.event_selectors().iter().any(records_writes)
        || selectors
            .advanced_event_selectors()
            .iter()
            .any(records_writes_by_fields);
    Ok((!recorded).then_some(TrailFlaw::NoManagementEvents))
}

/// Sign-ins count as writes. A selector for reads alone misses them.
fn records_writes(selector: &EventSelector) -> bool {
    selector.include_management_events != Some(false)
        && selector.read_write_type != Some(ReadWriteType::ReadOnly)
}

/// Management events, at most without reads or without some noisy services. A field that is
/// compared with nothing could be compared with anything that the answer lacks.
fn records_writes_by_fields(selector: &AdvancedEventSelector) -> bool {
    let fields = &selector.field_selectors;
    let is_management =
        |field: &AdvancedFieldSelector| field.field == "eventCategory" && is(field, "Management");
    fields.iter().any(is_management)
        && fields.iter().all(|field| match field.field.as_str() {
            "eventCategory" => is_management(field),
            "readOnly" => is(field, "false"),
            "eventSource" => leaves_out_noise(field),
            _ => false,
        })
}

fn is(field: &AdvancedFieldSelector, value: &str) -> bool {
    field.equals() == [value]
}

/// The two services whose management events CloudTrail offers to leave out.
fn leaves_out_noise(field: &AdvancedFieldSelector) -> bool {
    let only_not_equals = field.equals().is_empty()
        && field.starts_with().is_empty()
        && field.ends_with().is_empty()
        && field.not_starts_with().is_empty()
        && field.not_ends_with().is_empty();
    only_not_equals
        && !field.not_equals().is_empty()
        && field.not_equals().iter().all(|source| {
            matches!(
                source.as_str(),
                "kms.amazonaws.com" | "rdsdata.amazonaws.com"
            )
        })
}

/// Of an ARN such as `arn:aws:logs:us-east-1:111111111111:log-group:trail:*`.
fn log_group(arn: &str) -> Option<LogGroup> {
    let arn = Arn::parse(arn)?;
    let name = arn.resource.strip_prefix("log-group:")?;
    let name = name.strip_suffix(":*").unwrap_or(name);
    Some(LogGroup {
        name: name.to_owned(),
        region: arn.region.to_owned(),
        account: arn.account.to_owned(),
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

    #[test]
    fn a_selector_must_record_the_writes_of_management() {
        let selector = |management, kind: Option<ReadWriteType>| {
            EventSelector::builder()
                .set_include_management_events(management)
                .set_read_write_type(kind)
                .build()
        };
        let table = [
            (Some(true), Some(ReadWriteType::All), true),
            (Some(true), Some(ReadWriteType::WriteOnly), true),
            (None, None, true),
            (Some(true), Some(ReadWriteType::ReadOnly), false),
            (Some(false), Some(ReadWriteType::All), false),
        ];
        for (management, kind, expected) in table {
            let found = records_writes(&selector(management, kind.clone()));
            assert_eq!(found, expected, "{management:?} {kind:?}");
        }
    }

    #[test]
    fn advanced_selectors_may_leave_out_reads_and_noise_only() {
        type Field = (
            &'static str,
            &'static [&'static str],
            &'static [&'static str],
        );
        const MANAGEMENT: Field = ("eventCategory", &["Management"], &[]);
        let selector = |fields: &[Field]| {
            let texts =
                |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
            AdvancedEventSelector::builder()
                .set_field_selectors(Some(
                    fields
                        .iter()
                        .map(|(field, equals, not_equals)| {
                            AdvancedFieldSelector::builder()
                                .field(*field)
                                .set_equals(texts(equals))
                                .set_not_equals(texts(not_equals))
                                .build()
                                .unwrap()
                        })
                        .collect(),
                ))
                .build()
                .unwrap()
        };
        let table: [(&[Field], bool); 9] = [
            (&[MANAGEMENT], true),
            (&[MANAGEMENT, ("readOnly", &["false"], &[])], true),
            (
                &[MANAGEMENT, ("eventSource", &[], &["kms.amazonaws.com"])],
                true,
            ),
            (&[MANAGEMENT, ("readOnly", &["true"], &[])], false),
            (
                &[MANAGEMENT, ("eventSource", &[], &["signin.amazonaws.com"])],
                false,
            ),
            (
                &[MANAGEMENT, ("eventSource", &["iam.amazonaws.com"], &[])],
                false,
            ),
            (&[MANAGEMENT, ("eventSource", &[], &[])], false),
            (&[MANAGEMENT, ("eventName", &["ConsoleLogin"], &[])], false),
            (&[("eventCategory", &["Data"], &[])], false),
        ];
        for (fields, expected) in table {
            let found = records_writes_by_fields(&selector(fields));
            assert_eq!(found, expected, "{fields:?}");
        }
    }
}
