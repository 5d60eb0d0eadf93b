//! Sample events: CloudTrail's record, and the event on the event bus.

use serde_json::{Value, json};

use crate::sample::{Credentials, Place, Sample, Shape, User};

/// Whose event it is, seen from the account that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Own,
    /// A member account's event, with a made-up account id.
    Member(&'static str),
}

/// Members of the organization whose root user may be used at any time. There are two, to detect a
/// pattern for a single account.
pub(crate) const MEMBERS: [Whose; 2] =
    [Whose::Member("314159265358"), Whose::Member("271828182845")];

/// An event of root.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) sample: Sample,
    pub(crate) whose: Whose,
    /// Where it is recorded.
    pub(crate) region: String,
    pub(crate) record: Value,
}

/// Where and when samples happen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) account: &'a str,
    pub(crate) partition: &'a str,
    /// The partition's global Region.
    pub(crate) region: &'a str,
    /// In RFC 3339.
    pub(crate) time: &'a str,
}

#[cfg(test)]
impl Scene<'static> {
    pub(crate) const EXAMPLE: Self = Self {
        account: "111111111111",
        partition: "aws",
        region: "us-east-1",
        time: "2026-10-01T09:00:00Z",
    };
}

impl Scene<'_> {
    pub(crate) fn event(&self, sample: Sample, whose: Whose) -> Event {
        let account = match whose {
            Whose::Own => self.account,
            Whose::Member(account) => account,
        };
        let shape = sample.shape();
        let region = match shape.place {
            // Root sign-ins are recorded here, wherever they happen.
            Place::OtherRegion if !sample.is_sign_in() => self.other_region(),
            _ => self.region.to_owned(),
        };
        Event {
            sample,
            whose,
            record: self.record(&shape, account, &region),
            region,
        }
    }

    /// A made-up Region other than the global one.
    fn other_region(&self) -> String {
        let (rest, _) = self.region.split_at(self.region.len() - 1);
        format!("{rest}3")
    }

    fn record(&self, shape: &Shape, account: &str, region: &str) -> Value {
        let mut record = json!({
            "eventVersion": "1.11",
            "userIdentity": self.identity(shape, account),
            "eventTime": self.time,
            "eventSource": format!("{}.amazonaws.com", shape.service),
            "eventName": shape.name,
            "awsRegion": region,
            "sourceIPAddress": shape.address,
            "userAgent": shape.agent,
            "requestParameters": null,
            "responseElements": null,
            "eventID": "3fcfb182-98f8-4744-bd45-10a395ab61cb",
            "readOnly": shape.read_only,
            "eventType": "AwsApiCall",
            "managementEvent": true,
            "recipientAccountId": account,
            "eventCategory": "Management",
        });
        match shape.credentials {
            Credentials::SignIn { mfa, failed, .. } => {
                let console = match shape.place {
                    Place::GlobalRegion => "console".to_owned(),
                    Place::OtherRegion => format!("{}.console", self.other_region()),
                };
                record["eventType"] = json!("AwsConsoleSignIn");
                record["responseElements"] =
                    json!({ "ConsoleLogin": if failed { "Failure" } else { "Success" } });
                record["additionalEventData"] = json!({
                    "LoginTo": format!("https://{console}.aws.amazon.com/console/home"),
                    "MobileVersion": "No",
                    "MFAUsed": if mfa { "Yes" } else { "No" },
                });
                if failed {
                    record["errorMessage"] = json!("Failed authentication");
                }
            }
            credentials => {
                record["requestID"] = json!("6b0d56bc-6207-4c98-a9a0-1aa7c7f2ed3a");
                if matches!(
                    credentials,
                    Credentials::Session {
                        from_console: true,
                        ..
                    }
                ) {
                    record["sessionCredentialFromConsole"] = json!("true");
                }
            }
        }
        if let Some(error) = shape.error {
            record["errorCode"] = json!(error);
            record["errorMessage"] = json!("You are not authorized to perform this operation.");
        }
        record
    }

    fn identity(&self, shape: &Shape, account: &str) -> Value {
        let partition = self.partition;
        let session = |mfa: bool| json!({ "attributes": { "creationDate": self.time, "mfaAuthenticated": mfa.to_string() } });
        let root = |key: &str| {
            json!({
                "type": "Root",
                "principalId": account,
                "arn": format!("arn:{partition}:iam::{account}:root"),
                "accountId": account,
                "accessKeyId": key,
            })
        };
        match shape.credentials {
            Credentials::SignIn {
                user: User::Root, ..
            } => root(""),
            Credentials::SignIn {
                user: User::Iam, ..
            } => json!({
                "type": "IAMUser",
                "principalId": "AIDACKCEVSQ6C2EXAMPLE",
                "arn": format!("arn:{partition}:iam::{account}:user/ana"),
                "accountId": account,
                "accessKeyId": "",
                "userName": "ana",
            }),
            Credentials::Key => root("AKIAIOSFODNN7EXAMPLE"),
            Credentials::Session { mfa, .. } => {
                let mut identity = root("ASIAIOSFODNN7EXAMPLE");
                identity["sessionContext"] = session(mfa);
                identity
            }
            Credentials::AssumedRoot => {
                let mut identity = root("ASIAIOSFODNN7EXAMPLE");
                identity["sessionContext"] = session(false);
                identity["sessionContext"]["assumedRoot"] = json!("true");
                identity
            }
            Credentials::Role => json!({
                "type": "AssumedRole",
                "principalId": "AROADBQP57FF2AEXAMPLE:ana",
                "arn": format!("arn:{partition}:sts::{account}:assumed-role/RootAdministration/ana"),
                "accountId": account,
                "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
                "sessionContext": session(true),
            }),
        }
    }
}

