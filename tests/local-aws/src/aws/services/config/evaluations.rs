//! Takes evaluations as strictly as AWS does.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::store::{
    COMPLIANT, Evaluation, INSUFFICIENT_DATA, NON_COMPLIANT, NOT_APPLICABLE, State, Stored,
};
use crate::aws::error::ServiceError;
use crate::aws::request::Request;
use crate::aws::services::from_epoch;
use crate::scenario::FaultKind;

/// The most evaluations in one call.
const MOST_EVALUATIONS: usize = 100;

/// The resource type of an account. Four colons.
const ACCOUNT_TYPE: &str = "AWS::::Account";

/// How far a caller's clock may be ahead.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn put_evaluations(request: &Request<'_>) -> Result<Value, ServiceError> {
    let token = request.required("ResultToken")?;
    let test_mode = request.flag("TestMode");
    let entries = match request.parameters.get("Evaluations") {
        None => &[][..],
        Some(Value::Array(entries)) => entries,
        Some(_) => {
            return Err(ServiceError::client(
                "SerializationException",
                "Evaluations must be a list",
            ));
        }
    };
    if entries.len() > MOST_EVALUATIONS {
        return Err(request.service.invalid(format!(
            "1 validation error detected: Value at 'evaluations' failed to satisfy constraint: \
             Member must have length less than or equal to {MOST_EVALUATIONS}"
        )));
    }
    let mut evaluations = Vec::new();
    for entry in entries {
        evaluations.push(parse(request, entry, test_mode)?);
    }

    let account = &request.caller()?.account;
    let mut state = request.world.config.lock();
    let State { rules, tokens, .. } = &mut *state;
    let Some(token) = tokens.get_mut(token) else {
        // In test mode the token need not be valid.
        return if test_mode {
            Ok(json!({ "FailedEvaluations": [] }))
        } else {
            Err(ServiceError::client(
                "InvalidResultTokenException",
                "The result token provided is invalid.",
            ))
        };
    };
    let rule = rules.get_mut(&(account.clone(), token.rule.clone()));
    let Some(rule) = rule.filter(|_| token.account == *account) else {
        return Err(ServiceError::client(
            "NoSuchConfigRuleException",
            "The ConfigRule provided in the request is invalid. Please check the configRule name",
        ));
    };
    if request
        .fault
        .is_some_and(|fault| fault.kind == FaultKind::FailEvaluations)
    {
        return Ok(json!({ "FailedEvaluations": entries }));
    }
    for evaluation in evaluations {
        token.put.push(evaluation.clone());
        if test_mode {
            continue;
        }
        let key = (
            evaluation.resource_type.clone(),
            evaluation.resource_id.clone(),
        );
        // A late answer to an earlier event does not replace a newer one.
        let is_older = rule.results.get(&key).is_some_and(|stored| {
            stored.evaluation.ordering_timestamp > evaluation.ordering_timestamp
        });
        if !is_older {
            rule.results.insert(
                key,
                Stored {
                    evaluation,
                    recorded: Timestamp::now(),
                },
            );
        }
    }
    Ok(json!({ "FailedEvaluations": [] }))
}

fn parse(
    request: &Request<'_>,
    entry: &Value,
    test_mode: bool,
) -> Result<Evaluation, ServiceError> {
    let invalid = |message: String| request.service.invalid(message);
    let refused = |message: String| ServiceError::client("InvalidParameterValueException", message);
    let text = |name: &str, longest: usize| -> Result<String, ServiceError> {
        let value = entry.get(name).and_then(Value::as_str).unwrap_or_default();
        if (1..=longest).contains(&value.chars().count()) {
            Ok(value.to_owned())
        } else {
            Err(invalid(format!(
                "1 validation error detected: Value at 'evaluations.1.member.{name}' failed to \
                 satisfy constraint: Member must have length between 1 and {longest}"
            )))
        }
    };
    let resource_type = text("ComplianceResourceType", 256)?;
    let resource_id = text("ComplianceResourceId", 768)?;
    let compliance = text("ComplianceType", 256)?;
    let annotation = match entry.get("Annotation") {
        None | Some(Value::Null) => None,
        Some(_) => Some(text("Annotation", 256)?),
    };
    match compliance.as_str() {
        COMPLIANT | NON_COMPLIANT | NOT_APPLICABLE => {}
        INSUFFICIENT_DATA => {
            return Err(refused(
                "a rule must not report the compliance type INSUFFICIENT_DATA".to_owned(),
            ));
        }
        other => {
            return Err(invalid(format!(
                "1 validation error detected: Value '{other}' at \
                 'evaluations.1.member.complianceType' failed to satisfy constraint: Member must \
                 satisfy enum value set: [INSUFFICIENT_DATA, NON_COMPLIANT, NOT_APPLICABLE, \
                 COMPLIANT]"
            )));
        }
    }
    let account = &request.caller()?.account;
    if resource_type != ACCOUNT_TYPE {
        return Err(refused(format!(
            "The resource type {resource_type} is not the type of an account, {ACCOUNT_TYPE}"
        )));
    }
    if resource_id != account.as_str() {
        return Err(refused(format!(
            "The resource {resource_id} is not the account {account} of the rule"
        )));
    }
    let ordering_timestamp = entry
        .get("OrderingTimestamp")
        .and_then(Value::as_f64)
        .and_then(from_epoch)
        .ok_or_else(|| invalid("OrderingTimestamp must be a time".to_owned()))?;
    if ordering_timestamp > Timestamp::now() + CLOCK_SKEW {
        return Err(refused("OrderingTimestamp is in the future".to_owned()));
    }
    Ok(Evaluation {
        resource_type,
        resource_id,
        compliance,
        annotation,
        ordering_timestamp,
        test_mode,
    })
}
