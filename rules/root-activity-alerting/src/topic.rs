//! Whether a topic would carry an alert from a service to a confirmed subscriber.

mod condition;
mod document;
mod fault;
mod key;
mod pattern;
mod permission;
pub(crate) mod topics;

use aws_sdk_kms::types::KeyState;

pub(crate) use fault::{TopicFault, TopicUnseen};

use crate::link::Link;
use document::Policy;
use key::{CustomerKey, Key};
use permission::{Permission, Request};

/// Who sends to a topic, in the topic's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Publisher {
    CloudWatchAlarm { arn: String },
    EventBridgeRule { arn: String },
}

/// An SNS topic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Topic {
    Gone,
    There {
        arn: String,
        policy: Policy,
        key: Key,
        /// How many subscriptions are confirmed.
        confirmed: u64,
    },
}

type Carried = Link<TopicFault, TopicUnseen>;

const PUBLISH: &str = "sns:Publish";
/// What KMS must let the publisher do for SNS.
const USE_KEY: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

const SOURCE_ARN: &str = "aws:sourcearn";
const SOURCE_ACCOUNT: &str = "aws:sourceaccount";
/// An older SNS key in the default policy: alarms send it, EventBridge doesn't.
const SOURCE_OWNER: &str = "aws:sourceowner";
const SOURCE_ORGANIZATION: &str = "aws:sourceorgid";
/// Keys of the Subscribe call.
const ENDPOINT: &str = "sns:endpoint";
const PROTOCOL: &str = "sns:protocol";
/// The encryption context that SNS gives KMS.
const TOPIC_OF_DATA: &str = "kms:encryptioncontext:aws:sns:topicarn";

impl Publisher {
    fn service(&self) -> &'static str {
        match self {
            Self::CloudWatchAlarm { .. } => "cloudwatch.amazonaws.com",
            Self::EventBridgeRule { .. } => "events.amazonaws.com",
        }
    }

    fn arn(&self) -> &str {
        let (Self::CloudWatchAlarm { arn } | Self::EventBridgeRule { arn }) = self;
        arn
    }
}

impl Topic {
    /// Whether what `publisher`, in the topic's own account, sends reaches somebody.
    pub(crate) fn carries(&self, publisher: &Publisher, account: &str) -> Carried {
        let Self::There {
            arn,
            policy,
            key,
            confirmed,
        } = self
        else {
            return Link::Broken(TopicFault::Gone);
        };
        if *confirmed == 0 {
            return Link::Broken(TopicFault::NobodyConfirmed);
        }
        let published = published(policy, arn, publisher, account);
        if !published.works() {
            return published;
        }
        let service = publisher.service();
        match key {
            Key::None => Link::Works,
            Key::OfAws => Link::Broken(TopicFault::KeyOfAws(service)),
            Key::Gone => Link::Broken(TopicFault::KeyGone),
            Key::OfAccount(owner) => Link::Unseen(TopicUnseen::KeyElsewhere(owner.clone())),
            Key::Hidden(action) => Link::Unseen(TopicUnseen::KeyHidden(action)),
            Key::Customer(key) => encrypted(key, arn, publisher, account),
        }
    }
}

fn published(policy: &Policy, topic: &str, publisher: &Publisher, account: &str) -> Carried {
    let service = publisher.service();
    let source = [(SOURCE_ARN, publisher.arn()), (SOURCE_ACCOUNT, account)];
    let owner = (SOURCE_OWNER, account);
    let (keys, absent): (Vec<_>, &[&str]) = match publisher {
        Publisher::CloudWatchAlarm { .. } => (
            source.into_iter().chain([owner]).collect(),
            &[ENDPOINT, PROTOCOL],
        ),
        Publisher::EventBridgeRule { .. } => (source.to_vec(), &[ENDPOINT, PROTOCOL, SOURCE_OWNER]),
    };
    let request = Request {
        service,
        action: PUBLISH,
        resource: topic,
        keys: &keys,
        absent,
    };
    match policy.permits(&request) {
        Permission::Allowed => Link::Works,
        Permission::NotAllowed => Link::Broken(TopicFault::NotAllowed(service)),
        Permission::Denied => Link::Broken(TopicFault::Denied(service)),
        Permission::DependsOn(key) => Link::Unseen(TopicUnseen::Policy { service, key }),
    }
}

fn encrypted(key: &CustomerKey, topic: &str, publisher: &Publisher, account: &str) -> Carried {
    if key.state != KeyState::Enabled {
        return Link::Broken(TopicFault::KeyUnusable(key.state.as_str().to_owned()));
    }
    let service = publisher.service();
    let source = [(SOURCE_ARN, publisher.arn()), (SOURCE_ACCOUNT, account)];
    let data = (TOPIC_OF_DATA, topic);
    // SNS's guide: a key's policy can't have these conditions for what EventBridge sends.
    let (keys, absent, hint): (Vec<_>, &[&str], _) = match publisher {
        Publisher::CloudWatchAlarm { .. } => (source.into_iter().chain([data]).collect(), &[], ""),
        Publisher::EventBridgeRule { .. } => (
            vec![data],
            &[SOURCE_ARN, SOURCE_ACCOUNT, SOURCE_ORGANIZATION],
            ", whatever the source",
        ),
    };
    for action in USE_KEY {
        let request = Request {
            service,
            action,
            resource: &key.arn,
            keys: &keys,
            absent,
        };
        match key.policy.permits(&request) {
            Permission::Allowed => {}
            Permission::NotAllowed => {
                return Link::Broken(TopicFault::KeyNotAllowed { service, hint });
            }
            Permission::Denied => return Link::Broken(TopicFault::KeyDenied(service)),
            Permission::DependsOn(key) => {
                return Link::Unseen(TopicUnseen::KeyPolicy { service, key });
            }
        }
    }
    Link::Works
}

#[cfg(test)]
mod tests;
