use config_rule::Verdict;
use service_control_policy::{
    Account, ActionPattern, Attachment, Denial, InForce, Reason, Shortfall, evaluate,
};

/// Patterns and policies that an annotation names before it counts the rest.
const NAMED: usize = 3;

pub(crate) struct Facts {
    pub(crate) account: Account,
    pub(crate) in_force: InForce,
}

pub(crate) fn decide(facts: &Facts, exempted: &[ActionPattern]) -> Verdict {
    match evaluate(&facts.account, &facts.in_force, exempted) {
        service_control_policy::Verdict::Denied(denial) => {
            Verdict::compliant(denied(&denial, everything(exempted)))
        }
        service_control_policy::Verdict::NotDenied(reason) => {
            Verdict::non_compliant(not_denied(&reason, &facts.account.partition))
        }
    }
}

fn everything(exempted: &[ActionPattern]) -> &'static str {
    if exempted.is_empty() {
        "every action"
    } else {
        "every action that is not in exemptedActions"
    }
}

fn denied(denial: &Denial, everything: &str) -> String {
    match denial {
        Denial::Policy(by) => format!("{} denies the root user {everything}.", policy(by)),
        Denial::Policies(by) => format!(
            "Service control policies deny the root user {everything} together: {}.",
            listed(by.iter().map(attachment))
        ),
        Denial::NothingAllowed { level } => format!(
            "The service control policies attached to {level} allow the root user nothing, so \
             that {everything} is denied."
        ),
        Denial::NothingLeft => format!(
            "What some service control policies of the account's path allow, others deny or \
             don't allow, so that {everything} is denied to the root user."
        ),
    }
}

fn not_denied(reason: &Reason, partition: &str) -> String {
    let attach = format!(
        "at the organization's root attach one: Deny, Action *, Resource *, ArnLike \
         aws:PrincipalArn arn:{partition}:iam::*:root."
    );
    match reason {
        Reason::PolicyTypeDisabled => format!(
            "Service control policies are not enabled in the organization. Enable the policy \
             type, and {attach}"
        ),
        Reason::NothingDeniesRoot(None) => {
            format!("No service control policy in force denies the root user everything; {attach}")
        }
        Reason::NothingDeniesRoot(Some((by, problem))) => format!(
            "No service control policy in force denies the root user everything: {} {problem}, \
             which denies nothing. Correct it.",
            attachment(by)
        ),
        Reason::Partial {
            closest,
            shortfalls,
        } => partial(closest, shortfalls, partition),
        Reason::TooComplex => format!(
            "Whether the service control policies in force deny the root user everything can't \
             be told, they are too entangled; {attach}"
        ),
    }
}

fn partial(closest: &Attachment, shortfalls: &[Shortfall], partition: &str) -> String {
    let policy = policy(closest);
    let Some(smallest) = shortfalls.first() else {
        return format!("{policy} does not deny the root user everything.");
    };
    let besides = match shortfalls.len() {
        1 => "",
        _ => ", and falls short otherwise, too",
    };
    let (clause, remedy) = match smallest {
        Shortfall::ExemptedActions(actions) => (
            format!("denies the root user every action but {}", listed(actions)),
            "Use Action * instead, or put them into exemptedActions.".to_owned(),
        ),
        Shortfall::ExemptedResources(resources) => (
            format!(
                "denies the root user every resource but {}",
                listed(resources)
            ),
            "Use Resource * instead.".to_owned(),
        ),
        Shortfall::Condition { operator, key } => (
            format!("denies the root user only while its condition {operator} on {key} holds"),
            format!("Use ArnLike aws:PrincipalArn arn:{partition}:iam::*:root alone."),
        ),
        Shortfall::OnlyResources(resources) => (
            format!(
                "denies the root user only the resources {}",
                listed(resources)
            ),
            "Use Resource * instead.".to_owned(),
        ),
        Shortfall::OnlyActions(actions) => (
            format!("denies the root user only the actions {}", listed(actions)),
            "Use Action * instead.".to_owned(),
        ),
        Shortfall::ConditionNeverHolds { operator, key } => (
            format!("denies the root user nothing: its condition {operator} on {key} never holds"),
            match key.eq_ignore_ascii_case("aws:AssumedRoot") {
                true => {
                    "Use BoolIfExists false: the key is there in root sessions only.".to_owned()
                }
                false => format!("Use ArnLike aws:PrincipalArn arn:{partition}:iam::*:root."),
            },
        ),
    };
    format!("{policy} {clause}{besides}. {remedy}")
}

fn policy(by: &Attachment) -> String {
    format!("Service control policy {}", attachment(by))
}

fn attachment(by: &Attachment) -> String {
    format!("{} (at {})", by.policy, by.level)
}

