//! AWS Config: takes evaluations as strictly as AWS does, and answers with what it took.

mod aggregate;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{epoch, from_epoch};
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{JSON_ERRORS, Paging, Service};
use crate::scenario::{AccountId, FaultKind};

pub(crate) const SERVICE: Service = Service {
    signing_name: "config",
    iam_prefix: "config",
    protocol: Protocol::Json {
        target: "StarlingDoveService",
    },
    errors: JSON_ERRORS,
    paging: Paging {
        token: "NextToken",
        size: "Limit",
        truncated: None,
    },
    operations: &[
        ("PutEvaluations", put_evaluations),
        (
            "DescribeComplianceByConfigRule",
            describe_compliance_by_config_rule,
        ),
        (
            "GetComplianceDetailsByConfigRule",
            get_compliance_details_by_config_rule,
        ),
        ("DescribeConfigRules", describe_config_rules),
        ("DeleteConfigRule", delete_config_rule),
        (
            "DescribeConfigurationAggregators",
            aggregate::describe_configuration_aggregators,
        ),
        (
            "DescribeAggregateComplianceByConfigRules",
            aggregate::describe_aggregate_compliance_by_config_rules,
        ),
        (
            "GetAggregateComplianceDetailsByConfigRule",
            aggregate::get_aggregate_compliance_details_by_config_rule,
        ),
    ],
};

/// The most evaluations in one call.
const MOST_EVALUATIONS: usize = 100;

/// The resource type of an account. Four colons.
const ACCOUNT_TYPE: &str = "AWS::::Account";

/// How far a caller's clock may be ahead.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A rule as AWS Config knows it in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleIdentity {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
}

/// An evaluation that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The resource's type.
    pub resource_type: String,
    /// The resource's id.
    pub resource_id: String,
    /// `COMPLIANT`, `NON_COMPLIANT` or `NOT_APPLICABLE`.
    pub compliance: String,
    /// The reason, if one was given.
    pub annotation: Option<String>,
    /// The time that it is about.
    pub ordering_timestamp: Timestamp,
    /// Whether nothing was stored, because the call asked so.
    pub test_mode: bool,
}

/// The rules, the events they were sent, and what they put.
#[derive(Debug, Default)]
pub(crate) struct Store(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    rules: BTreeMap<(AccountId, String), Rule>,
    tokens: HashMap<String, Token>,
    /// How many tokens there have ever been.
    issued: u64,
}

#[derive(Debug)]
struct Rule {
    identity: RuleIdentity,
    parameters: String,
    invoked: Timestamp,
    /// The latest by resource.
    results: BTreeMap<(String, String), Stored>,
}

#[derive(Debug)]
struct Stored {
    evaluation: Evaluation,
    recorded: Timestamp,
}

/// What a result token stands for: one event of one rule.
#[derive(Debug)]
struct Token {
    account: AccountId,
    rule: String,
    put: Vec<Evaluation>,
}

impl Store {
    /// Notes that `rule` is sent an event, and returns the result token for it.
    pub(crate) fn begin(&self, rule: &RuleIdentity, parameters: &str, now: Timestamp) -> String {
        let mut state = self.lock();
        let key = (rule.account.clone(), rule.name.clone());
        let known = state.rules.entry(key).or_insert_with(|| Rule {
            identity: rule.clone(),
            parameters: String::new(),
            invoked: now,
            results: BTreeMap::new(),
        });
        parameters.clone_into(&mut known.parameters);
        known.invoked = now;
        state.issued += 1;
        let token = format!("local-result-token-{}", state.issued);
        state.tokens.insert(
            token.clone(),
            Token {
                account: rule.account.clone(),
                rule: rule.name.clone(),
                put: Vec::new(),
            },
        );
        token
    }

    /// What was put with `token`, in order.
    pub(crate) fn put_with(&self, token: &str) -> Vec<Evaluation> {
        let state = self.lock();
        let token = state.tokens.get(token);
        token.map(|token| token.put.clone()).unwrap_or_default()
    }

