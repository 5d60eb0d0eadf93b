use aws_sdk_sns::Client;
use aws_sdk_sns::config::{Builder, Region};
use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_types::SdkConfig;
use config_rule::ReadError;

use crate::arn::Arn;

const GET_TOPIC_ATTRIBUTES: &str = "sns:GetTopicAttributes";
const CONFIRMED: &str = "SubscriptionsConfirmed";
const NO_SUCH_TOPIC: &str = "NotFound";

/// How far what raises an alert gets; the best comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Delivery {
    /// A topic with a confirmed subscription.
    Subscriber,
    /// Another account, which judges what it does with the alert.
    OtherAccount(String),
    /// A topic that nobody has subscribed to, or not confirmed, or that is gone.
    NoSubscriber,
    /// A target of another service: whether anybody hears of it can't be seen.
    NotFollowed(String),
    Nowhere,
    /// No alarm that goes off at a single event.
    NoAlarm,
    /// There is such an alarm, and its actions are off.
    AlarmOff,
}

impl Delivery {
    pub(crate) fn arrives(&self) -> bool {
        matches!(self, Self::Subscriber | Self::OtherAccount(_))
    }
}

/// Where alerts are sent to.
#[derive(Debug)]
pub(crate) struct Destinations<'a> {
    pub(crate) config: &'a SdkConfig,
    pub(crate) account: &'a str,
}

impl Destinations<'_> {
    /// The best of the targets. Topics are asked how many subscriptions are confirmed,
    /// never for the list of them, which holds addresses.
    pub(crate) async fn delivery(&self, targets: &[String]) -> Result<Delivery, ReadError> {
        let mut best = Delivery::Nowhere;
        for target in targets {
            let delivery = match Arn::parse(target) {
                Some(arn) if arn.account != self.account && !arn.account.is_empty() => {
                    Delivery::OtherAccount(arn.account.to_owned())
                }
                Some(arn) if arn.service == "sns" => {
                    if self.has_subscriber(target, arn.region).await? {
                        Delivery::Subscriber
                    } else {
                        Delivery::NoSubscriber
                    }
                }
                Some(arn) => Delivery::NotFollowed(arn.service.to_owned()),
                None => continue,
            };
            best = best.min(delivery);
            if best == Delivery::Subscriber {
                break;
            }
        }
        Ok(best)
    }

    async fn has_subscriber(&self, topic: &str, region: &str) -> Result<bool, ReadError> {
        let region = Region::new(region.to_owned());
        let client = Client::from_conf(Builder::from(self.config).region(region).build());
        let answer = match client.get_topic_attributes().topic_arn(topic).send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some(NO_SUCH_TOPIC) => return Ok(false),
            Err(error) => return Err(ReadError::of(GET_TOPIC_ATTRIBUTES)(error)),
        };
        confirmed(
            answer
                .attributes
                .as_ref()
                .and_then(|attributes| attributes.get(CONFIRMED))
                .map(String::as_str),
        )
    }
}

fn confirmed(count: Option<&str>) -> Result<bool, ReadError> {
    count
        .and_then(|count| count.parse::<u64>().ok())
        .map(|count| count > 0)
        .ok_or_else(|| ReadError::lacks(GET_TOPIC_ATTRIBUTES, CONFIRMED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_a_subscriber_when_a_subscription_is_confirmed() {
        assert_eq!(confirmed(Some("0")), Ok(false));
        assert_eq!(confirmed(Some("2")), Ok(true));
        for wrong in [None, Some(""), Some("some")] {
            assert!(confirmed(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_best_delivery_comes_first() {
        let other = Delivery::OtherAccount("222222222222".to_owned());
        assert!(Delivery::Subscriber < other);
        assert!(other < Delivery::NoSubscriber);
        assert!(Delivery::NoSubscriber < Delivery::NotFollowed("sqs".to_owned()));
        assert!(Delivery::NotFollowed("sqs".to_owned()) < Delivery::Nowhere);
    }
}
