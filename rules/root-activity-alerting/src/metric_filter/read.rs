use std::collections::BTreeMap;

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata;
use aws_sdk_cloudwatchlogs::operation::describe_metric_filters::DescribeMetricFiltersOutput;
use aws_sdk_cloudwatchlogs::types::MetricFilter;
use aws_types::SdkConfig;
use aws_types::region::Region;
use config_rule::{Pages, ReadError};
use jiff::Timestamp;

use super::alarms::Alarms;
use super::{FilterFault, written};
use crate::chain::{Blind, Break, link};
use crate::event::Event;
use crate::link::Link;
use crate::route::{Kind, Route};
use crate::target::Delivered;
use crate::topic::topics::Topics;
use crate::trail::LogGroup;

const DESCRIBE_METRIC_FILTERS: &str = "logs:DescribeMetricFilters";
const TEST_METRIC_FILTER: &str = "logs:TestMetricFilter";
const NO_SUCH_GROUP: &str = "ResourceNotFoundException";
/// A pattern that CloudWatch Logs once accepted and now refuses to test matches nothing.
const INVALID_PATTERN: &str = "InvalidParameterException";

/// How a log group's metric filters handle events.
#[derive(Debug)]
pub(crate) enum Filters {
    /// There is no such log group.
    Gone,
    Routes(Vec<Route>),
}

/// The metric filters of a log group that match an event, and where their alarms go. Whether the
/// event reaches the log group is judged elsewhere. They are read in sequence: CloudWatch Logs
/// allows five of each call a second.
pub(crate) async fn routes(
    config: &SdkConfig,
    group: &LogGroup,
    events: &[Event],
    counter_proof: &Event,
    topics: &Topics<'_>,
    now: Timestamp,
) -> Result<Filters, ReadError> {
    let config = config
        .to_builder()
        .region(Region::new(group.region.clone()))
        .build();
    let logs = Client::new(&config);
    let Some(filters) = filters(&logs, &group.name).await? else {
        return Ok(Filters::Gone);
    };
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&config);
    let mut alarms = Alarms::new(cloudwatch, topics, &group.account, now);
    let lines: Vec<String> = events
        .iter()
        .chain([counter_proof])
        .map(|event| event.record.to_string())
        .collect();
    let mut routes = Vec::new();
    for filter in filters {
        let name = filter
            .filter_name
            .clone()
            .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "filterName"))?;
        let mut matched = matches(&logs, &filter, &lines).await?;
        let any_user = matched.pop().unwrap_or_default();
        if !matched.contains(&true) {
            continue;
        }
        let mut route = Route {
            kind: Kind::MetricFilter,
            chains: Vec::new(),
            account: None,
            any_user,
            name,
        };
        let mut known = BTreeMap::new();
        for (event, matched) in events.iter().zip(matched) {
            let chain = if matched {
                let delivered =
                    delivered(&filter, &route.name, event, group, &mut alarms, &mut known);
                let Delivered { chain, account } = delivered.await?;
                route.account = route.account.or(account);
                Some(chain)
            } else {
                None
            };
            route.chains.push(chain);
        }
        routes.push(route);
    }
    Ok(Filters::Routes(routes))
}

/// All filters of the log group; `None` if it doesn't exist.
async fn filters(logs: &Client, group: &str) -> Result<Option<Vec<MetricFilter>>, ReadError> {
    let mut pages = Pages::of(
        DESCRIBE_METRIC_FILTERS,
        DescribeMetricFiltersOutput::next_token,
        async |token| {
            let request = logs.describe_metric_filters().log_group_name(group);
            request.set_next_token(token).send().await
        },
    );
    let mut filters = Vec::new();
    loop {
        let page = match pages.next().await {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(Some(filters)),
            Err(ReadError::Refused { code, .. }) if code == NO_SUCH_GROUP => return Ok(None),
            Err(error) => return Err(error),
        };
        filters.extend(
            page.metric_filters
                .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "metricFilters"))?,
        );
    }
}

/// Which of the lines the filter matches.
async fn matches(
    logs: &Client,
    filter: &MetricFilter,
    lines: &[String],
) -> Result<Vec<bool>, ReadError> {
    let pattern = filter
        .filter_pattern
        .as_deref()
        .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "filterPattern"))?;
    let answer = logs
        .test_metric_filter()
        .filter_pattern(pattern)
        .set_log_event_messages(Some(lines.to_vec()))
        .send()
        .await;
    let found = match answer {
        Ok(answer) => answer
            .matches
            .ok_or_else(|| ReadError::lacks(TEST_METRIC_FILTER, "matches"))?,
        Err(error) if error.code() == Some(INVALID_PATTERN) => Vec::new(),
        Err(error) => return Err(ReadError::of(TEST_METRIC_FILTER)(error)),
    };
    let mut matched = vec![false; lines.len()];
    for record in found {
        // Lines are numbered from 1.
        let place = usize::try_from(record.event_number)
            .ok()
            .and_then(|number| number.checked_sub(1))
            .and_then(|place| matched.get_mut(place))
            .ok_or_else(|| ReadError::lacks(TEST_METRIC_FILTER, "eventNumber"))?;
        *place = true;
    }
    Ok(matched)
}

/// How the filter handles an event that it matches: the best of its metrics. `known` caches other
/// events, by what is written for them.
async fn delivered(
    filter: &MetricFilter,
    name: &str,
    event: &Event,
    group: &LogGroup,
    alarms: &mut Alarms<'_>,
    known: &mut BTreeMap<(usize, BTreeMap<String, String>), Delivered>,
) -> Result<Delivered, ReadError> {
    let of_filter = |what| link(name, what, Break::MetricFilter, Blind::MetricFilter);
    let seen = of_filter(written::sees(filter));
    if !seen.works() {
        return Ok(Delivered::here(seen));
    }
    let mut found = Vec::new();
    for (place, transformation) in filter.metric_transformations().iter().enumerate() {
        let datum = match written::datum(filter, transformation, event, group) {
            Ok(datum) => datum,
            Err(fault) => {
                found.push(Delivered::here(of_filter(Link::Broken(fault))));
                continue;
            }
        };
        let key = (place, datum.dimensions.clone());
        if !known.contains_key(&key) {
            known.insert(key.clone(), alarms.deliver(name, &datum).await?);
        }
        found.extend(known.get(&key).cloned());
    }
    let no_metric = || of_filter(Link::Broken(FilterFault::NoAlarm("(none)".to_owned())));
    Ok(Delivered::best(found).unwrap_or_else(|| Delivered::here(no_metric())))
}
