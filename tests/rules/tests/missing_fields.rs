//! Every rule, every case, every field of every answer: a missing field never makes an account
//! comply or escape judgement. If it ends in an error, the error names the call.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use local_aws::engine::{self, RunOutcome, RunnableRule};
use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{Case, Expect, Fault, FaultKind, FunctionId, Organization};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const AT_THE_SAME_TIME: usize = 16;

/// Fields whose absence has a meaning in AWS's model, so a verdict may be better without them. Each
/// with what the API Reference or the protocol says about it.
const ABSENCE_MEANS: &[(&str, &str, &str)] = &[
    (
        "cloudtrail:GetEventSelectors",
        "EventSelectors.IncludeManagementEvents",
        "true is the default",
    ),
    (
        "cloudtrail:GetTrailStatus",
        "LatestCloudWatchLogsDeliveryError",
        "the last delivery had no error",
    ),
    (
        "cloudtrail:LookupEvents",
        "NextToken",
        "there are no more results to return",
    ),
    (
        "cloudwatch:DescribeAlarmsForMetric",
        "MetricAlarms.EvaluateLowSampleCountPercentile",
        "the alarm is evaluated however few data points there are",
    ),
    (
        "cloudwatch:DescribeAlarmsForMetric",
        "MetricAlarms.EvaluationState",
        "it is there only while the alarm can't be evaluated as it should",
    ),
    (
        "cloudwatch:DescribeAlarmsForMetric",
        "MetricAlarms.Unit",
        "data of every unit counts",
    ),
    (
        "iam:GetAccountSummary",
        "SummaryMap.AccountPasswordPresent",
        "in AWS GovCloud (US), root has no password for the console",
    ),
    (
        "iam:ListAccountAliases",
        "AccountAliases",
        "in XML an empty list may be written as none, and the SDK makes no difference",
    ),
    (
        "iam:ListVirtualMFADevices",
        "VirtualMFADevices",
        "in XML an empty list may be written as none, and the SDK makes no difference",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.applyOnTransformedLogs",
        "the filter reads the events as they came",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.metricTransformations.defaultValue",
        "nothing is reported for a minute without a match",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.metricTransformations.dimensions",
        "the metric has no dimensions",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.metricTransformations.dimensions.Account",
        "the metric does not have that dimension",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.emitSystemFieldDimensions",
        "no system field is a dimension",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.fieldSelectionCriteria",
        "the filter looks at every source",
    ),
    (
        "logs:DescribeMetricFilters",
        "metricFilters.metricTransformations.dimensions.Error",
        "the metric does not have that dimension",
    ),
    (
        "sns:GetTopicAttributes",
        "Attributes.KmsMasterKeyId",
        "the topic is not encrypted with a KMS key",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_field_never_makes_an_account_comply() {
    let permits = Arc::new(Semaphore::new(AT_THE_SAME_TIME));
    let mut cases = JoinSet::new();
    for folder in rule_tests::rules() {
        for path in Case::files(&folder.path).unwrap() {
            let case = Case::from_file(&path).unwrap();
            if !case.scenario.faults.is_empty() || matches!(case.expect, Expect::Error(_)) {
                continue;
            }
            let rule = rule_tests::rule_of_case(&folder, &case);
            let permits = Arc::clone(&permits);
            cases.spawn(async move {
                let _permit = permits.acquire_owned().await;
                Trial::new(path, case, rule).await.run().await
            });
        }
    }
    let mut combinations = 0;
    let mut problems = Vec::new();
    let mut meant = BTreeSet::new();
    for report in cases.join_all().await {
        combinations += report.combinations;
        problems.extend(report.problems);
        meant.extend(report.meant);
    }
    problems.sort();
    println!("{combinations} combinations of rule, case, call and missing field");
    assert!(combinations > 0, "no rule has a case that calls anything");
    assert!(
        problems.is_empty(),
        "{} of {combinations} combinations:\n{}",
        problems.len(),
        problems.join("\n")
    );
    if std::env::var_os("RULE").is_none() {
        let known: BTreeSet<(&str, &str)> = ABSENCE_MEANS
            .iter()
            .map(|(call, field, _)| (*call, *field))
            .collect();
        assert_eq!(meant, known, "each row of the table is needed");
    }
}

/// One case, run again and again, each time without another field.
struct Trial {
    path: PathBuf,
    case: Case,
    rule: RunnableRule,
    organization: Organization,
}

#[derive(Default)]
struct Report {
    combinations: usize,
    problems: Vec<String>,
    /// The rows of the table that were needed.
    meant: BTreeSet<(&'static str, &'static str)>,
}

impl Trial {
    async fn new(path: PathBuf, case: Case, rule: RunnableRule) -> Self {
        let organization = Organization::start(case.scenario.clone()).await.unwrap();
        Self {
            path,
            case,
            rule,
            organization,
        }
    }

    async fn run(self) -> Report {
        let mut kept = Kept::start(&self);
        let without = kept.invoke(&self).await;
        let first = self.calls_of(kept.id).await;
        // A process reads some data only once; only a new process reads it again.
        let again = kept.invoke(&self).await;
        let mut report = Report::default();
        assert_eq!(again, without, "{}: a second run", self.path.display());
        let repeated: BTreeSet<String> = self.calls_of(kept.id).await[first.len()..]
            .iter()
            .cloned()
            .collect();
        for call in first.iter().collect::<BTreeSet<_>>() {
            for field in self.organization.answered_fields(call) {
                let mut fault = Fault::new(call, FaultKind::LeaveOut);
                fault.fields = vec![field.clone()];
                self.organization.replace_faults(vec![fault]);
                let outcome = if repeated.contains(call) {
                    kept.invoke(&self).await
                } else {
                    self.invoke_anew().await
                };
                report.combinations += 1;
                self.judge(call, &field, &without, &outcome, &mut report);
            }
        }
        kept.function.stop().await;
        report
    }

    /// The calls of a function that were answered, oldest first.
    async fn calls_of(&self, function: FunctionId) -> Vec<String> {
        let calls = self.organization.calls_of(function);
        calls
            .iter()
            .filter(|call| call.error.is_none())
            .map(local_aws::Call::action)
            .collect()
    }

    async fn invoke_anew(&self) -> RunOutcome {
        engine::run(&self.organization, &self.case.account, &self.rule)
            .await
            .unwrap()
            .outcome
    }

    fn judge(
        &self,
        call: &str,
        field: &str,
        without: &RunOutcome,
        outcome: &RunOutcome,
        report: &mut Report,
    ) {
        let is_better = verdict(outcome) > verdict(without);
        let meaning = ABSENCE_MEANS
            .iter()
            .find(|(of, named, _)| *of == call && *named == field);
        if is_better && let Some((call, field, _)) = meaning {
            report.meant.insert((call, field));
            return;
        }
        let is_told = match outcome {
            RunOutcome::Evaluation { .. } => true,
            RunOutcome::Error {
                error_type,
                message,
            } => message.contains(call) && !error_type.contains('.'),
        };
        if is_better || !is_told {
            report.problems.push(format!(
                "{}, {call} without {field}: {outcome:?}\n    instead of {without:?}",
                self.path.display()
            ));
        }
    }
}

/// How good the outcome is for the account. Not being judged is best: nobody looks at the account.
fn verdict(outcome: &RunOutcome) -> u8 {
    match outcome {
        RunOutcome::Evaluation { compliance, .. } => match compliance.as_str() {
            "NON_COMPLIANT" => 1,
            "COMPLIANT" => 2,
            _ => 3,
        },
        RunOutcome::Error { .. } => 0,
    }
}

/// A process that stays from one event to the next.
struct Kept {
    id: FunctionId,
    function: Function,
}

impl Kept {
    fn start(trial: &Trial) -> Self {
        let rule = &trial.rule;
        let mut permissions = rule.permissions.clone().unwrap();
        permissions.own.push("config:PutEvaluations".to_owned());
        permissions.own.push("sts:AssumeRole".to_owned());
        let identity =
            trial
                .organization
                .function(&trial.case.account, &rule.name, Some(permissions));
        Self {
            id: identity.id,
            function: Function::new(FunctionConfig {
                binary: rule.binary.clone(),
                arn: identity.arn,
                timeout: rule.timeout,
                environment: identity.environment,
            }),
        }
    }

    async fn invoke(&mut self, trial: &Trial) -> RunOutcome {
        let (account, rule) = (&trial.case.account, &trial.rule);
        let organization = &trial.organization;
        let notification = organization.notify(account, &rule.name, &rule.parameters);
        let invocation = self.function.invoke(&notification.event).await.unwrap();
        let evaluations = organization.evaluations(&notification.result_token);
        match (invocation.outcome, evaluations.as_slice()) {
            (InvocationOutcome::Ok(_), [evaluation]) => RunOutcome::Evaluation {
                compliance: evaluation.compliance.clone(),
                annotation: evaluation.annotation.clone(),
            },
            (
                InvocationOutcome::Err {
                    error_type,
                    error_message: message,
                },
                [],
            ) => RunOutcome::Error {
                error_type,
                message,
            },
            other => RunOutcome::Error {
                error_type: "LocalConfig.Contradiction".to_owned(),
                message: format!("{other:?}"),
            },
        }
    }
}
