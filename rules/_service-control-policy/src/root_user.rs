//! What is known of a condition for every request that an account's root user can make.

use crate::document::{Condition, Statement};
use crate::operator::{Operator, Value};
use crate::path::{Account, Level};
use crate::piece::{Variables, pieces};
use crate::truth::Truth;

/// The keys of a root user's requests whose values are the same in each of them.
///
/// A request through a centralized root session (`sts:AssumeRoot`) isn't one of the root user's.
#[derive(Clone, Debug)]
pub(crate) struct RootUser {
    /// `aws:PrincipalArn`
    arn: String,
    /// `aws:PrincipalAccount`
    account: String,
    /// `aws:PrincipalOrgID`
    organization: String,
    /// `aws:PrincipalOrgPaths`, which has this one value: `o-…/r-…/ou-…/`
    path: String,
}

impl RootUser {
    pub(crate) fn of(account: &Account, levels: &[Level]) -> Self {
        let entities = levels
            .iter()
            .map(|level| level.id.as_str())
            .filter(|id| *id != account.id);
        let path = std::iter::once(account.organization.as_str()).chain(entities);
        Self {
            arn: format!("arn:{}:iam::{}:root", account.partition, account.id),
            account: account.id.clone(),
            organization: account.organization.clone(),
            path: path.map(|id| format!("{id}/")).collect(),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth::Truth::{Always, Never, Sometimes};

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
