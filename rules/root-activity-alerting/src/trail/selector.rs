use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, ReadWriteType,
};
use serde_json::Value;

use crate::record::field;

/// What a trail records, in the terms of advanced event selectors: every condition must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Selector(Vec<Condition>);

/// One of the first lists holds something that fits, and none of the others does.
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
        // A condition that compares with nothing has lost what it compares with on the way.
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

    /// None for one that selects data events only, or does not tell which management events.
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
    use super::*;
    use crate::event::{Scene, Whose};
    use crate::sample::Sample;

    /// Which of a sign-in, a write and a read are recorded.
    fn selected(selector: &Selector) -> [bool; 3] {
        let scene = Scene {
            account: "111111111111",
            partition: "aws",
            region: "us-east-1",
            time: "2026-10-01T09:00:00Z",
        };
        [Sample::SignInWithMfa, Sample::ConsoleCall, Sample::Read]
            .map(|sample| selector.selects(&scene.event(sample, Whose::Own).record))
    }

    #[test]
    fn a_basic_selector_is_for_management_events_unless_it_says_otherwise() {
        let selector = |management, kind: Option<ReadWriteType>, left_out: &[&str]| {
            EventSelector::builder()
                .set_include_management_events(management)
                .set_read_write_type(kind)
                .set_exclude_management_event_sources(Some(
                    left_out.iter().map(|source| (*source).to_owned()).collect(),
                ))
                .build()
        };
        let all = Some(ReadWriteType::All);
        let table = [
            (selector(Some(true), all.clone(), &[]), [true; 3]),
            (selector(None, all.clone(), &[]), [true; 3]),
            (selector(Some(true), None, &[]), [false; 3]),
            (
                selector(Some(true), Some(ReadWriteType::WriteOnly), &[]),
                [true, true, false],
            ),
            (
                selector(Some(true), Some(ReadWriteType::ReadOnly), &[]),
                [false, false, true],
            ),
            (
                selector(Some(true), all.clone(), &["kms.amazonaws.com"]),
                [true; 3],
            ),
            (selector(Some(false), all, &[]), [false; 3]),
        ];
        for (selector, expected) in table {
            let found = Selector::basic(selector.clone())
                .map_or([false; 3], |selector| selected(&selector));
            assert_eq!(found, expected, "{selector:?}");
        }
    }

    #[test]
    fn advanced_selectors_are_judged_by_every_condition() {
        type Texts = &'static [&'static str];
        type Field = (&'static str, Texts, Texts);
        const MANAGEMENT: Field = ("eventCategory", &["Management"], &[]);
        let selector = |fields: &[Field]| {
            let texts = |texts: Texts| Some(texts.iter().map(|text| (*text).to_owned()).collect());
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
        let table: [(&[Field], [bool; 3]); 11] = [
            (&[MANAGEMENT], [true; 3]),
            (
                &[MANAGEMENT, ("readOnly", &["false"], &[])],
                [true, true, false],
            ),
            (
                &[MANAGEMENT, ("readOnly", &["true"], &[])],
                [false, false, true],
            ),
            (
                &[MANAGEMENT, ("eventSource", &[], &["kms.amazonaws.com"])],
                [true; 3],
            ),
            (
                &[MANAGEMENT, ("eventSource", &[], &["signin.amazonaws.com"])],
                [false, true, true],
            ),
            (
                &[MANAGEMENT, ("eventSource", &["iam.amazonaws.com"], &[])],
                [false, true, true],
            ),
            (
                &[
                    MANAGEMENT,
                    ("userIdentity.arn", &[], &["arn:aws:iam::111111111111:root"]),
                ],
                [false; 3],
            ),
            (&[MANAGEMENT, ("eventSource", &[], &[])], [false; 3]),
            (
                &[MANAGEMENT, ("resources.type", &["AWS::S3::Object"], &[])],
                [false; 3],
            ),
            (&[("eventCategory", &["Data"], &[])], [false; 3]),
            (&[], [false; 3]),
        ];
        for (fields, expected) in table {
            assert_eq!(
                selected(&Selector::advanced(selector(fields))),
                expected,
                "{fields:?}"
            );
        }
    }
}