fn listed<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    let named = items
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use config_rule::Compliance::{self, Compliant, NonCompliant};
    use service_control_policy::{Level, Policy};

    use super::*;

    const FULL_ACCESS: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

    /// A member right below the organization's root, to which these statements are attached.
    fn facts(statements: &str) -> Facts {
        let full_access = Arc::new(parse("p-FullAWSAccess", FULL_ACCESS));
        let at_root = vec![full_access.clone(), Arc::new(parse("p-test", statements))];
        Facts {
            account: Account {
                partition: "aws".into(),
                id: "222222222222".into(),
                organization: "o-exampleorg1".into(),
            },
            in_force: InForce::Path(vec![
                Level {
                    id: "r-exam".into(),
                    policies: at_root,
                },
                Level {
                    id: "222222222222".into(),
                    policies: vec![full_access],
                },
            ]),
        }
    }

    fn parse(id: &str, statements: &str) -> Policy {
        let document = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        Policy::parse(id, &document)
    }

    fn root(rest: &str) -> String {
        format!(
            r#"{{"Effect":"Deny",{rest},
                "Condition":{{"ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}}}}"#
        )
    }

    #[test]
    fn the_annotation_names_what_denies_or_the_smallest_reason() {
        let table: [(&str, String, Compliance, &str); 12] = [
            (
                "a full denial",
                root(r#""Action":"*","Resource":"*""#),
                Compliant,
                "Service control policy p-test (at r-exam) denies the root user every action.",
            ),
            (
                "two statements together",
                root(r#""Action":"iam:*","Resource":"*""#)
                    + ","
                    + &root(r#""NotAction":"iam:*","Resource":"*""#),
                Compliant,
                "Service control policies deny the root user every action together: p-test (at \
                 r-exam).",
            ),
            (
                "service-control-policy examples#6, landing zone accelerator#16: NotAction",
                root(r#""NotAction":["iam:A","iam:B","iam:C","iam:D","iam:E"],"Resource":"*""#),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user every action but \
                 iam:A, iam:B, iam:C and 2 more. Use Action * instead, or put them into \
                 exemptedActions.",
            ),
            (
                "terraform-aws-org-scp#3: a statement without Effect",
                r#"{"Action":"*","Resource":"*"}"#.into(),
                NonCompliant,
                "No service control policy in force denies the root user everything: p-test (at \
                 r-exam) has a statement without Effect, which denies nothing. Correct it.",
            ),
            (
                "cloud-custodian: a policy is read, not only found",
                FULL_ACCESS.into(),
                NonCompliant,
                "No service control policy in force denies the root user everything; at the \
                 organization's root attach one: Deny, Action *, Resource *, ArnLike \
                 aws:PrincipalArn arn:aws:iam::*:root.",
            ),
            (
                "NotResource",
                root(r#""Action":"*","NotResource":"arn:aws:s3:::logs/*""#),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user every resource but \
                 arn:aws:s3:::logs/*. Use Resource * instead.",
            ),
            (
                "a condition",
                r#"{"Effect":"Deny","Action":"*","Resource":"*",
                    "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#
                    .into(),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user only while its \
                 condition Bool on aws:MultiFactorAuthPresent holds. Use ArnLike aws:PrincipalArn \
                 arn:aws:iam::*:root alone.",
            ),
            (
                "some resources",
                root(r#""Action":"*","Resource":"arn:aws:iam::*:*""#),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user only the resources \
                 arn:aws:iam::*:*. Use Resource * instead.",
            ),
            (
                "some actions",
                root(r#""Action":["iam:*","ec2:*"],"Resource":"*""#),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user only the actions \
                 iam:*, ec2:*. Use Action * instead.",
            ),
            (
                "a condition that spares root",
                r#"{"Effect":"Deny","Action":"*","Resource":"*",
                    "Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#
                    .into(),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user nothing: its \
                 condition ArnNotLike on aws:PrincipalArn never holds. Use ArnLike \
                 aws:PrincipalArn arn:aws:iam::*:root.",
            ),
            (
                "a condition for centralized root sessions only",
                r#"{"Effect":"Deny","Action":"*","Resource":"*",
                    "Condition":{"Bool":{"aws:AssumedRoot":"false"}}}"#
                    .into(),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user nothing: its \
                 condition Bool on aws:AssumedRoot never holds. Use BoolIfExists false: the key is \
                 there in root sessions only.",
            ),
            (
                "two shortfalls",
                root(r#""NotAction":"iam:*","NotResource":"arn:aws:s3:::logs""#),
                NonCompliant,
                "Service control policy p-test (at r-exam) denies the root user every action but \
                 iam:*, and falls short otherwise, too. Use Action * instead, or put them into \
                 exemptedActions.",
            ),
        ];
        for (case, statements, compliance, annotation) in table {
            let verdict = decide(&facts(&statements), &[]);
            assert_eq!(verdict.compliance, compliance, "{case}");
            assert_eq!(verdict.annotation.to_string(), annotation, "{case}");
        }
    }

    #[test]
    fn exempted_actions_are_said_to_be() {
        let facts = facts(&root(r#""NotAction":"iam:EnableMFADevice","Resource":"*""#));
        let verdict = decide(&facts, &["IAM:*MFADevice".parse().unwrap()]);
        assert_eq!(verdict.compliance, Compliant);
        assert_eq!(
            verdict.annotation.to_string(),
            "Service control policy p-test (at r-exam) denies the root user every action that is \
             not in exemptedActions."
        );
    }

    #[test]
    fn policies_of_a_type_that_is_not_enabled_deny_nothing() {
        let mut facts = facts(&root(r#""Action":"*","Resource":"*""#));
        facts.in_force = InForce::Disabled;
        let verdict = decide(&facts, &[]);
        assert_eq!(verdict.compliance, NonCompliant);
        assert!(verdict.annotation.to_string().contains("not enabled"));
    }

    #[test]
    fn a_level_without_policies_denies_everything() {
        let mut facts = facts("");
        if let InForce::Path(levels) = &mut facts.in_force {
            levels[1].policies.clear();
        }
        let verdict = decide(&facts, &[]);
        assert_eq!(verdict.compliance, Compliant);
        assert_eq!(
            verdict.annotation.to_string(),
            "The service control policies attached to 222222222222 allow the root user nothing, so \
             that every action is denied."
        );
    }
}
