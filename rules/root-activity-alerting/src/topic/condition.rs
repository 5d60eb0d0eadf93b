use serde_json::Value;

use super::pattern::{arn_matches, matches};

/// What is known about a condition's key in a service's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConditionKey<'a> {
    Is(&'a str),
    Absent,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.negated().and(other.negated()).negated()
    }
}

/// Whether a condition holds; keys have one value or none in a service's request.
pub(super) fn holds(operator: &str, key: ConditionKey<'_>, values: &[Value]) -> Truth {
    let operator = operator.to_ascii_lowercase();
    let (quantifier, name) = match operator.split_once(':') {
        Some((quantifier, name)) => (Some(quantifier), name),
        None => (None, operator.as_str()),
    };
    let (name, if_exists) = match name.strip_suffix("ifexists") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let (Some(values), Some(wanted)) = (texts(values), Comparison::parse(name)) else {
        return Truth::Unknown;
    };
    let value = match key {
        ConditionKey::Unknown => return Truth::Unknown,
        key if wanted.comparison == Comparison::Null => return is_null(key, &values),
        ConditionKey::Absent => {
            return match quantifier {
                Some("forallvalues") => Truth::Yes,
                Some("foranyvalue") if !if_exists => Truth::No,
                None => Truth::of(wanted.negated || if_exists),
                _ => Truth::Unknown,
            };
        }
        ConditionKey::Is(value) => value,
    };
    let matched = values
        .iter()
        .map(|pattern| wanted.comparison.holds(value, pattern))
        .fold(Truth::No, Truth::or);
    if wanted.negated {
        matched.negated()
    } else {
        matched
    }
}

/// JSON's booleans and numbers mean the same as their text.
fn texts(values: &[Value]) -> Option<Vec<String>> {
    values
        .iter()
        .map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equals,
    EqualsIgnoreCase,
    Like,
    /// ArnEquals and ArnLike are the same.
    Arn,
    Null,
}

struct Wanted {
    comparison: Comparison,
    negated: bool,
}

impl Comparison {
    /// `None` for operators that aren't supported: those on numbers, dates and addresses.
    fn parse(name: &str) -> Option<Wanted> {
        let (comparison, negated) = match name {
            "stringequals" => (Self::Equals, false),
            "stringnotequals" => (Self::Equals, true),
            "stringequalsignorecase" | "bool" => (Self::EqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Self::EqualsIgnoreCase, true),
            "stringlike" => (Self::Like, false),
            "stringnotlike" => (Self::Like, true),
            "arnequals" | "arnlike" => (Self::Arn, false),
            "arnnotequals" | "arnnotlike" => (Self::Arn, true),
            "null" => (Self::Null, false),
            _ => return None,
        };
        Some(Wanted {
            comparison,
            negated,
        })
    }

    fn holds(self, value: &str, pattern: &str) -> Truth {
        // A policy variable's value isn't known here.
        if pattern.contains("${") {
            return Truth::Unknown;
        }
        match self {
            Self::Equals => Truth::of(value == pattern),
            Self::EqualsIgnoreCase => Truth::of(value.eq_ignore_ascii_case(pattern)),
            Self::Like => Truth::of(matches(pattern, value)),
            Self::Arn => arn_matches(pattern, value).map_or(Truth::Unknown, Truth::of),
            Self::Null => Truth::Unknown,
        }
    }
}

/// `Null` with `true` holds for a key that isn't in the request, with `false` for one that is.
fn is_null(key: ConditionKey<'_>, values: &[String]) -> Truth {
    match values {
        [value] if value.eq_ignore_ascii_case("true") => Truth::of(key == ConditionKey::Absent),
        [value] if value.eq_ignore_ascii_case("false") => Truth::of(key != ConditionKey::Absent),
        _ => Truth::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_condition_holds_or_not_or_depends() {
        let rule = ConditionKey::Is("arn:aws:events:us-east-1:111111111111:rule/root");
        let account = ConditionKey::Is("111111111111");
        let any_rule = "arn:aws:events:*:111111111111:rule/*";
        let (yes, no, unknown) = (Truth::Yes, Truth::No, Truth::Unknown);
        let table = [
            ("StringEquals", account, json!(["111111111111"]), yes),
            (
                "stringequals",
                account,
                json!(["222222222222", "111111111111"]),
                yes,
            ),
            ("StringEquals", account, json!([111_111_111_111_u64]), yes),
            ("StringEquals", account, json!(["1*"]), no),
            ("StringLike", account, json!(["1*"]), yes),
            ("StringNotEquals", account, json!(["222222222222"]), yes),
            ("StringNotLike", account, json!(["1*"]), no),
            ("StringEquals", account, json!(["${aws:x}"]), unknown),
            ("StringNotEquals", account, json!(["${aws:x}"]), unknown),
            (
                "ForAnyValue:StringEquals",
                account,
                json!(["111111111111"]),
                yes,
            ),
            (
                "ForAllValues:StringEquals",
                account,
                json!(["222222222222"]),
                no,
            ),
            ("ArnLike", rule, json!([any_rule]), yes),
            ("ArnEquals", rule, json!([any_rule]), yes),
            ("ArnNotLike", rule, json!([any_rule]), no),
            ("StringLike", rule, json!([any_rule]), yes),
            ("StringEquals", rule, json!([any_rule]), no),
            ("ArnLike", rule, json!(["*"]), unknown),
            ("Bool", ConditionKey::Is("true"), json!([false]), no),
            ("Bool", ConditionKey::Is("true"), json!(["TRUE"]), yes),
            ("StringEquals", ConditionKey::Absent, json!(["a"]), no),
            ("StringNotEquals", ConditionKey::Absent, json!(["a"]), yes),
            (
                "StringEqualsIfExists",
                ConditionKey::Absent,
                json!(["a"]),
                yes,
            ),
            ("StringEqualsIfExists", account, json!(["a"]), no),
            (
                "ForAllValues:StringEquals",
                ConditionKey::Absent,
                json!(["a"]),
                yes,
            ),
            (
                "ForAnyValue:StringEquals",
                ConditionKey::Absent,
                json!(["a"]),
                no,
            ),
            ("Null", ConditionKey::Absent, json!(["true"]), yes),
            ("Null", account, json!([true]), no),
            ("Null", account, json!(["false"]), yes),
            ("Null", ConditionKey::Unknown, json!(["false"]), unknown),
            ("StringEquals", ConditionKey::Unknown, json!(["a"]), unknown),
            ("IpAddress", account, json!(["10.0.0.0/8"]), unknown),
        ];
        for (operator, key, values, expected) in table {
            let listed = values.as_array().unwrap();
            assert_eq!(
                holds(operator, key, listed),
                expected,
                "{operator} {key:?} {values}"
            );
        }
    }
}
