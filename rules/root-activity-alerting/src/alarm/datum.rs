use std::collections::BTreeMap;

/// A metric without its dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetricName {
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// A metric's unit, as CloudWatch spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit(String);

impl Unit {
    /// Data written without a unit have the unit `None`.
    const NONE: &str = "None";

    pub(crate) fn of(unit: Option<&str>) -> Self {
        Self(unit.unwrap_or(Self::NONE).to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a metric filter writes for each event that it matches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MetricValue {
    Number(f64),
    /// The value of the event's field, which may be missing.
    Field(String),
}

impl MetricValue {
    pub(crate) fn parse(text: &str) -> Self {
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Self::Number(number),
            _ => Self::Field(text.to_owned()),
        }
    }
}

/// What a metric filter writes, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Datum {
    pub(crate) metric: MetricName,
    /// For one event: the values may come from it.
    pub(crate) dimensions: BTreeMap<String, String>,
    pub(crate) unit: Unit,
    pub(crate) value: MetricValue,
    /// What is written for a minute in which no event matched; nothing is written for a minute
    /// without events.
    pub(crate) default_value: Option<f64>,
}
