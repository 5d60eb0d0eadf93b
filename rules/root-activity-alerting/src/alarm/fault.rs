use jiff::Timestamp;

use super::statistic::Statistic;

/// Why one event of root would tell nobody through an alarm, and what to do; to be read after
/// "alarm such-and-such …".
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum AlarmFault {
    #[error("watches another metric: its name, namespace and dimensions must be the filter's")]
    OtherMetric,
    #[error(
        "looks at the unit {alarm} only, and the metric filter writes {metric}: take the unit from \
         the alarm"
    )]
    OtherUnit { alarm: String, metric: String },
    #[error("has its actions switched off: enable them")]
    ActionsOff,
    #[error(
        "notifies nobody: add an SNS topic for the state In alarm (composite alarms are not \
         followed)"
    )]
    NoAction,
    #[error("can't be evaluated, says CloudWatch (EVALUATION_ERROR): correct its settings")]
    EvaluationError,
    #[error(
        "does not go off at one event: its {0} stays within the threshold. Lower the threshold, or \
         raise the metric value"
    )]
    OneIsNotEnough(Statistic),
    #[error(
        "goes off at one event, and not at many in a period: use the statistic Sum, and 1 or more"
    )]
    ManyAreTooMuch,
    #[error(
        "can miss an event among others: the default value pulls its {0} back within the \
         threshold. Use the statistic Sum"
    )]
    Diluted(Statistic),
    #[error(
        "goes off by the metric's default value alone, and then tells of no event: use Sum, \
         default value 0, threshold 1"
    )]
    DefaultBreaches,
    #[error(
        "goes off after {0} periods with an event, and root's may be one: set Datapoints to alarm \
         to 1"
    )]
    NeedsSeveral(u32),
    #[error(
        "goes off whenever data is missing, and then tells of no event: treat missing data as good"
    )]
    MissingBreaches,
    #[error(
        "never leaves the state In alarm again, as it ignores missing data: treat missing data as \
         good"
    )]
    NeverBack,
    #[error("waits for more samples than one event: evaluate percentiles with low samples")]
    FewSamples,
    #[error(
        "watches a percentile, and CloudWatch has none of negative values: use the statistic Sum"
    )]
    NegativePercentile,
    #[error(
        "is In alarm since {}, so it tells of no other event: find out what keeps it there",
        .0.strftime("%Y-%m-%d")
    )]
    InAlarmSince(Timestamp),
}

/// What an alarm does that can't be seen from its settings, and what would tell; to be read after
/// "alarm such-and-such …".
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum AlarmUnseen {
    #[error("watches an expression, which is not followed: add an alarm on the metric itself")]
    Expression,
    #[error("has no fixed threshold, so when it goes off can't be seen: use a static one")]
    NoFixedThreshold,
    #[error("uses the statistic {0}, which is not followed: use Sum")]
    Statistic(String),
    #[error("treats missing data as {0}, which is not known: treat it as good")]
    MissingData(String),
    #[error("counts the event's field {0}, which an event may lack: make the metric value 1")]
    Field(String),
    #[error("watches {0} of few values, which CloudWatch does not define: use the statistic Sum")]
    Percentile(Statistic),
}
