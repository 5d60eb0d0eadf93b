use crate::action::{ActionPattern, is_every_action};
use crate::condition::{RootUser, Truth};
use crate::coverage::{Allowed, Coverage, Levels, Statements};
use crate::document::{Effect, Element, Policy};
use crate::explain::{Located, reason};
use crate::search::{Budget, TooComplex};
use crate::verdict::{Denial, Reason, Verdict};
use std::sync::Arc;

/// The account whose root user is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
    /// The account's id, twelve digits.
    pub id: String,
    /// The organization's id, `o-…`.
    pub organization: String,
}

/// The service control policies of an account's path.
#[derive(Clone, Debug)]
pub enum InForce {
    /// The policy type SERVICE_CONTROL_POLICY is not enabled on the organization's root:
    /// whatever is attached has no effect.
    Disabled,
    /// The organization's root, the OUs from the outermost to the innermost, the account.
    Path(Vec<Level>),
}

/// The organization's root, an OU or the account, with the policies attached to it.
#[derive(Clone, Debug)]
pub struct Level {
    /// `r-…`, `ou-…` or the account's id.
    pub id: String,
    /// Every service control policy attached here, in any order.
    pub policies: Vec<Arc<Policy>>,
}

/// Decides whether every action on every resource is denied to the account's root user.
///
/// `exempted` actions may be left to it. The crate's documentation says what is decided exactly
/// and where the answer is [`Verdict::NotDenied`] for caution's sake.
pub fn evaluate(account: &Account, in_force: &InForce, exempted: &[ActionPattern]) -> Verdict {
    match in_force {
        InForce::Disabled => Verdict::NotDenied(Reason::PolicyTypeDisabled),
        InForce::Path(levels) => on_path(&root_user(account, levels), levels, exempted),
    }
}

fn root_user(account: &Account, levels: &[Level]) -> RootUser {
    let entities = levels
        .iter()
        .map(|level| level.id.as_str())
        .filter(|id| *id != account.id);
    let path = std::iter::once(account.organization.as_str()).chain(entities);
    RootUser {
        arn: format!("arn:{}:iam::{}:root", account.partition, account.id),
        account: account.id.clone(),
        organization: account.organization.clone(),
        path: path.map(|id| format!("{id}/")).collect(),
    }
}

fn on_path(root: &RootUser, levels: &[Level], exempted: &[ActionPattern]) -> Verdict {
    let denials = denials(root, levels);
    let in_force: Vec<&Located> = denials
        .iter()
        .filter(|denial| denial.applies == Truth::Always)
        .collect();
    let allowed: Vec<Allowed> = levels.iter().map(|level| allowed(root, level)).collect();

    if let Some(denial) = denies_everything_alone(&in_force, exempted) {
        return Verdict::Denied(Denial::Policy(denial.attachment()));
    }
    for (level, allowed) in levels.iter().zip(&allowed) {
        if matches!(allowed, Allowed::By(statements) if statements.is_empty()) {
            return Verdict::Denied(Denial::NothingAllowed {
                level: level.id.clone(),
            });
        }
    }
    together(root, levels, &denials, &in_force, allowed, exempted)
        .unwrap_or(Verdict::NotDenied(Reason::TooComplex))
}

/// One statement that denies everything is found without a search over all the others, however
/// entangled they are.
fn denies_everything_alone<'a, 'b>(
    in_force: &[&'a Located<'b>],
    exempted: &[ActionPattern],
) -> Option<&'a Located<'b>> {
    let mut budget = Budget::new(Budget::STEPS);
    most_sweeping_first(in_force).into_iter().find(|denial| {
        let statements = Statements {
            denials: vec![denial.statement],
            levels: Vec::new(),
        };
        let coverage = Coverage::new(&statements, exempted, &mut budget);
        coverage.is_ok_and(|coverage| {
            matches!(coverage.gap(&[0], Levels::Ignored, &mut budget), Ok(None))
        })
    })
}

fn together(
    root: &RootUser,
    levels: &[Level],
    denials: &[Located],
    in_force: &[&Located],
    allowed: Vec<Allowed>,
    exempted: &[ActionPattern],
) -> Result<Verdict, TooComplex> {
    let mut budget = Budget::new(Budget::STEPS);
    let statements = Statements {
        denials: in_force.iter().map(|denial| denial.statement).collect(),
        levels: allowed,
    };
    let coverage = Coverage::new(&statements, exempted, &mut budget)?;
    let mut needed: Vec<usize> = (0..in_force.len()).collect();
    if let Some(gap) = coverage.gap(&needed, Levels::Respected, &mut budget)? {
        return Ok(Verdict::NotDenied(reason(root, levels, denials, &gap)));
    }
    if coverage
        .gap(&needed, Levels::Ignored, &mut budget)?
        .is_some()
    {
        return Ok(Verdict::Denied(Denial::NothingLeft));
    }
    for index in (0..in_force.len()).rev() {
        let without: Vec<usize> = needed
            .iter()
            .copied()
            .filter(|other| *other != index)
            .collect();
        if let Ok(None) = coverage.gap(&without, Levels::Ignored, &mut budget) {
            needed = without;
        }
    }
    let mut policies: Vec<_> = needed
        .into_iter()
        .map(|index| in_force[index].attachment())
        .collect();
    policies.dedup();
    Ok(Verdict::Denied(Denial::Policies(policies)))
}

/// The statements that may deny everything by themselves, those of the fewest patterns first.
fn most_sweeping_first<'a, 'b>(in_force: &[&'a Located<'b>]) -> Vec<&'a Located<'b>> {
    let patterns = |element: &Element, everything: fn(&str) -> bool| match element {
        Element::Only(patterns) => patterns.iter().any(|text| everything(text)).then_some(0),
        Element::AllBut(patterns) => Some(patterns.len()),
    };
    let mut sweeping: Vec<_> = in_force
        .iter()
        .filter_map(|denial| {
            let statement = denial.statement;
            let size = patterns(&statement.actions, is_every_action)?
                + patterns(&statement.resources, is_every_resource)?;
            Some((size, *denial))
        })
        .collect();
    sweeping.sort_by_key(|(size, _)| *size);
    sweeping.into_iter().map(|(_, denial)| denial).collect()
}

fn denials<'a>(root: &RootUser, levels: &'a [Level]) -> Vec<Located<'a>> {
    let mut denials = Vec::new();
    for level in levels {
        for policy in &level.policies {
            for statement in &policy.statements {
                if statement.effect == Effect::Deny {
                    let applies = root.statement(statement);
                    denials.push(Located {
                        level,
                        policy,
                        statement,
                        applies,
                    });
                }
            }
        }
    }
    denials
}

fn allowed<'a>(root: &RootUser, level: &'a Level) -> Allowed<'a> {
    if level
        .policies
        .iter()
        .any(|policy| !policy.problems().is_empty())
    {
        return Allowed::Anything;
    }
    let statements = level.policies.iter().flat_map(|policy| &policy.statements);
    Allowed::By(
        statements
            .filter(|statement| statement.effect == Effect::Allow)
            .filter(|statement| root.statement(statement) != Truth::Never)
            .collect(),
    )
}

pub(crate) fn is_every_resource(text: &str) -> bool {
    text == "*"
}
