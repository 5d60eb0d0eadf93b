//! What would alert somebody that root was used.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

/// A CloudTrail trail. Default: multi-region, logging, with all management events.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Trail {
    /// The trail's name.
    pub name: String,
    /// Its home Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// Whether it records every Region.
    #[serde(default = "yes")]
    pub multi_region: bool,
    /// Whether it is the organization's, which members also see.
    #[serde(default)]
    pub organization: bool,
    /// Whether it is enabled.
    #[serde(default = "yes")]
    pub logging: bool,
    /// Whether it records management events.
    #[serde(default = "yes")]
    pub management_events: bool,
    /// `All`, `ReadOnly` or `WriteOnly`. Default: `All`.
    pub read_write_type: Option<String>,
    /// Services whose management events it leaves out.
    #[serde(default)]
    pub excluded_sources: Vec<String>,
    /// Advanced event selectors in place of the basic one: for each the field selectors, as AWS
    /// writes them.
    pub advanced_selectors: Option<Vec<Vec<serde_json::Value>>>,
    /// The CloudWatch Logs group that it delivers to: a name, or the ARN of another account's.
    pub log_group: Option<String>,
    /// Whether that group has been deleted since.
    #[serde(default)]
    pub log_group_deleted: bool,
    /// The error of the last delivery to the log group.
    pub delivery_error: Option<String>,
    /// The last delivery to the log group. Default: now, or never where it is `never`.
    pub delivered_to_log_group: Option<LastDelivery>,
}

/// When a trail last delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum LastDelivery {
    /// At this time.
    At(Timestamp),
    /// Not yet.
    Never(Never),
}

/// The word `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Never {
    /// Not once.
    Never,
}

/// A rule on the default event bus.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventRule {
    /// The rule's name.
    pub name: String,
    /// Its Region. Default: the partition's global Region.
    pub region: Option<String>,
    /// Whether it is enabled.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether it also gets read calls.
    #[serde(default)]
    pub all_management_events: bool,
    /// The event pattern, as JSON text; a scheduled rule has none.
    pub pattern: Option<String>,
    /// Where matching events go.
    #[serde(default)]
    pub targets: Vec<EventTarget>,
}

/// A target of an event rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventTarget {
    /// The target's ARN, or the name of one of the account's topics in the rule's Region.
    pub arn: String,
    /// The ARN of the role that it is sent with.
    pub role: Option<String>,
}

/// A metric filter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetricFilter {
    /// The filter's name.
    pub name: String,
    /// The log group it reads.
    pub log_group: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// The filter pattern.
    pub pattern: String,
    /// The metric it writes to.
    pub metric: AlarmMetric,
    /// What it writes for each match. Default: `1`.
    #[serde(default = "written")]
    pub value: String,
    /// What it writes for a minute in which nothing matches.
    pub default_value: Option<f64>,
    /// The metric's unit.
    pub unit: Option<String>,
    /// The metric's dimensions, each with the field that it is taken from.
    #[serde(default)]
    pub dimensions: BTreeMap<String, String>,
    /// System fields that become dimensions, such as `@aws.account`.
    #[serde(default)]
    pub system_field_dimensions: Vec<String>,
    /// Which sources of log events it reads.
    pub field_selection_criteria: Option<String>,
    /// Whether it reads the transformed log events.
    #[serde(default)]
    pub transformed: bool,
}

/// A metric's name and namespace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AlarmMetric {
    /// The metric's name.
    pub name: String,
    /// The metric's namespace.
    pub namespace: String,
}

/// A CloudWatch alarm. Default: the sum of five minutes is 1 or more, and missing data doesn't
/// breach.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Alarm {
    /// The alarm's name.
    pub name: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// The metric it watches.
    pub metric: AlarmMetric,
    /// The metric's dimensions.
    #[serde(default)]
    pub dimensions: BTreeMap<String, String>,
    /// A metric math expression over the metric, as `m1`. Default: the metric itself.
    pub expression: Option<String>,
    /// The only unit that it uses. Default: any.
    pub unit: Option<String>,
    /// `Sum`, `Average` …, or an extended statistic such as `p99`. Default: `Sum`.
    #[serde(default = "sum")]
    pub statistic: String,
    /// In seconds. Default: 300.
    #[serde(default = "five_minutes")]
    pub period: u32,
    /// Default: 1.
    #[serde(default = "one")]
    pub evaluation_periods: u32,
    /// Default: as many as evaluation periods.
    pub datapoints_to_alarm: Option<u32>,
    /// `GreaterThanOrEqualToThreshold` …
    #[serde(default = "at_least")]
    pub comparison: String,
    /// Default: 1.
    #[serde(default = "threshold")]
    pub threshold: f64,
    /// `missing`, `ignore`, `breaching` or `notBreaching`. Default: `notBreaching`.
    #[serde(default = "not_breaching")]
    pub missing_data: String,
    /// `evaluate` or `ignore`, for a percentile of few samples.
    pub low_samples: Option<String>,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`. Default: `OK`.
    #[serde(default = "ok")]
    pub state: String,
    /// Since when it is in that state. Default: the year 2020.
    pub state_since: Option<Timestamp>,
    /// `PARTIAL_DATA`, `EVALUATION_ERROR` or `EVALUATION_FAILURE`.
    pub evaluation_state: Option<String>,
    /// Whether its actions are enabled.
    #[serde(default = "yes")]
    pub actions_enabled: bool,
    /// What it does when it goes off: ARNs, or names of the account's topics in its Region.
    #[serde(default)]
    pub actions: Vec<String>,
}

/// An SNS topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Topic {
    /// The topic's name; that of a FIFO topic ends with `.fifo`.
    pub name: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// Its policy, as JSON text. Default: the one that SNS gives every topic.
    pub policy: Option<String>,
    /// The KMS key that encrypts it: an id, an alias or an ARN. Default: none.
    pub key: Option<String>,
    /// Who is told.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
}

/// A KMS key. Default: an enabled one of the customer's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Key {
    /// The key's id.
    pub id: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// Its aliases, `alias/…`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// `Enabled`, `Disabled`, `PendingDeletion` … Default: `Enabled`.
    #[serde(default = "enabled")]
    pub state: String,
    /// Whether AWS manages it, rather than the customer.
    #[serde(default)]
    pub aws_managed: bool,
    /// Its policy, as JSON text. Default: the one that KMS gives a key without one.
    pub policy: Option<String>,
}

/// A subscription of a topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Subscription {
    /// `email`, `https`, `lambda` … Default: `email`.
    #[serde(default = "email")]
    pub protocol: String,
    /// Where it goes. Default: an address at example.com.
    #[serde(default = "endpoint")]
    pub endpoint: String,
    /// Whether the receiver has confirmed it.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

fn written() -> String {
    "1".to_owned()
}

fn sum() -> String {
    "Sum".to_owned()
}

fn five_minutes() -> u32 {
    300
}

fn one() -> u32 {
    1
}

fn at_least() -> String {
    "GreaterThanOrEqualToThreshold".to_owned()
}

fn threshold() -> f64 {
    1.0
}

fn not_breaching() -> String {
    "notBreaching".to_owned()
}

fn ok() -> String {
    "OK".to_owned()
}

fn enabled() -> String {
    "Enabled".to_owned()
}

fn email() -> String {
    "email".to_owned()
}

fn endpoint() -> String {
    "security@example.com".to_owned()
}
