//! What would tell somebody that root was used.

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
    /// Whether it is the organization's: members see it as well.
    #[serde(default)]
    pub organization: bool,
    /// Whether it is switched on.
    #[serde(default = "yes")]
    pub logging: bool,
    /// Whether it records management events.
    #[serde(default = "yes")]
    pub management_events: bool,
    /// `All`, `ReadOnly` or `WriteOnly`. Default: `All`.
    pub read_write_type: Option<String>,
    /// The CloudWatch Logs group that it delivers to.
    pub log_group: Option<String>,
}

/// A rule on the default event bus.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventRule {
    /// The rule's name.
    pub name: String,
    /// Its Region. Default: the partition's global Region.
    pub region: Option<String>,
    /// Whether it is switched on.
    #[serde(default = "yes")]
    pub enabled: bool,
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
    /// The metric it feeds.
    pub metric: AlarmMetric,
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

/// A CloudWatch alarm.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Alarm {
    /// The alarm's name.
    pub name: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// The metric it watches.
    pub metric: AlarmMetric,
    /// Whether it acts at all.
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
    /// The topic's name.
    pub name: String,
    /// Its Region. Default: the scenario's Region.
    pub region: Option<String>,
    /// Who is told.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
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

fn email() -> String {
    "email".to_owned()
}

fn endpoint() -> String {
    "security@example.com".to_owned()
}
