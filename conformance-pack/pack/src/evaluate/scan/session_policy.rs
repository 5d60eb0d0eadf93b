//! The session policies with which a member account's role is assumed: nothing but what the rules
//! that run declare, so that even an administrator's role can do no more than read it.

use std::collections::BTreeSet;

use rule_metadata::Rule;
use serde_json::json;

use super::member_access::needed;

/// The longest session policy, in characters.
///
/// Source: AWS STS API Reference, AssumeRole, `Policy`.
pub(super) const LONGEST: usize = 2_048;

/// Rules that share a session, and the policy of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Where they stand among all.
    pub(super) rules: Vec<usize>,
    pub(super) policy: String,
}

/// A rule that no session can serve.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the permissions of {rule} don't fit into a session policy of {LONGEST} characters: run the \
     others with --rule"
)]
pub(super) struct TooLong {
    rule: String,
}

/// As few groups as hold the rules in their order. `answered` are the actions that the session
/// isn't needed for.
pub(super) fn groups(
    rules: &[Rule],
    answered: impl Fn(&str) -> bool,
) -> Result<Vec<Group>, TooLong> {
    let mut groups = Vec::new();
    let mut actions: BTreeSet<&str> = BTreeSet::new();
    let mut members = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        let own: BTreeSet<&str> = needed(rule, &answered).collect();
        if policy(&own).chars().count() > LONGEST {
            return Err(TooLong {
                rule: rule.name.clone(),
            });
        }
        let together: BTreeSet<&str> = actions.union(&own).copied().collect();
        if policy(&together).chars().count() > LONGEST {
            groups.push(Group {
                rules: std::mem::take(&mut members),
                policy: policy(&actions),
            });
            actions = own;
        } else {
            actions = together;
        }
        members.push(place);
    }
    if !members.is_empty() {
        groups.push(Group {
            rules: members,
            policy: policy(&actions),
        });
    }
    Ok(groups)
}

/// A statement that allows nothing isn't valid: rules that need no session get one that may do
/// nothing.
pub(super) fn policy(actions: &BTreeSet<&str>) -> String {
    let statement = if actions.is_empty() {
        json!({ "Effect": "Deny", "Action": "*", "Resource": "*" })
    } else {
        json!({ "Effect": "Allow", "Action": actions, "Resource": "*" })
    };
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::evaluate::scan::member_access::is_answered;
    use crate::project::Project;

    fn rule(name: &str, own: &[&str], organization: &[&str]) -> Rule {
        let text = format!(
            "title = 'A rule'\ndescription = 'A rule'\nrecommendations = ['MBR-1']\n\
             kinds = ['member']\nfrequency = 'Six_Hours'\nseverity = 'low'\ntimeout = 60\n\
             [permissions]\nown = {own:?}\norganization = {organization:?}\n"
        );
        Rule::parse(name, &text).unwrap()
    }

    fn allowed(policy: &str) -> BTreeSet<String> {
        let policy: Value = serde_json::from_str(policy).unwrap();
        let [statement] = policy["Statement"].as_array().unwrap().as_slice() else {
            panic!("one statement: {policy}");
        };
        assert_eq!(statement["Effect"], "Allow");
        let actions = statement["Action"].as_array().unwrap();
        actions
            .iter()
            .map(|action| action.as_str().unwrap().to_owned())
            .collect()
    }

    /// All rules of the pack fit into one session, which allows what they declare and no more.
    #[test]
    fn every_rule_of_the_pack_fits() {
        let rules = Project::find().unwrap().rules().unwrap();
        for answered in [|_: &str| false, is_answered as fn(&str) -> bool] {
            let groups = groups(&rules, answered).unwrap();
            assert_eq!(groups.len(), 1);
            assert!(groups[0].policy.len() <= LONGEST, "{}", groups[0].policy);
            assert_eq!(groups[0].rules, (0..rules.len()).collect::<Vec<_>>());
            let declared: BTreeSet<String> = rules
                .iter()
                .flat_map(|rule| {
                    rule.permissions
                        .own
                        .iter()
                        .chain(&rule.permissions.organization)
                })
                .filter(|action| !answered(action))
                .cloned()
                .collect();
            assert_eq!(allowed(&groups[0].policy), declared);
            assert!(!groups[0].policy.contains(":*"));
        }
    }

    #[test]
    fn what_does_not_fit_is_split() {
        let long: Vec<String> = (0..50).map(|n| format!("iam:Get{n:0>40}")).collect();
        let (first, second) = long.split_at(25);
        let texts = |actions: &[String]| -> Vec<String> { actions.to_vec() };
        let own = |actions: &[String]| {
            let actions = texts(actions);
            let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
            rule("a-rule", &actions, &[])
        };
        let rules = [
            own(first),
            rule("b-rule", &["iam:GetUser"], &[]),
            own(second),
            rule("c-rule", &["iam:GetUser"], &["ssm:GetParameters"]),
        ];
        let groups = groups(&rules, |action| action.starts_with("ssm:")).unwrap();
        let members: Vec<_> = groups.iter().map(|group| group.rules.clone()).collect();
        assert_eq!(members, [vec![0, 1], vec![2, 3]]);
        assert_eq!(allowed(&groups[0].policy).len(), 26);
        assert_eq!(allowed(&groups[1].policy).len(), 26);
        assert!(groups.iter().all(|group| group.policy.len() <= LONGEST));
    }

    #[test]
    fn one_rule_that_does_not_fit_is_named() {
        let long: Vec<String> = (0..50).map(|n| format!("iam:Get{n:0>40}")).collect();
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        let error = groups(&[rule("a-rule", &long, &[])], |_| false).unwrap_err();
        assert!(error.to_string().contains("a-rule"), "{error}");
    }

    #[test]
    fn who_needs_nothing_may_do_nothing() {
        let groups = groups(&[rule("a-rule", &["ssm:GetParameters"], &[])], |_| true).unwrap();
        assert_eq!(
            groups[0].policy,
            r#"{"Statement":[{"Action":"*","Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#
        );
        assert_eq!(super::groups(&[], |_| true), Ok(Vec::new()));
    }
}
