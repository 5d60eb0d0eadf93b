//! Simple Notification Service: topics and their subscriptions. A topic's policy is returned but
//! not enforced: only the topic's own account may read it.

use serde_json::{Value, json};

use super::topic_arn;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::{Protocol, query_map};
use crate::aws::request::Request;
use crate::aws::service::{Errors, NEXT_TOKEN, QUERY_ERRORS, Service};
use crate::scenario::Topic;

pub(crate) const SERVICE: Service = Service {
    signing_name: "sns",
    iam_prefix: "sns",
    protocol: Protocol::Query {
        namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
        version: "2010-03-31",
    },
    errors: Errors {
        denied: (403, "AuthorizationError"),
        invalid: (400, "InvalidParameter"),
        bad_token: (400, "InvalidParameter"),
        ..QUERY_ERRORS
    },
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("ListSubscriptionsByTopic", list_subscriptions_by_topic),
    ("GetTopicAttributes", get_topic_attributes),
];

/// AWS's largest page of subscriptions.
const PAGE: usize = 100;

/// The topic that the request names, and its ARN.
fn topic<'a>(request: &'a Request<'_>) -> Result<(&'a Topic, &'a str), ServiceError> {
    let arn = request.required("TopicArn")?;
    let [_, partition, "sns", region, owner, _] = arn.split(':').collect::<Vec<_>>()[..] else {
        return Err(request
            .service
            .invalid("Invalid parameter: TopicArn Reason: it must be a topic's ARN"));
    };
    if region != request.region || partition != request.scenario().partition {
        return Err(request.service.invalid(format!(
            "Invalid parameter: TopicArn Reason: it is not in {}",
            request.region
        )));
    }
    let (id, account) = request.account()?;
    if owner != id.as_str() {
        return Err(request.service.denied(format!(
            "User: {} is not authorized to perform: SNS:{} on resource: {arn} because no \
             resource-based policy allows the SNS:{} action",
            request.caller()?.arn(partition),
            request.operation,
            request.operation
        )));
    }
    let here = request.scenario().region();
    for topic in &account.topics {
        if topic.region.as_deref().unwrap_or(here) == region
            && topic_arn(request, &topic.name)? == arn
        {
            return Ok((topic, arn));
        }
    }
    Err(ServiceError::new(404, "NotFound", "Topic does not exist"))
}

fn list_subscriptions_by_topic(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (topic, arn) = topic(request)?;
    let owner = &request.caller()?.account;
    let subscriptions = topic
        .subscriptions
        .iter()
        .enumerate()
        .map(|(place, subscription)| {
            let subscription_arn = if subscription.confirmed {
                format!("{arn}:{:08}-0000-4000-8000-000000000000", place + 1)
            } else {
                "PendingConfirmation".to_owned()
            };
            json!({
                "SubscriptionArn": subscription_arn,
                "Owner": owner,
                "Protocol": subscription.protocol,
                "Endpoint": subscription.endpoint,
                "TopicArn": arn,
            })
        })
        .collect::<Vec<_>>();
    page(request, "Subscriptions", &subscriptions, PAGE).map(Value::Object)
}

fn get_topic_attributes(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (topic, arn) = topic(request)?;
    let count = |confirmed: bool| {
        let of_kind = |s: &&crate::scenario::Subscription| s.confirmed == confirmed;
        topic
            .subscriptions
            .iter()
            .filter(of_kind)
            .count()
            .to_string()
    };
    let owner = request.caller()?.account.to_string();
    let mut attributes = vec![
        ("TopicArn", arn.to_owned()),
        ("Owner", owner.clone()),
        ("Policy", policy(topic, arn, &owner)),
        ("DisplayName", String::new()),
        ("SubscriptionsConfirmed", count(true)),
        ("SubscriptionsPending", count(false)),
        ("SubscriptionsDeleted", "0".to_owned()),
    ];
    if let Some(key) = &topic.key {
        attributes.push(("KmsMasterKeyId", key.clone()));
    }
    if topic.name.ends_with(".fifo") {
        attributes.push(("FifoTopic", "true".to_owned()));
    }
    let attributes = attributes
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)));
    Ok(json!({ "Attributes": query_map(attributes) }))
}

/// The topic's policy, or the one that SNS gives a topic.
fn policy(topic: &Topic, arn: &str, owner: &str) -> String {
    topic.policy.clone().unwrap_or_else(|| {
        json!({
            "Version": "2008-10-17",
            "Id": "__default_policy_ID",
            "Statement": [{
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": { "AWS": "*" },
                "Action": [
                    "SNS:GetTopicAttributes",
                    "SNS:SetTopicAttributes",
                    "SNS:AddPermission",
                    "SNS:RemovePermission",
                    "SNS:DeleteTopic",
                    "SNS:Subscribe",
                    "SNS:ListSubscriptionsByTopic",
                    "SNS:Publish",
                ],
                "Resource": arn,
                "Condition": { "StringEquals": { "AWS:SourceOwner": owner } },
            }],
        })
        .to_string()
    })
}
