//! What is known of a condition for every request that an account's root user can make.

use crate::document::{Condition, Statement};
use crate::pattern::{Glob, Piece, Variables, is_full_arn, literally, pieces};

/// For how many of the root user's requests something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Always,
    /// It depends on the request, or isn't known.
    Sometimes,
    Never,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::Always } else { Self::Never }
    }

    fn negated(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Sometimes => Self::Sometimes,
            Self::Never => Self::Always,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, Self::Always) => Self::Always,
            _ => Self::Sometimes,
        }
    }

    fn or(self, other: Self) -> Self {
        self.negated().and(other.negated()).negated()
    }
}

/// The keys of a root user's requests whose values are the same in each of them.
///
/// A request through a centralized root session (`sts:AssumeRoot`) isn't one of the root user's.
#[derive(Clone, Debug)]
pub(crate) struct RootUser {
    /// `aws:PrincipalArn`
    pub(crate) arn: String,
    /// `aws:PrincipalAccount`
    pub(crate) account: String,
    /// `aws:PrincipalOrgID`
    pub(crate) organization: String,
    /// `aws:PrincipalOrgPaths`, which has this one value: `o-…/r-…/ou-…/`
    pub(crate) path: String,
}

/// A key's place in the request.
enum Value<'a> {
    Text(&'a str),
    Arn(&'a str),
    /// The only value of a key that can have several.
    Set(&'a str),
    Absent,
}

impl RootUser {
    pub(crate) fn statement(&self, statement: &Statement) -> Truth {
        statement
            .conditions
            .iter()
            .map(|condition| self.condition(condition, statement.variables))
            .fold(Truth::Always, Truth::and)
    }

    pub(crate) fn condition(&self, condition: &Condition, variables: Variables) -> Truth {
        let Some(value) = self.value(&condition.key) else {
            return Truth::Sometimes;
        };
        let Some(operator) = Operator::parse(&condition.operator) else {
            return Truth::Sometimes;
        };
        // With a variable, or with no value at all, AWS leaves it open what the condition means.
        let Ok(patterns) = condition
            .values
            .iter()
            .map(|value| pieces(value, variables))
            .collect::<Result<Vec<_>, _>>()
        else {
            return Truth::Sometimes;
        };
        if patterns.is_empty() {
            return Truth::Sometimes;
        }
        operator.decide(&value, &patterns)
    }

    fn value(&self, key: &str) -> Option<Value<'_>> {
        Some(match key.to_ascii_lowercase().as_str() {
            "aws:principalarn" => Value::Arn(&self.arn),
            "aws:principalaccount" => Value::Text(&self.account),
            "aws:principalorgid" => Value::Text(&self.organization),
            "aws:principalorgpaths" => Value::Set(&self.path),
            "aws:principaltype" => Value::Text("Account"),
            "aws:assumedroot" => Value::Absent,
            _ => return None,
        })
    }
}

impl Condition {
    /// Whether it has to do with the root user, be it to deny it or to spare it.
    pub(crate) fn mentions_root_user(&self) -> bool {
        let any_value = |test: fn(&str) -> bool| {
            self.values
                .iter()
                .any(|value| test(&value.to_ascii_lowercase()))
        };
        match self.key.to_ascii_lowercase().as_str() {
            "aws:principalarn" => any_value(|value| value.ends_with(":root")),
            "aws:principaltype" => any_value(|value| value == "account"),
            "aws:assumedroot" => true,
            _ => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    One,
    ForAnyValue,
    ForAllValues,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    /// ArnEquals and ArnLike are the same.
    Arn,
    Bool,
    Null,
}

#[derive(Clone, Copy, Debug)]
struct Operator {
    quantifier: Quantifier,
    comparison: Comparison,
    negated: bool,
    if_exists: bool,
}

impl Operator {
    /// Reads an operator's name in any letter case; `None` when it isn't one that is decided here.
    fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (quantifier, name) = match name.split_once(':') {
            None => (Quantifier::One, name.as_str()),
            Some(("foranyvalue", name)) => (Quantifier::ForAnyValue, name),
            Some(("forallvalues", name)) => (Quantifier::ForAllValues, name),
            Some(_) => return None,
        };
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (comparison, negated) = match name {
            "stringequals" => (Comparison::StringEquals, false),
            "stringnotequals" => (Comparison::StringEquals, true),
            "stringequalsignorecase" => (Comparison::StringEqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Comparison::StringEqualsIgnoreCase, true),
            "stringlike" => (Comparison::StringLike, false),
            "stringnotlike" => (Comparison::StringLike, true),
            "arnequals" | "arnlike" => (Comparison::Arn, false),
            "arnnotequals" | "arnnotlike" => (Comparison::Arn, true),
            "bool" => (Comparison::Bool, false),
            "null" => (Comparison::Null, false),
            _ => return None,
        };
        let plain = quantifier == Quantifier::One && !if_exists;
        (comparison != Comparison::Null || plain).then_some(Self {
            quantifier,
            comparison,
            negated,
            if_exists,
        })
    }

    fn decide(self, value: &Value, patterns: &[Vec<Piece>]) -> Truth {
        if self.comparison == Comparison::Null {
            return null(matches!(value, Value::Absent), patterns);
        }
        let value = match value {
            Value::Absent => return self.absent(),
            // A comparison with a key that can have several values wants a quantifier.
            Value::Set(_) if self.quantifier == Quantifier::One => return Truth::Sometimes,
            Value::Text(_) | Value::Set(_) if self.comparison == Comparison::Arn => {
                return Truth::Sometimes;
            }
            Value::Text(value) | Value::Arn(value) | Value::Set(value) => value,
        };
        // With one value in the request, any of them and all of them are the same.
        let matched = patterns
            .iter()
            .map(|pattern| self.comparison.decide(value, pattern))
            .fold(Truth::Never, Truth::or);
        if self.negated {
            matched.negated()
        } else {
            matched
        }
    }

    /// A key that isn't in the request: negated operators hold, others don't.
    fn absent(self) -> Truth {
        match self.quantifier {
            Quantifier::ForAllValues => Truth::Always,
            Quantifier::ForAnyValue if self.if_exists => Truth::Sometimes,
            Quantifier::ForAnyValue => Truth::Never,
            Quantifier::One => Truth::of(self.negated || self.if_exists),
        }
    }
}

impl Comparison {
    fn decide(self, value: &str, pattern: &[Piece]) -> Truth {
        match self {
            Self::StringEquals => Truth::of(literally(pattern) == value),
            Self::StringEqualsIgnoreCase => {
                Truth::of(literally(pattern).eq_ignore_ascii_case(value))
            }
            Self::StringLike => Truth::of(Glob::whole(pattern).matches(value)),
            Self::Arn => arn(value, pattern),
            // None of the keys with a value is a boolean.
            Self::Bool | Self::Null => Truth::Sometimes,
        }
    }
}

/// Only what both readings of an ARN's wildcards and letters agree on is known.
fn arn(value: &str, pattern: &[Piece]) -> Truth {
    if !is_full_arn(pattern) {
        return Truth::Sometimes;
    }
    let strict = Glob::segmented(pattern).matches(value);
    let loose = Glob::whole_ignoring_case(pattern).matches(&value.to_ascii_lowercase());
    match (strict, loose) {
        (true, true) => Truth::Always,
        (false, false) => Truth::Never,
        _ => Truth::Sometimes,
    }
}

/// `Null` with `true` holds for a key that isn't in the request, with `false` for one that is.
fn null(absent: bool, patterns: &[Vec<Piece>]) -> Truth {
    let [pattern] = patterns else {
        return Truth::Sometimes;
    };
    match literally(pattern).to_ascii_lowercase().as_str() {
        "true" => Truth::of(absent),
        "false" => Truth::of(!absent),
        _ => Truth::Sometimes,
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{Always, Never, Sometimes};
    use super::*;

    fn root_user() -> RootUser {
        RootUser {
            arn: "arn:aws:iam::111111111111:root".into(),
            account: "111111111111".into(),
            organization: "o-exampleorg".into(),
            path: "o-exampleorg/r-exam/ou-exam-11111111/".into(),
        }
    }

    fn decide(operator: &str, key: &str, values: &[&str]) -> Truth {
        let condition = Condition {
            operator: operator.into(),
            key: key.into(),
            values: values.iter().map(|value| (*value).into()).collect(),
        };
        root_user().condition(&condition, Variables::Known)
    }

    #[test]
    fn principal_arn() {
        let key = "aws:PrincipalArn";
        let any_root = "arn:aws:iam::*:root";
        let this_root = "arn:aws:iam::111111111111:root";
        let role = "arn:aws:iam::*:role/admin";
        for (operator, values, expected) in [
            ("ArnLike", &[any_root][..], Always),
            ("ArnEquals", &[any_root], Always),
            ("ArnLikeIfExists", &[any_root], Always),
            ("arnlike", &[any_root], Always),
            ("StringLike", &[any_root], Always),
            ("StringLike", &["*:root"], Always),
            ("StringLike", &["arn:aws:iam::????????????:root"], Always),
            ("StringLike", &["arn:*:iam::*:root"], Always),
            ("StringLike", &["arn:aws:iam::*:ROOT"], Never),
            ("StringLikeIfExists", &[role, any_root], Always),
            ("StringLike", &[role], Never),
            ("StringEquals", &[this_root], Always),
            ("StringEquals", &[any_root], Never),
            ("StringEqualsIfExists", &[role, this_root], Always),
            (
                "StringEqualsIgnoreCase",
                &["ARN:aws:iam::111111111111:Root"],
                Always,
            ),
            ("StringEqualsIgnoreCaseIfExists", &[this_root], Always),
            ("StringEqualsIgnoreCase", &[any_root], Never),
            ("ForAnyValue:StringLike", &[any_root], Always),
            ("ForAllValues:ArnLike", &[any_root], Always),
            ("ForAllValues:ArnLike", &[role], Never),
            ("ArnLike", &["arn:aws:iam::*:user/root"], Never),
            ("ArnLike", &["arn:aws:iam::222222222222:root"], Never),
            ("ArnLike", &["arn:aws-cn:iam::*:root"], Never),
            ("ArnNotLike", &[role], Always),
            ("ArnNotEquals", &[role], Always),
            ("ArnNotLikeIfExists", &[role], Always),
            ("ArnNotLike", &[role, any_root], Never),
            ("StringNotLike", &[role], Always),
            ("StringNotLike", &[any_root], Never),
            ("StringNotEquals", &[any_root], Always),
            ("StringNotEquals", &[this_root], Never),
            (
                "StringNotEqualsIgnoreCase",
                &["ARN:aws:iam::111111111111:ROOT"],
                Never,
            ),
            ("ForAllValues:StringNotLike", &[role], Always),
            ("Null", &["false"], Always),
            ("Null", &["true"], Never),
        ] {
            assert_eq!(
                decide(operator, key, values),
                expected,
                "{operator} {values:?}"
            );
            assert_eq!(
                decide(operator, "AWS:principalARN", values),
                expected,
                "{operator}"
            );
        }
    }

    #[test]
    fn what_is_open_is_never_taken_as_known() {
        let this_root = "arn:aws:iam::111111111111:root";
        for (operator, key, values) in [
            // A policy variable, even beside a value that matches.
            (
                "ArnLike",
                "aws:PrincipalArn",
                &["arn:aws:iam::${aws:PrincipalAccount}:root"][..],
            ),
            (
                "ArnLike",
                "aws:PrincipalArn",
                &[this_root, "${aws:username}"],
            ),
            ("StringNotLike", "aws:PrincipalArn", &["${aws:username}"]),
            // ARN operators with wildcards across segments, short ARNs and other letter case.
            ("ArnLike", "aws:PrincipalArn", &["*"]),
            ("ArnLike", "aws:PrincipalArn", &["arn:aws:*:root"]),
            ("ArnNotLike", "aws:PrincipalArn", &["arn:aws:*"]),
            ("ArnLike", "aws:PrincipalArn", &["arn:AWS:iam::*:root"]),
            ("ArnNotLike", "aws:PrincipalArn", &["arn:aws:iam::*:Root"]),
            // No values, operators of other types, quantifiers that don't exist.
            ("StringNotEquals", "aws:PrincipalArn", &[]),
            ("NumericEquals", "aws:PrincipalAccount", &["111111111111"]),
            ("ArnLike", "aws:PrincipalAccount", &["111111111111"]),
            ("Bool", "aws:PrincipalType", &["true"]),
            ("ForSomeValues:StringLike", "aws:PrincipalArn", &["*"]),
            ("StringLikeIgnoreCase", "aws:PrincipalArn", &["*"]),
            ("NullIfExists", "aws:AssumedRoot", &["true"]),
            ("Null", "aws:AssumedRoot", &["true", "false"]),
            ("Null", "aws:AssumedRoot", &["yes"]),
            ("ForAnyValue:BoolIfExists", "aws:AssumedRoot", &["false"]),
            // Several values possible, no quantifier.
            ("StringLike", "aws:PrincipalOrgPaths", &["o-exampleorg/*"]),
            ("StringNotLike", "aws:PrincipalOrgPaths", &["o-other/*"]),
            // Any other key.
            ("Bool", "aws:MultiFactorAuthPresent", &["false"]),
            ("BoolIfExists", "aws:MultiFactorAuthPresent", &["false"]),
            ("Null", "aws:username", &["true"]),
            ("StringNotEquals", "aws:RequestedRegion", &["eu-west-1"]),
            ("ForAllValues:StringEquals", "aws:TagKeys", &["a"]),
            (
                "StringNotEqualsIfExists",
                "aws:PrincipalTag/breakglass",
                &["true"],
            ),
        ] {
            assert_eq!(
                decide(operator, key, values),
                Sometimes,
                "{operator} {key} {values:?}"
            );
        }
    }

    #[test]
    fn a_variable_is_open_in_old_policies_too() {
        let condition = Condition {
            operator: "StringLike".into(),
            key: "aws:PrincipalArn".into(),
            values: vec!["*${*}".into()],
        };
        assert_eq!(
            root_user().condition(&condition, Variables::Unknown),
            Sometimes
        );
        assert_eq!(root_user().condition(&condition, Variables::Known), Never);
    }

    #[test]
    fn account_organization_and_type() {
        for (operator, key, values, expected) in [
            (
                "StringEquals",
                "aws:PrincipalAccount",
                &["111111111111"][..],
                Always,
            ),
            (
                "StringNotEquals",
                "aws:PrincipalAccount",
                &["222222222222"],
                Always,
            ),
            (
                "StringNotEquals",
                "aws:PrincipalAccount",
                &["222222222222", "111111111111"],
                Never,
            ),
            ("StringLike", "aws:PrincipalAccount", &["1*"], Always),
            (
                "StringEquals",
                "aws:PrincipalOrgID",
                &["o-exampleorg"],
                Always,
            ),
            (
                "StringNotEquals",
                "aws:PrincipalOrgID",
                &["o-exampleorg"],
                Never,
            ),
            (
                "StringEqualsIfExists",
                "aws:principalorgid",
                &["o-other"],
                Never,
            ),
            ("StringEquals", "aws:PrincipalType", &["Account"], Always),
            ("StringEquals", "aws:PrincipalType", &["account"], Never),
            (
                "StringNotEquals",
                "aws:PrincipalType",
                &["AssumedRole", "User"],
                Always,
            ),
            (
                "StringEquals",
                "aws:PrincipalType",
                &["User", "Account"],
                Always,
            ),
        ] {
            assert_eq!(
                decide(operator, key, values),
                expected,
                "{operator} {key} {values:?}"
            );
        }
    }

    #[test]
    fn the_organization_path_with_a_quantifier() {
        let key = "aws:PrincipalOrgPaths";
        let exact = "o-exampleorg/r-exam/ou-exam-11111111/";
        for (operator, values, expected) in [
            ("ForAnyValue:StringLike", &["o-exampleorg/*"][..], Always),
            (
                "ForAnyValue:StringLike",
                &["o-other/*", "*/ou-exam-11111111/*"],
                Always,
            ),
            ("ForAnyValue:StringEquals", &[exact], Always),
            ("ForAnyValue:StringEquals", &["o-exampleorg/r-exam/"], Never),
            ("ForAllValues:StringEquals", &[exact], Always),
            (
                "ForAllValues:StringNotLike",
                &["*/ou-exam-22222222/*"],
                Always,
            ),
            ("ForAllValues:StringNotLike", &["o-exampleorg/*"], Never),
            ("ForAnyValue:StringNotEquals", &["o-other/"], Always),
            ("Null", &["false"], Always),
        ] {
            assert_eq!(
                decide(operator, key, values),
                expected,
                "{operator} {values:?}"
            );
        }
    }

    #[test]
    fn conditions_that_exempt_centralized_root_sessions_hold_for_the_root_user() {
        let key = "aws:AssumedRoot";
        for (operator, values, expected) in [
            ("Null", &["true"][..], Always),
            ("Null", &["True"], Always),
            ("BoolIfExists", &["false"], Always),
            ("ForAllValues:Bool", &["false"], Always),
            // The key is absent: these never hold, and deny the root user nothing.
            ("Bool", &["false"], Never),
            ("Bool", &["true"], Never),
            ("Null", &["false"], Never),
            ("ForAnyValue:Bool", &["false"], Never),
            ("StringNotEquals", &["true"], Always),
            ("StringEquals", &["false"], Never),
        ] {
            assert_eq!(
                decide(operator, key, values),
                expected,
                "{operator} {values:?}"
            );
        }
        // Doesn't exempt them, but holds for the root user all the same.
        assert_eq!(decide("BoolIfExists", key, &["true"]), Always);
    }
}
