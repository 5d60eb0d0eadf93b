//! What is known about a condition for every request that an account's root user can make.

use crate::document::{Condition, Statement};
use crate::operator::{Operator, Value};
use crate::path::{Account, Level};
use crate::piece::{Variables, pieces};
use crate::truth::Truth;

/// The keys of a root user's requests whose values are the same in each of them.
///
/// A request through a centralized root session (`sts:AssumeRoot`) isn't a request of the root
/// user.
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
        // With a variable, or with no value at all, AWS doesn't say what the condition means.
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
    /// Whether it is about the root user, to deny or to exempt it.
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
    use case_table::rows;

    use super::*;
    use crate::truth::Truth::{Never, Sometimes};

    fn root_user() -> RootUser {
        RootUser {
            arn: "arn:aws:iam::111111111111:root".into(),
            account: "111111111111".into(),
            organization: "o-exampleorg".into(),
            path: "o-exampleorg/r-exam/ou-exam-11111111/".into(),
        }
    }

    fn decide(operator: &str, key: &str, values: &str) -> Truth {
        let condition = Condition {
            operator: operator.into(),
            key: key.into(),
            values: values.split_whitespace().map(Into::into).collect(),
        };
        root_user().condition(&condition, Variables::Known)
    }

    /// Rows of an operator, its values, and for which requests the condition holds.
    fn check(key: &str, table: &str) {
        for [operator, values, expected] in rows(table) {
            let found = format!("{:?}", decide(operator, key, values));
            assert_eq!(found, expected, "{operator} {key} {values}");
        }
    }

    #[test]
    fn principal_arn() {
        let table = "
            ArnLike | arn:aws:iam::*:root | Always
            ArnEquals | arn:aws:iam::*:root | Always
            ArnLikeIfExists | arn:aws:iam::*:root | Always
            arnlike | arn:aws:iam::*:root | Always
            StringLike | arn:aws:iam::*:root | Always
            StringLike | *:root | Always
            StringLike | arn:aws:iam::????????????:root | Always
            StringLike | arn:*:iam::*:root | Always
            StringLike | arn:aws:iam::*:ROOT | Never
            StringLikeIfExists | arn:aws:iam::*:role/admin arn:aws:iam::*:root | Always
            StringLike | arn:aws:iam::*:role/admin | Never
            StringEquals | arn:aws:iam::111111111111:root | Always
            StringEquals | arn:aws:iam::*:root | Never
            StringEqualsIfExists | arn:aws:iam::*:role/admin arn:aws:iam::111111111111:root | Always
            StringEqualsIgnoreCase | ARN:aws:iam::111111111111:Root | Always
            StringEqualsIgnoreCaseIfExists | arn:aws:iam::111111111111:root | Always
            StringEqualsIgnoreCase | arn:aws:iam::*:root | Never
            ForAnyValue:StringLike | arn:aws:iam::*:root | Always
            ForAllValues:ArnLike | arn:aws:iam::*:root | Always
            ForAllValues:ArnLike | arn:aws:iam::*:role/admin | Never
            ArnLike | arn:aws:iam::*:user/root | Never
            ArnLike | arn:aws:iam::222222222222:root | Never
            ArnLike | arn:aws-cn:iam::*:root | Never
            ArnNotLike | arn:aws:iam::*:role/admin | Always
            ArnNotEquals | arn:aws:iam::*:role/admin | Always
            ArnNotLikeIfExists | arn:aws:iam::*:role/admin | Always
            ArnNotLike | arn:aws:iam::*:role/admin arn:aws:iam::*:root | Never
            StringNotLike | arn:aws:iam::*:role/admin | Always
            StringNotLike | arn:aws:iam::*:root | Never
            StringNotEquals | arn:aws:iam::*:root | Always
            StringNotEquals | arn:aws:iam::111111111111:root | Never
            StringNotEqualsIgnoreCase | ARN:aws:iam::111111111111:ROOT | Never
            ForAllValues:StringNotLike | arn:aws:iam::*:role/admin | Always
            Null | false | Always
            Null | true | Never
        ";
        check("aws:PrincipalArn", table);
        check("AWS:principalARN", table);
    }

    #[test]
    fn what_is_open_is_never_taken_as_known() {
        // A policy variable, even beside a value that matches.
        let variables = "
            ArnLike | aws:PrincipalArn | arn:aws:iam::${aws:PrincipalAccount}:root
            ArnLike | aws:PrincipalArn | arn:aws:iam::111111111111:root ${aws:username}
            StringNotLike | aws:PrincipalArn | ${aws:username}
        ";
        // Wildcards across segments, short ARNs and other letter case.
        let arns = "
            ArnLike | aws:PrincipalArn | *
            ArnLike | aws:PrincipalArn | arn:aws:*:root
            ArnNotLike | aws:PrincipalArn | arn:aws:*
            ArnLike | aws:PrincipalArn | arn:AWS:iam::*:root
            ArnNotLike | aws:PrincipalArn | arn:aws:iam::*:Root
        ";
        // No values, operators of other types, quantifiers that don't exist.
        let operators = "
            StringNotEquals | aws:PrincipalArn |
            NumericEquals | aws:PrincipalAccount | 111111111111
            ArnLike | aws:PrincipalAccount | 111111111111
            Bool | aws:PrincipalType | true
            ForSomeValues:StringLike | aws:PrincipalArn | *
            StringLikeIgnoreCase | aws:PrincipalArn | *
            NullIfExists | aws:AssumedRoot | true
            Null | aws:AssumedRoot | true false
            Null | aws:AssumedRoot | yes
            ForAnyValue:BoolIfExists | aws:AssumedRoot | false
        ";
        let several_values_without_a_quantifier = "
            StringLike | aws:PrincipalOrgPaths | o-exampleorg/*
            StringNotLike | aws:PrincipalOrgPaths | o-other/*
        ";
        let other_keys = "
            Bool | aws:MultiFactorAuthPresent | false
            BoolIfExists | aws:MultiFactorAuthPresent | false
            Null | aws:username | true
            StringNotEquals | aws:RequestedRegion | eu-west-1
            ForAllValues:StringEquals | aws:TagKeys | a
            StringNotEqualsIfExists | aws:PrincipalTag/breakglass | true
        ";
        for table in [
            variables,
            arns,
            operators,
            several_values_without_a_quantifier,
            other_keys,
        ] {
            for [operator, key, values] in rows(table) {
                let found = decide(operator, key, values);
                assert_eq!(found, Sometimes, "{operator} {key} {values}");
            }
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
        let account = "
            StringEquals | 111111111111 | Always
            StringNotEquals | 222222222222 | Always
            StringNotEquals | 222222222222 111111111111 | Never
            StringLike | 1* | Always
        ";
        check("aws:PrincipalAccount", account);
        let organization = "
            StringEquals | o-exampleorg | Always
            StringNotEquals | o-exampleorg | Never
        ";
        check("aws:PrincipalOrgID", organization);
        check(
            "aws:principalorgid",
            "StringEqualsIfExists | o-other | Never",
        );
        let principal_type = "
            StringEquals | Account | Always
            StringEquals | account | Never
            StringNotEquals | AssumedRole User | Always
            StringEquals | User Account | Always
        ";
        check("aws:PrincipalType", principal_type);
    }

    #[test]
    fn the_organization_path_with_a_quantifier() {
        let table = "
            ForAnyValue:StringLike | o-exampleorg/* | Always
            ForAnyValue:StringLike | o-other/* */ou-exam-11111111/* | Always
            ForAnyValue:StringEquals | o-exampleorg/r-exam/ou-exam-11111111/ | Always
            ForAnyValue:StringEquals | o-exampleorg/r-exam/ | Never
            ForAllValues:StringEquals | o-exampleorg/r-exam/ou-exam-11111111/ | Always
            ForAllValues:StringNotLike | */ou-exam-22222222/* | Always
            ForAllValues:StringNotLike | o-exampleorg/* | Never
            ForAnyValue:StringNotEquals | o-other/ | Always
            Null | false | Always
        ";
        check("aws:PrincipalOrgPaths", table);
    }

    #[test]
    fn conditions_that_exempt_centralized_root_sessions_hold_for_the_root_user() {
        let exempting = "
            Null | true | Always
            Null | True | Always
            BoolIfExists | false | Always
            ForAllValues:Bool | false | Always
        ";
        check("aws:AssumedRoot", exempting);
        // The key is absent: some of these never hold, and deny the root user nothing.
        let others = "
            Bool | false | Never
            Bool | true | Never
            Null | false | Never
            ForAnyValue:Bool | false | Never
            StringNotEquals | true | Always
            StringEquals | false | Never
        ";
        check("aws:AssumedRoot", others);
        // Doesn't exempt them, but still holds for the root user.
        check("aws:AssumedRoot", "BoolIfExists | true | Always");
    }
}
