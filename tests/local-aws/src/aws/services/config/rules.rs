//! The rules of an account.

use serde_json::{Value, json};

use super::store::Rule;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;

pub(super) fn no_such_rule(name: &str) -> ServiceError {
    ServiceError::client(
        "NoSuchConfigRuleException",
        format!(
            "The ConfigRule '{name}' provided in the request is invalid. Please check the \
             configRule name"
        ),
    )
}

/// What `read` makes of each of the caller's rules among `names`, or of all.
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
        None => state
            .rules
            .values()
            .filter(|rule| rule.identity.account == *account)
            .collect(),
    };
    Ok(rules.into_iter().filter_map(read).collect())
}

pub(super) fn describe_config_rules(request: &Request<'_>) -> Result<Value, ServiceError> {
    let rules = for_rules(request, |rule| {
        let identity = &rule.identity;
        let mut parts = identity.arn.split(':');
        let (partition, region) = (parts.nth(1)?, parts.nth(1)?);
        Some(json!({
            "ConfigRuleName": identity.name,
            "ConfigRuleArn": identity.arn,
            "ConfigRuleId": identity.id,
            "ConfigRuleState": "ACTIVE",
            "InputParameters": rule.parameters,
            "MaximumExecutionFrequency": "TwentyFour_Hours",
            "Source": {
                "Owner": "CUSTOM_LAMBDA",
                "SourceIdentifier": format!(
                    "arn:{partition}:lambda:{region}:{}:function:root-credential-rules-{}",
                    identity.account, identity.name
                ),
                "SourceDetails": [{
                    "EventSource": "aws.config",
                    "MessageType": "ScheduledNotification",
                    "MaximumExecutionFrequency": "TwentyFour_Hours",
                }],
            },
        }))
    })?;
    page(request, "ConfigRules", &rules, 25).map(Value::Object)
}

/// Deletes a rule and all its results, at once where AWS takes a while. What an invocation that is
/// still under way puts afterwards finds no rule.
pub(super) fn delete_config_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let account = request.caller()?.account.clone();
    let mut state = request.world.config.lock();
    match state.rules.remove(&(account, name.to_owned())) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_rule(name)),
    }
}
