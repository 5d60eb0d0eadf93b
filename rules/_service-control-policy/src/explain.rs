//! The smallest reason why the root user isn't denied everything.

use crate::coverage::Gap;
use crate::decision::{Reason, Shortfall};
use crate::denial::{Located, attachment};
use crate::path::Level;
use crate::root_user::RootUser;
use crate::truth::Truth;

/// Says which denial comes closest and what it leaves open. Without one, says which policy can't be
/// read.
pub(crate) fn reason(root: &RootUser, levels: &[Level], denials: &[Located], gap: &Gap) -> Reason {
    let closest = denials
        .iter()
        .map(|denial| (denial, denial.shortfalls(root, gap)))
        .filter(|(denial, shortfalls)| denial.is_about_root(shortfalls))
        .min_by_key(|(denial, shortfalls)| {
            (
                denial.applies == Truth::Never,
                shortfalls.len(),
                shortfalls.last().map(Shortfall::rank),
                shortfalls.iter().map(Shortfall::size).sum::<usize>(),
            )
        });
    if let Some((denial, shortfalls)) = closest {
        return Reason::Partial {
            closest: denial.attachment(),
            shortfalls,
        };
    }
    let unreadable = levels
        .iter()
        .flat_map(|level| level.policies.iter().map(move |policy| (level, policy)))
        .find_map(|(level, policy)| {
            let problem = policy.problems().first()?;
            Some((attachment(level, policy), *problem))
        });
    Reason::NothingDeniesRoot(unreadable)
}
