use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, ReadWriteType,
};
use serde_json::Value;

use crate::record::field;

/// What a trail records, as advanced event selectors: every condition must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Selector(Vec<Condition>);

/// One of the positive lists has a match, and none of the negative ones does.
#[derive(Debug, Clone, PartialEq, Default)]
struct Condition {
    field: String,
    equals: Vec<String>,
    starts_with: Vec<String>,
    ends_with: Vec<String>,
    not_equals: Vec<String>,
    not_starts_with: Vec<String>,
    not_ends_with: Vec<String>,
}

impl Condition {
    fn equals(field: &str, value: &str) -> Self {
        Self {
            field: field.to_owned(),
            equals: vec![value.to_owned()],
            ..Self::default()
        }
    }

    fn holds(&self, record: &Value) -> bool {
        let wanted = self.equals.len() + self.starts_with.len() + self.ends_with.len();
        let unwanted =
            self.not_equals.len() + self.not_starts_with.len() + self.not_ends_with.len();
        // A condition without values is an incomplete answer.
        if wanted + unwanted == 0 {
            return false;
        }
        let Some(value) = field(record, &self.field) else {
            return wanted == 0;
        };
        let fits = |equal: &[String], start: &[String], end: &[String]| {
            equal.contains(&value)
                || start.iter().any(|start| value.starts_with(start.as_str()))
                || end.iter().any(|end| value.ends_with(end.as_str()))
        };
        (wanted == 0 || fits(&self.equals, &self.starts_with, &self.ends_with))
            && !fits(&self.not_equals, &self.not_starts_with, &self.not_ends_with)
    }
}

impl Selector {
    /// All management events.
    pub(super) fn of_management_events() -> Self {
        Self(vec![Condition::equals("eventCategory", "Management")])
    }

    pub(super) fn selects(&self, record: &Value) -> bool {
        // Without a category it selects nothing.
        self.0
            .iter()
            .any(|condition| condition.field == "eventCategory")
            && self.0.iter().all(|condition| condition.holds(record))
    }

    /// `None` for one that selects only data events, or doesn't say which management events.
    pub(super) fn basic(selector: EventSelector) -> Option<Self> {
        if selector.include_management_events == Some(false) {
            return None;
        }
        let Self(mut conditions) = Self::of_management_events();
        match selector.read_write_type {
            Some(ReadWriteType::ReadOnly) => {
                conditions.push(Condition::equals("readOnly", "true"));
            }
            Some(ReadWriteType::WriteOnly) => {
                conditions.push(Condition::equals("readOnly", "false"));
            }
            Some(ReadWriteType::All) => {}
            _ => return None,
        }
        let left_out = selector
            .exclude_management_event_sources
            .unwrap_or_default();
        if !left_out.is_empty() {
            conditions.push(Condition {
                field: "eventSource".to_owned(),
                not_equals: left_out,
                ..Condition::default()
            });
        }
        Some(Self(conditions))
    }

    pub(super) fn advanced(selector: AdvancedEventSelector) -> Self {
        Self(
            selector
                .field_selectors
                .into_iter()
                .map(condition)
                .collect(),
        )
    }
}

fn condition(field: AdvancedFieldSelector) -> Condition {
    Condition {
        equals: field.equals.unwrap_or_default(),
        starts_with: field.starts_with.unwrap_or_default(),
        ends_with: field.ends_with.unwrap_or_default(),
        not_equals: field.not_equals.unwrap_or_default(),
        not_starts_with: field.not_starts_with.unwrap_or_default(),
        not_ends_with: field.not_ends_with.unwrap_or_default(),
        field: field.field,
    }
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;
    use crate::event::{Scene, Whose};
    use crate::sample::Sample;

    /// Which of a sign-in, a write and a read are recorded.
    fn selected(selector: &Selector) -> String {
        let samples = [
            ("sign-in", Sample::SignInWithMfa),
            ("write", Sample::ConsoleCall),
            ("read", Sample::Read),
        ];
        let recorded = samples.into_iter().filter(|(_, sample)| {
            selector.selects(&Scene::EXAMPLE.event(*sample, Whose::Own).record)
        });
        recorded.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_basic_selector_is_for_management_events_unless_it_says_otherwise() {
        let table = "
            true | All | | sign-in write read
            | All | | sign-in write read
            true | | |
            true | WriteOnly | | sign-in write
            true | ReadOnly | | read
            true | All | kms.amazonaws.com | sign-in write read
            false | All | |
        ";
        for row @ [management, kind, left_out, expected] in rows(table) {
            let selector = EventSelector::builder()
                .set_include_management_events(management.parse().ok())
                .set_read_write_type((!kind.is_empty()).then(|| kind.into()))
                .set_exclude_management_event_sources(Some(
                    left_out.split_whitespace().map(str::to_owned).collect(),
                ))
                .build();
            let found = Selector::basic(selector).map(|selector| selected(&selector));
            assert_eq!(found.unwrap_or_default(), expected, "{row:?}");
        }
    }

    /// Of fields such as `readOnly=true` and `eventSource!=kms.amazonaws.com`.
    fn advanced(fields: &str) -> Selector {
        let fields = fields.split_whitespace().map(|field| {
            let (name, value) = field.split_once('=').unwrap();
            let builder = AdvancedFieldSelector::builder();
            let builder = match name.strip_suffix('!') {
                _ if value.is_empty() => builder.field(name).set_equals(Some(vec![])),
                Some(name) => builder.field(name).not_equals(value),
                None => builder.field(name).equals(value),
            };
            builder.build().unwrap()
        });
        let selector = AdvancedEventSelector::builder().set_field_selectors(Some(fields.collect()));
        Selector::advanced(selector.build().unwrap())
    }

    #[test]
    fn advanced_selectors_are_judged_by_every_condition() {
        let table = "
            eventCategory=Management | sign-in write read
            eventCategory=Management readOnly=false | sign-in write
            eventCategory=Management readOnly=true | read
            eventCategory=Management eventSource!=kms.amazonaws.com | sign-in write read
            eventCategory=Management eventSource!=signin.amazonaws.com | write read
            eventCategory=Management eventSource=iam.amazonaws.com | write read
            eventCategory=Management userIdentity.arn!=arn:aws:iam::111111111111:root |
            eventCategory=Management eventSource= |
            eventCategory=Management resources.type=AWS::S3::Object |
            eventCategory=Data |
            |
        ";
        for [fields, expected] in rows(table) {
            assert_eq!(selected(&advanced(fields)), expected, "{fields}");
        }
    }
}