    /// Forgets `token`, which is unknown from then on, and the rule that it was for.
    pub(crate) fn forget(&self, token: &str) {
        let mut state = self.lock();
        if let Some(token) = state.tokens.remove(token) {
            state.rules.remove(&(token.account, token.rule));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put_evaluations(request: &Request<'_>) -> Result<Value, ServiceError> {
    let token = request.required("ResultToken")?;
    let test_mode = request.flag("TestMode");
    let entries = match request.parameters.get("Evaluations") {
        None => &[][..],
        Some(Value::Array(entries)) => entries,
        Some(_) => {
            return Err(ServiceError::client(
                "SerializationException",
                "Evaluations is no list",
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
        // A late answer to an earlier event does not take the place of a newer one.
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
        "COMPLIANT" | "NON_COMPLIANT" | "NOT_APPLICABLE" => {}
        "INSUFFICIENT_DATA" => {
            return Err(refused(
                "INSUFFICIENT_DATA is no compliance type that a rule may report".to_owned(),
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
        .ok_or_else(|| invalid("OrderingTimestamp is missing or no time".to_owned()))?;
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

fn no_such_rule(name: &str) -> ServiceError {
    ServiceError::client(
        "NoSuchConfigRuleException",
        format!(
            "The ConfigRule '{name}' provided in the request is invalid. Please check the \
             configRule name"
        ),
    )
}

/// What `read` makes of each of the caller's rules among `names`, or of all.
fn for_rules(
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

fn describe_compliance_by_config_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let wanted = request
        .texts("ComplianceTypes")
        .filter(|types| !types.is_empty());
    let rules = for_rules(request, |rule| {
        let types: BTreeSet<&str> = rule
            .results
            .values()
            .map(|stored| stored.evaluation.compliance.as_str())
            .collect();
        let compliance = if types.contains("NON_COMPLIANT") {
            "NON_COMPLIANT"
        } else if types.contains("COMPLIANT") {
            "COMPLIANT"
        } else {
            "INSUFFICIENT_DATA"
        };
        if wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&compliance))
        {
            return None;
        }
        let mut fields = Map::new();
        fields.insert("ComplianceType".to_owned(), json!(compliance));
        if compliance == "NON_COMPLIANT" {
            let count = rule
                .results
                .values()
                .filter(|stored| stored.evaluation.compliance == compliance)
                .count();
            fields.insert(
                "ComplianceContributorCount".to_owned(),
                json!({ "CappedCount": count.min(25), "CapExceeded": count > 25 }),
            );
        }
        Some(json!({ "ConfigRuleName": rule.identity.name, "Compliance": fields }))
    })?;
    page(request, "ComplianceByConfigRules", &rules, 25).map(Value::Object)
}

fn get_compliance_details_by_config_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let wanted = request
        .texts("ComplianceTypes")
        .filter(|types| !types.is_empty());
    let account = request.caller()?.account.clone();
    let state = request.world.config.lock();
    let rule = state
        .rules
        .get(&(account, name.to_owned()))
        .ok_or_else(|| no_such_rule(name))?;
    let results = rule
        .results
        .values()
        .filter(|stored| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&&*stored.evaluation.compliance))
        })
        .map(|stored| evaluation_result(rule, stored))
        .collect::<Vec<_>>();
    page(request, "EvaluationResults", &results, 100).map(Value::Object)
}

/// A stored result, as every read of results shows it.
fn evaluation_result(rule: &Rule, stored: &Stored) -> Value {
    let evaluation = &stored.evaluation;
    let mut result = json!({
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": {
                "ConfigRuleName": rule.identity.name,
                "ResourceType": evaluation.resource_type,
                "ResourceId": evaluation.resource_id,
            },
            "OrderingTimestamp": epoch(evaluation.ordering_timestamp),
        },
        "ComplianceType": evaluation.compliance,
        "ResultRecordedTime": epoch(stored.recorded),
        "ConfigRuleInvokedTime": epoch(rule.invoked),
    });
    if let Some(annotation) = &evaluation.annotation {
        result["Annotation"] = json!(annotation);
    }
    result
}

fn describe_config_rules(request: &Request<'_>) -> Result<Value, ServiceError> {
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
fn delete_config_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let account = request.caller()?.account.clone();
    let mut state = request.world.config.lock();
    match state.rules.remove(&(account, name.to_owned())) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_rule(name)),
    }
}
