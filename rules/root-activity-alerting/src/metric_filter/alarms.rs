use std::collections::BTreeMap;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::Dimension;
use config_rule::ReadError;
use jiff::Timestamp;

use super::FilterFault;
use crate::alarm::{Alarm, Datum, wakes};
use crate::chain::{Blind, Break, link};
use crate::link::Link;
use crate::target::{Delivered, Target, deliver};
use crate::topic::Publisher;
use crate::topic::topics::Topics;

const DESCRIBE_ALARMS_FOR_METRIC: &str = "cloudwatch:DescribeAlarmsForMetric";

/// A metric with its dimensions.
type Metric = (String, String, BTreeMap<String, String>);

/// The alarms on one Region's metrics. Each metric is read once.
#[derive(Debug)]
pub(super) struct Alarms<'a> {
    client: Client,
    topics: &'a Topics<'a>,
    account: &'a str,
    now: Timestamp,
    known: BTreeMap<Metric, Vec<Alarm>>,
}

impl<'a> Alarms<'a> {
    pub(super) fn new(
        client: Client,
        topics: &'a Topics<'a>,
        account: &'a str,
        now: Timestamp,
    ) -> Self {
        Self {
            client,
            topics,
            account,
            now,
            known: BTreeMap::new(),
        }
    }

    /// The best result of any alarm for what the filter writes.
    pub(super) async fn deliver(
        &mut self,
        filter: &str,
        datum: &Datum,
    ) -> Result<Delivered, ReadError> {
        let (topics, account, now) = (self.topics, self.account, self.now);
        let mut found = Vec::new();
        for alarm in self.on(datum).await? {
            let woken = link(
                &alarm.name,
                wakes(alarm, datum, now),
                Break::Alarm,
                Blind::Alarm,
            );
            if !woken.works() {
                found.push(Delivered::here(woken));
                continue;
            }
            let publisher = Publisher::CloudWatchAlarm {
                arn: alarm.arn.clone(),
            };
            let sender = format!("alarm {}", alarm.name);
            let actions: Vec<_> = alarm
                .actions
                .iter()
                .map(|arn| Target {
                    arn: arn.clone(),
                    by_role: false,
                })
                .collect();
            found.push(deliver(topics, account, &publisher, &sender, &actions).await?);
        }
        let no_alarm = || {
            let metric = format!("{}/{}", datum.metric.namespace, datum.metric.name);
            Delivered::here(link(
                filter,
                Link::Broken(FilterFault::NoAlarm(metric)),
                Break::MetricFilter,
                Blind::MetricFilter,
            ))
        };
        Ok(Delivered::best(found).unwrap_or_else(no_alarm))
    }

    /// CloudWatch returns only the alarms on exactly these dimensions.
    async fn on(&mut self, datum: &Datum) -> Result<&[Alarm], ReadError> {
        let metric = (
            datum.metric.namespace.clone(),
            datum.metric.name.clone(),
            datum.dimensions.clone(),
        );
        if !self.known.contains_key(&metric) {
            let alarms = self.read(datum).await?;
            self.known.insert(metric.clone(), alarms);
        }
        Ok(self
            .known
            .get(&metric)
            .map(Vec::as_slice)
            .unwrap_or_default())
    }

    async fn read(&self, datum: &Datum) -> Result<Vec<Alarm>, ReadError> {
        let dimensions = datum
            .dimensions
            .iter()
            .map(|(name, value)| Dimension::builder().name(name).value(value).build())
            .collect::<Vec<_>>();
        let answer = self
            .client
            .describe_alarms_for_metric()
            .metric_name(&datum.metric.name)
            .namespace(&datum.metric.namespace)
            .set_dimensions((!dimensions.is_empty()).then_some(dimensions))
            .send()
            .await
            .map_err(ReadError::of(DESCRIBE_ALARMS_FOR_METRIC))?;
        answer
            .metric_alarms
            .ok_or_else(|| ReadError::lacks(DESCRIBE_ALARMS_FOR_METRIC, "MetricAlarms"))?
            .into_iter()
            .map(Alarm::try_from)
            .collect()
    }
}
