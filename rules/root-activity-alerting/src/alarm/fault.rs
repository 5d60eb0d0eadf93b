use jiff::Timestamp;

use super::statistic::Statistic;

/// Why an alarm would tell nobody of a root event, and what to do. Continues "alarm NAME …".
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum AlarmFault {
    #[error("watches another metric: its name, namespace and dimensions must be the filter's")]
    OtherMetric,
    #[error(
        "uses only the unit {alarm}, but the metric filter writes {metric}: remove the unit from \
         the alarm"
    )]
    OtherUnit { alarm: String, metric: String },
    #[error("has its actions disabled: enable them")]
    ActionsOff,
    #[error(
        "notifies nobody: add an SNS topic for the state In alarm (composite alarms are not \
         followed)"
    )]
    NoAction,
    #[error("could not be evaluated by CloudWatch (EVALUATION_ERROR): correct its settings")]
    EvaluationError,
    #[error(
        "does not go off for one event: its {0} stays within the threshold. Lower the threshold, \
         or raise the metric value"
    )]
    OneIsNotEnough(Statistic),
    #[error(
        "goes off for one event, but not for several in a period: use the statistic Sum, and alarm \
         at 1 or more"
    )]
    ManyAreTooMuch,
    #[error(
        "can miss an event among others: the default value pulls its {0} back within the \
         threshold. Use the statistic Sum"
    )]
    Diluted(Statistic),
    #[error(
        "goes off at the metric's default value alone, so it can't signal an event: use Sum, \
         default value 0, threshold 1"
    )]
    DefaultBreaches,
    #[error(
        "goes off only after {0} periods with an event, and root may use just one: set Datapoints \
         to alarm to 1"
    )]
    NeedsSeveral(u32),
    #[error(
        "goes off whenever data is missing, so it can't signal an event: treat missing data as good"
    )]
    MissingBreaches,
    #[error(
        "never leaves the In alarm state, because it ignores missing data: treat missing data as \
         good"
    )]
    NeverBack,
    #[error(
        "needs more samples than one event gives: set percentiles with low samples to evaluate"
    )]
    FewSamples,
    #[error(
        "watches a percentile, which CloudWatch does not compute for negative values: use the \
         statistic Sum"
    )]
    NegativePercentile,
    #[error(
        "has been in alarm since {}, so it can't signal another event: find out what keeps it \
         there",
        .0.strftime("%Y-%m-%d")
    )]
    InAlarmSince(Timestamp),
}

/// Why an alarm's settings don't show what it does, and what would show it. Continues "alarm NAME
/// …".
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum AlarmUnseen {
    #[error(
        "watches an expression, which this rule can't judge: add an alarm on the metric itself"
    )]
    Expression,
    #[error("has no fixed threshold, so this rule can't tell when it goes off: use a static one")]
    NoFixedThreshold,
    #[error("uses the statistic {0}, which this rule can't judge: use Sum")]
    Statistic(String),
    #[error("treats missing data as {0}, which this rule does not know: treat it as good")]
    MissingData(String),
    #[error("counts the event's field {0}, which an event may lack: set the metric value to 1")]
    Field(String),
    #[error("watches {0}, which CloudWatch does not define for few values: use the statistic Sum")]
    Percentile(Statistic),
}
