//! The rules of an account.

use serde_json::{Value, json};

use super::store::{EvaluationRequest, Rule};
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;
use crate::aws::services::epoch;

/// The largest pages.
const RULES: usize = 25;
const STATUSES: usize = 50;
/// The most rules that one request names.
const MOST_NAMES: usize = 25;
const EVERY_DAY: &str = "TwentyFour_Hours";

pub(super) fn no_such_rule(name: &str) -> ServiceError {
    ServiceError::client(
        "NoSuchConfigRuleException",
        format!(
            "The ConfigRule '{name}' provided in the request is invalid. Please check the \
             configRule name"
        ),
    )
}

/// What `read` makes of each of the caller's rules among `ConfigRuleNames`, or of all.
pub(super) fn for_rules(
    request: &Request<'_>,
    read: impl Fn(&Rule) -> Option<Value>,
) -> Result<Vec<Value>, ServiceError> {
    let account = &request.caller()?.account;
    let names = request
        .texts("ConfigRuleNames")
        .filter(|names| !names.is_empty());
    let state = request.world.config.lock();
    let own = |name: &str| state.rules.get(&(account.clone(), name.to_owned()));
    let rules: Vec<&Rule> = match names {
        Some(names) => names
            .into_iter()
            .map(|name| own(name).ok_or_else(|| no_such_rule(name)))
            .collect::<Result<_, _>>()?,
        None => state.rules_of(account).collect(),
    };
    Ok(rules.into_iter().filter_map(read).collect())
}

pub(super) fn describe_config_rules(request: &Request<'_>) -> Result<Value, ServiceError> {
    let rules = for_rules(request, describe)?;
    page(request, "ConfigRules", &rules, RULES).map(Value::Object)
}

fn describe(rule: &Rule) -> Option<Value> {
    let identity = &rule.identity;
    let mut parts = identity.arn.split(':');
    let (partition, region) = (parts.nth(1)?, parts.nth(1)?);
    let frequency = rule
        .in_pack
        .as_ref()
        .map_or(EVERY_DAY, |pack| &pack.frequency);
    let mut described = json!({
        "ConfigRuleName": identity.name,
        "ConfigRuleArn": identity.arn,
        "ConfigRuleId": identity.id,
        "ConfigRuleState": if rule.is_evaluating { "EVALUATING" } else { "ACTIVE" },
        "InputParameters": rule.parameters,
        "MaximumExecutionFrequency": frequency,
        "EvaluationModes": [{ "Mode": "DETECTIVE" }],
        "Source": {
            "Owner": "CUSTOM_LAMBDA",
            "SourceIdentifier": format!(
                "arn:{partition}:lambda:{region}:{}:function:root-credential-rules-{}",
                identity.account, identity.own_name
            ),
            "SourceDetails": [{
                "EventSource": "aws.config",
                "MessageType": "ScheduledNotification",
                "MaximumExecutionFrequency": frequency,
            }],
        },
    });
    if let Some(pack) = &rule.in_pack {
        described["Description"] = json!(pack.description);
        described["CreatedBy"] = json!("config-conforms.amazonaws.com");
    }
    Some(described)
}

/// AWS's reference says that rules with a function of one's own have no status, and on other pages
/// that it tells whether such a function was invoked. Their status is told here, but for failures:
/// AWS Config does not wait for a function.
pub(super) fn describe_config_rule_evaluation_status(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let statuses = for_rules(request, |rule| {
        let identity = &rule.identity;
        let mut status = json!({
            "ConfigRuleName": identity.name,
            "ConfigRuleArn": identity.arn,
            "ConfigRuleId": identity.id,
            "FirstEvaluationStarted": rule.invoked.is_some(),
        });
        let recorded = rule.results.values().map(|stored| stored.recorded).max();
        for (name, time) in [
            (
                "FirstActivatedTime",
                rule.in_pack.as_ref().map(|pack| pack.created),
            ),
            ("LastSuccessfulInvocationTime", rule.invoked),
            ("LastSuccessfulEvaluationTime", recorded),
        ] {
            if let Some(time) = time {
                status[name] = epoch(time);
            }
        }
        Some(status)
    })?;
    page(request, "ConfigRulesEvaluationStatus", &statuses, STATUSES).map(Value::Object)
}

/// Has rules run again, where somebody runs them. Unlike AWS, it lets a rule start twice in a
/// minute.
pub(super) fn start_config_rules_evaluation(request: &Request<'_>) -> Result<Value, ServiceError> {
    let names = request.texts("ConfigRuleNames").unwrap_or_default();
    if !(1..=MOST_NAMES).contains(&names.len()) {
        return Err(request.service.invalid(format!(
            "1 validation error detected: Value at 'configRuleNames' failed to satisfy constraint: \
             Member must have length between 1 and {MOST_NAMES}"
        )));
    }
    let account = &request.caller()?.account;
    let key = |name: &str| (account.clone(), name.to_owned());
    let mut state = request.world.config.lock();
    for name in &names {
        let rule = state
            .rules
            .get(&key(name))
            .ok_or_else(|| no_such_rule(name))?;
        if rule.is_evaluating {
            return Err(ServiceError::client(
                "LimitExceededException",
                format!("The ConfigRule '{name}' is being evaluated. Try again when it ended."),
            ));
        }
    }
    let Some(runner) = state.runner.clone().filter(|runner| !runner.is_closed()) else {
        return Err(ServiceError::not_supported(
            "running rules again here: only `cargo pack serve` has their functions",
        ));
    };
    for name in names {
        if let Some(rule) = state.rules.get_mut(&key(name)) {
            // A name may be there twice.
            if std::mem::replace(&mut rule.is_evaluating, true) {
                continue;
            }
            // Not sent where serving has just ended, and then nobody sees the answer.
            let _ = runner.send(EvaluationRequest {
                account: account.clone(),
                rule: rule.identity.own_name.clone(),
            });
        }
    }
    Ok(json!({}))
}

/// Deletes a rule and all its results, immediately where AWS takes a while. An invocation that is
/// still running then finds no rule for its evaluations.
pub(super) fn delete_config_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let account = request.caller()?.account.clone();
    let mut state = request.world.config.lock();
    match state.rules.remove(&(account, name.to_owned())) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_rule(name)),
    }
}
