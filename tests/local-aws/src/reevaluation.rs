//! Rules that are run again when somebody asks AWS Config to.

use crate::engine::{self, EngineError, RuleRun, RunnableRule};
use crate::organization::Organization;

/// Runs, one after the other, what StartConfigRulesEvaluation names, and `tell`s of each. `rules`
/// are all that are deployed. Goes on until an evaluation can't be made.
///
/// # Errors
/// When a rule's function can't be started, or its parameters are too long.
pub async fn reevaluate_on_request(
    organization: &Organization,
    rules: &[RunnableRule],
    mut tell: impl FnMut(&RuleRun),
) -> Result<(), EngineError> {
    let mut requests = organization.evaluation_requests();
    while let Some(request) = requests.recv().await {
        if let Some(rule) = rules.iter().find(|rule| rule.name == request.rule) {
            tell(&engine::run(organization, &request.account, rule).await?);
        }
        organization.evaluated(&request);
    }
    Ok(())
}
