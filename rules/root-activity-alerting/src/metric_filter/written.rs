use std::collections::BTreeMap;

use aws_sdk_cloudwatchlogs::types::{MetricFilter, MetricTransformation};

use super::{FilterFault, FilterUnseen, selected};
use crate::alarm::{Datum, MetricName, MetricValue, Unit};
use crate::event::Event;
use crate::link::Link;
use crate::trail::LogGroup;

/// System fields that a filter can add as dimensions, by dimension name.
const SOURCE_ACCOUNT: &str = "@aws.account";
const SOURCE_REGION: &str = "@aws.region";

/// Whether the filter sees log events as in the samples.
pub(super) fn sees(filter: &MetricFilter) -> Link<FilterFault, FilterUnseen> {
    if filter.apply_on_transformed_logs {
        return Link::Unseen(FilterUnseen::Transformed);
    }
    let selects = filter
        .field_selection_criteria
        .as_deref()
        .is_some_and(|criteria| !criteria.trim().is_empty());
    if selects {
        return Link::Unseen(FilterUnseen::SomeSources);
    }
    Link::Works
}

/// What a filter writes for an event of its log group that it matches.
pub(super) fn datum(
    filter: &MetricFilter,
    transformation: &MetricTransformation,
    event: &Event,
    group: &LogGroup,
) -> Result<Datum, FilterFault> {
    let mut dimensions = BTreeMap::new();
    for (name, selector) in transformation.dimensions.iter().flatten() {
        let value = selected(&event.record, selector)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| FilterFault::NoDimension(selector.clone()))?;
        dimensions.insert(name.clone(), value);
    }
    for field in filter.emit_system_field_dimensions() {
        let value = match field.as_str() {
            SOURCE_ACCOUNT => &group.account,
            SOURCE_REGION => &group.region,
            other => return Err(FilterFault::NoDimension(other.to_owned())),
        };
        dimensions.insert(field.clone(), value.clone());
    }
    Ok(Datum {
        metric: MetricName {
            namespace: transformation.metric_namespace.clone(),
            name: transformation.metric_name.clone(),
        },
        dimensions,
        unit: Unit::of(transformation.unit.as_ref().map(|unit| unit.as_str())),
        value: MetricValue::parse(&transformation.metric_value),
        default_value: transformation.default_value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{MEMBERS, Scene, Whose};
    use crate::sample::Sample;

    fn group() -> LogGroup {
        LogGroup {
            name: "trail".to_owned(),
            region: "eu-west-1".to_owned(),
            account: "111111111111".to_owned(),
        }
    }

    fn event(whose: Whose) -> Event {
        Scene::EXAMPLE.event(Sample::KeyCall, whose)
    }

    fn transformation(dimensions: &[(&str, &str)]) -> MetricTransformation {
        MetricTransformation::builder()
            .metric_name("RootUse")
            .metric_namespace("Security")
            .metric_value("1")
            .set_dimensions(Some(
                dimensions
                    .iter()
                    .map(|(name, selector)| ((*name).to_owned(), (*selector).to_owned()))
                    .collect(),
            ))
            .build()
            .unwrap()
    }

    #[test]
    fn dimensions_are_the_events_own_values() {
        let by_account = transformation(&[("Account", "$.recipientAccountId")]);
        let filter = MetricFilter::builder().build();
        let written = |whose| {
            datum(&filter, &by_account, &event(whose), &group()).map(|datum| datum.dimensions)
        };
        let expected = |value: &str| Ok([("Account".to_owned(), value.to_owned())].into());
        assert_eq!(written(Whose::Own), expected("111111111111"));
        assert_eq!(written(MEMBERS[0]), expected("314159265358"));
        let missing = transformation(&[("Mfa", "$.userIdentity.sessionContext")]);
        assert!(datum(&filter, &missing, &event(Whose::Own), &group()).is_err());
    }

    #[test]
    fn system_fields_are_the_log_groups() {
        let filter = MetricFilter::builder()
            .emit_system_field_dimensions(SOURCE_ACCOUNT)
            .emit_system_field_dimensions(SOURCE_REGION)
            .build();
        let datum = datum(&filter, &transformation(&[]), &event(MEMBERS[0]), &group()).unwrap();
        assert_eq!(
            datum.dimensions,
            [
                (SOURCE_ACCOUNT.to_owned(), "111111111111".to_owned()),
                (SOURCE_REGION.to_owned(), "eu-west-1".to_owned()),
            ]
            .into()
        );
    }

    #[test]
    fn a_filter_on_anything_but_the_original_events_is_not_seen_through() {
        let transformed = MetricFilter::builder()
            .apply_on_transformed_logs(true)
            .build();
        let some = MetricFilter::builder()
            .field_selection_criteria("@aws.account IN [\"111111111111\"]")
            .build();
        assert_eq!(sees(&transformed), Link::Unseen(FilterUnseen::Transformed));
        assert_eq!(sees(&some), Link::Unseen(FilterUnseen::SomeSources));
        assert_eq!(sees(&MetricFilter::builder().build()), Link::Works);
    }
}
