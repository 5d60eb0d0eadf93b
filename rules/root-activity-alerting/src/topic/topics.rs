use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_types::SdkConfig;
use aws_types::region::Region;
use config_rule::ReadError;
use tokio::sync::{Mutex, OnceCell};

use super::Topic;
use super::document::Policy;
use super::key::{self, Key};
use crate::arn::Arn;

const GET_TOPIC_ATTRIBUTES: &str = "sns:GetTopicAttributes";
const NO_SUCH_TOPIC: &str = "NotFound";
const POLICY: &str = "Policy";
const KEY: &str = "KmsMasterKeyId";
const CONFIRMED: &str = "SubscriptionsConfirmed";

/// The account's topics. Each is read once.
#[derive(Debug)]
pub(crate) struct Topics<'a> {
    config: &'a SdkConfig,
    account: &'a str,
    read: Mutex<BTreeMap<String, Arc<OnceCell<Topic>>>>,
}

impl<'a> Topics<'a> {
    pub(crate) fn new(config: &'a SdkConfig, account: &'a str) -> Self {
        Self {
            config,
            account,
            read: Mutex::default(),
        }
    }

    /// The topic of this ARN.
    pub(crate) async fn topic(&self, arn: &str) -> Result<Topic, ReadError> {
        let cell = Arc::clone(self.read.lock().await.entry(arn.to_owned()).or_default());
        cell.get_or_try_init(|| self.read(arn)).await.cloned()
    }

    /// Only the number of confirmed subscriptions is read, never the list, which holds addresses.
    async fn read(&self, arn: &str) -> Result<Topic, ReadError> {
        let region = Arn::parse(arn)
            .map(|arn| Region::new(arn.region.to_owned()))
            .or_else(|| self.config.region().cloned());
        let config = self.config.to_builder().region(region).build();
        let sns = aws_sdk_sns::Client::new(&config);
        let answer = match sns.get_topic_attributes().topic_arn(arn).send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some(NO_SUCH_TOPIC) => return Ok(Topic::Gone),
            Err(error) => return Err(ReadError::of(GET_TOPIC_ATTRIBUTES)(error)),
        };
        let lacks = |field| ReadError::lacks(GET_TOPIC_ATTRIBUTES, field);
        let attributes = answer.attributes.ok_or_else(|| lacks("Attributes"))?;
        let confirmed = attributes
            .get(CONFIRMED)
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| lacks(CONFIRMED))?;
        let policy = attributes
            .get(POLICY)
            .and_then(|policy| Policy::parse(policy))
            .ok_or_else(|| lacks(POLICY))?;
        // SNS leaves it out if the topic isn't encrypted.
        let key = match attributes.get(KEY).filter(|key| !key.is_empty()) {
            None => Key::None,
            Some(named) => {
                let kms = aws_sdk_kms::Client::new(&config);
                key::read(&kms, named, self.account).await?
            }
        };
        Ok(Topic::There {
            arn: arn.to_owned(),
            policy,
            key,
            confirmed,
        })
    }
}
