//! The decision.

use crate::action::ActionPattern;
use crate::block::{Allowed, Statements};
use crate::coverage::{Coverage, Levels};
use crate::decision::{Decision, Denial, DenialCause, Reason};
use crate::denial::{Located, denials};
use crate::document::Effect;
use crate::explain::reason;
use crate::path::{Account, InForce, Level};
use crate::root_user::RootUser;
use crate::search::{Budget, TooComplex};
use crate::truth::Truth;

/// Decides whether every action on every resource is denied to the account's root user.
///
/// `exempted` actions need not be denied. The crate's documentation says what is decided exactly,
/// and where the answer is [`Decision::NotDenied`] out of caution.
pub fn evaluate(account: &Account, in_force: &InForce, exempted: &[ActionPattern]) -> Decision {
    match in_force {
        InForce::Disabled => Decision::NotDenied(Reason::PolicyTypeDisabled),
        InForce::Path(levels) => {
            let root = RootUser::of(account, levels);
            let denials = denials(&root, levels);
            let path = Path {
                in_force: denials
                    .iter()
                    .filter(|denial| denial.applies == Truth::Always)
                    .collect(),
                denials: &denials,
                levels,
                root: &root,
            };
            path.verdict(exempted)
        }
    }
}

/// The policies on an account's path, as they affect its root user.
struct Path<'a> {
    root: &'a RootUser,
    levels: &'a [Level],
    denials: &'a [Located<'a>],
    /// Those that apply to every request of the root user.
    in_force: Vec<&'a Located<'a>>,
}

impl Path<'_> {
    fn verdict(&self, exempted: &[ActionPattern]) -> Decision {
        let denied = |by, left| Decision::Denied(Denial { by, left });
        if let Some(denial) = self.denies_everything_alone(&[]) {
            return denied(DenialCause::Policy(denial.attachment()), Vec::new());
        }
        if let Some(level) = self.level_that_allows_nothing() {
            let level = level.id.clone();
            return denied(DenialCause::NothingAllowed { level }, Vec::new());
        }
        if let Some(denial) = self.denies_everything_alone(exempted) {
            let left = self.left(exempted);
            // Otherwise others deny what this one exempts.
            if !left.is_empty() {
                return denied(DenialCause::Policy(denial.attachment()), left);
            }
        }
        self.together(exempted)
            .unwrap_or(Decision::NotDenied(Reason::TooComplex))
    }

    /// A statement that denies everything is found without a search over the others, however
    /// complex they are.
    fn denies_everything_alone(&self, exempted: &[ActionPattern]) -> Option<&Located<'_>> {
        let mut budget = Budget::new(Budget::STEPS);
        self.most_sweeping_first().into_iter().find(|denial| {
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

    /// The statements that may deny everything by themselves, those of the fewest patterns first.
    fn most_sweeping_first(&self) -> Vec<&Located<'_>> {
        let mut sweeping: Vec<_> = self
            .in_force
            .iter()
            .filter_map(|denial| Some((denial.patterns()?, *denial)))
            .collect();
        sweeping.sort_by_key(|(patterns, _)| *patterns);
        sweeping.into_iter().map(|(_, denial)| denial).collect()
    }

    fn level_that_allows_nothing(&self) -> Option<&Level> {
        self.levels.iter().find(
            |level| matches!(self.allowed(level), Allowed::By(statements) if statements.is_empty()),
        )
    }

    /// The exempted actions that no policy denies, or all of them if that can't be decided.
    fn left(&self, exempted: &[ActionPattern]) -> Vec<String> {
        let mut budget = Budget::new(Budget::STEPS);
        Coverage::new(&self.statements(), exempted, &mut budget)
            .and_then(|coverage| self.left_by(&coverage, exempted, &mut budget))
            .unwrap_or_else(|TooComplex| exempted.iter().map(ToString::to_string).collect())
    }

    fn left_by(
        &self,
        coverage: &Coverage,
        exempted: &[ActionPattern],
        budget: &mut Budget,
    ) -> Result<Vec<String>, TooComplex> {
        let is_single = |name: &&str| !name.contains(['*', '?']);
        let exempted = || exempted.iter().map(ActionPattern::as_str);
        let not_actions = self.in_force.iter().flat_map(|denial| denial.not_actions());
        let names = not_actions
            .map(String::as_str)
            .chain(exempted())
            .filter(is_single)
            .chain(exempted());
        let all: Vec<usize> = (0..self.in_force.len()).collect();
        coverage.left(&all, names, budget)
    }

    fn together(&self, exempted: &[ActionPattern]) -> Result<Decision, TooComplex> {
        let mut budget = Budget::new(Budget::STEPS);
        let coverage = Coverage::new(&self.statements(), exempted, &mut budget)?;
        let mut needed: Vec<usize> = (0..self.in_force.len()).collect();
        if let Some(gap) = coverage.gap(&needed, Levels::Respected, &mut budget)? {
            let reason = reason(self.root, self.levels, self.denials, &gap);
            return Ok(Decision::NotDenied(reason));
        }
        let left = self.left_by(&coverage, exempted, &mut budget)?;
        if left.is_empty() && !exempted.is_empty() {
            return self.together(&[]);
        }
        if coverage
            .gap(&needed, Levels::Ignored, &mut budget)?
            .is_some()
        {
            let by = DenialCause::NothingLeft;
            return Ok(Decision::Denied(Denial { by, left }));
        }
        for index in (0..self.in_force.len()).rev() {
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
            .map(|index| self.in_force[index].attachment())
            .collect();
        policies.dedup();
        let by = DenialCause::Policies(policies);
        Ok(Decision::Denied(Denial { by, left }))
    }

    fn statements(&self) -> Statements<'_> {
        Statements {
            denials: self
                .in_force
                .iter()
                .map(|denial| denial.statement)
                .collect(),
            levels: self
                .levels
                .iter()
                .map(|level| self.allowed(level))
                .collect(),
        }
    }

    fn allowed<'l>(&self, level: &'l Level) -> Allowed<'l> {
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
                .filter(|statement| self.root.statement(statement) != Truth::Never)
                .collect(),
        )
    }
}
