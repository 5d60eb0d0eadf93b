use config_rule::Verdict;
use service_control_policy::{
    Account, ActionPattern, Attachment, Decision, Denial, DenialCause, InForce, Reason, Shortfall,
    evaluate,
};

/// How many patterns and policies an annotation names before it counts the rest.
const NAMED: usize = 3;
/// The same for exempted actions.
const NAMED_OF_LEFT: usize = 5;

pub(crate) struct Facts {
    pub(crate) account: Account,
    pub(crate) in_force: InForce,
}

pub(crate) fn decide(facts: &Facts, exempted: &[ActionPattern]) -> Verdict {
    match evaluate(&facts.account, &facts.in_force, exempted) {
        Decision::Denied(denial) => Verdict::compliant(denied(&denial)),
        Decision::NotDenied(reason) => {
            Verdict::non_compliant(not_denied(&reason, &facts.account.partition))
        }
    }
}

fn denied(denial: &Denial) -> String {
    let everything = match denial.left.as_slice() {
        [] => "every action".to_owned(),
        left => format!(
            "every action except {} (exempted by exemptedActions)",
            listed(left, NAMED_OF_LEFT)
        ),
    };
    match &denial.by {
        DenialCause::Policy(by) => format!("{} denies the root user {everything}.", policy(by)),
        DenialCause::Policies(by) => format!(
            "Together, service control policies deny the root user {everything}: {}.",
            listed(by.iter().map(attachment), NAMED)
        ),
        DenialCause::NothingAllowed { level } => format!(
            "The service control policies attached to {level} allow the root user nothing, so \
             {everything} is denied."
        ),
        DenialCause::NothingLeft => format!(
            "Each action that a service control policy on the account's path allows, another one \
             denies or does not allow, so the root user is denied {everything}."
        ),
    }
}

fn not_denied(reason: &Reason, partition: &str) -> String {
    let attach = format!(
        "attach a policy to the organization's root: Deny, Action *, Resource *, ArnLike \
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
            "The service control policies in force are too complex to tell whether they deny the \
             root user everything; {attach}"
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
        _ => ", and has other gaps",
    };
    let (clause, remedy) = match smallest {
        Shortfall::ExemptedActions(actions) => (
            format!(
                "denies the root user every action except {}",
                listed(actions, NAMED)
            ),
            "Use Action * instead, or add them to exemptedActions.".to_owned(),
        ),
        Shortfall::ExemptedResources(resources) => (
            format!(
                "denies the root user every resource except {}",
                listed(resources, NAMED)
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
                listed(resources, NAMED)
            ),
            "Use Resource * instead.".to_owned(),
        ),
        Shortfall::OnlyActions(actions) => (
            format!(
                "denies the root user only the actions {}",
                listed(actions, NAMED)
            ),
            "Use Action * instead.".to_owned(),
        ),
        Shortfall::ConditionNeverHolds { operator, key } => (
            format!("denies the root user nothing: its condition {operator} on {key} never holds"),
            match key.eq_ignore_ascii_case("aws:AssumedRoot") {
                true => "Use BoolIfExists false: the key exists only in root sessions.".to_owned(),
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

fn listed<T: ToString>(items: impl IntoIterator<Item = T>, most: usize) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    let named = items
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(most) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