impl Event {
    /// EventBridge's name for the service.
    pub(crate) fn source(&self) -> String {
        format!("aws.{}", self.sample.shape().service)
    }

    /// EventBridge's name for the kind of event.
    pub(crate) fn detail_type(&self) -> &'static str {
        if self.sample.is_sign_in() {
            "AWS Console Sign In via CloudTrail"
        } else {
            "AWS API Call via CloudTrail"
        }
    }

    /// The event on the default event bus.
    pub(crate) fn on_the_bus(&self) -> String {
        json!({
            "version": "0",
            "id": "7bf73129-1428-4cd3-a780-95db273d1602",
            "detail-type": self.detail_type(),
            "source": self.source(),
            "account": self.record["recipientAccountId"],
            "time": self.record["eventTime"],
            "region": self.region,
            "resources": [],
            "detail": self.record,
        })
        .to_string()
    }

    /// For the beginning of a sentence.
    pub(crate) fn described(&self) -> String {
        let described = self.sample.shape().described;
        match self.whose {
            Whose::Own => described.to_owned(),
            Whose::Member(_) => format!("{described} of a member account"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene<'_> = Scene {
        partition: "aws-cn",
        region: "cn-north-1",
        ..Scene::EXAMPLE
    };

    fn all() -> impl Iterator<Item = Sample> {
        Sample::ROOT
            .into_iter()
            .chain(Sample::ROOT_SESSION)
            .chain([Sample::UserSignIn])
    }

    #[test]
    fn an_event_has_all_that_event_bridge_asks_for() {
        for sample in all() {
            let event = SCENE.event(sample, Whose::Own);
            let sent: Value = serde_json::from_str(&event.on_the_bus()).unwrap();
            for field in ["id", "account", "source", "time", "region", "detail-type"] {
                assert!(sent[field].is_string(), "{sample:?}: {field}");
            }
            assert!(sent["resources"].is_array());
            assert_eq!(sent["detail"], event.record);
        }
    }

    #[test]
    fn samples_are_roots_but_for_the_counter_proof_and_the_caller_of_assume_root() {
        for sample in all() {
            for whose in [Whose::Own, MEMBERS[0]] {
                let event = SCENE.event(sample, whose);
                let identity = &event.record["userIdentity"];
                let is_root = !matches!(sample, Sample::UserSignIn | Sample::AssumeRoot);
                assert_eq!(identity["type"] == "Root", is_root, "{sample:?}");
                assert_eq!(identity["invokedBy"], Value::Null);
                assert_eq!(identity["accountId"], event.record["recipientAccountId"]);
                let arn = identity["arn"].as_str().unwrap();
                assert!(arn.starts_with("arn:aws-cn:"), "{arn}");
            }
        }
    }

    #[test]
    fn only_calls_are_recorded_in_another_region() {
        for sample in all() {
            let event = SCENE.event(sample, Whose::Own);
            let elsewhere = event.region != "cn-north-1";
            assert_eq!(elsewhere, sample == Sample::CallElsewhere, "{sample:?}");
        }
    }

    /// Only the fields that mark root distinguish all samples from other events.
    #[test]
    fn samples_differ_in_what_a_pattern_could_hang_on() {
        for field in [
            "eventName",
            "eventSource",
            "awsRegion",
            "sourceIPAddress",
            "userAgent",
            "readOnly",
            "errorCode",
            "sessionCredentialFromConsole",
            "userIdentity.accessKeyId",
            "userIdentity.sessionContext.attributes.mfaAuthenticated",
        ] {
            let values: std::collections::BTreeSet<_> = Sample::ROOT
                .into_iter()
                .map(|sample| crate::record::field(&SCENE.event(sample, Whose::Own).record, field))
                .collect();
            assert!(values.len() > 1, "{field}: {values:?}");
        }
    }
}
