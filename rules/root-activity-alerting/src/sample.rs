use serde_json::{Value, json};

/// Events with which the services are asked whether they would raise an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    SignInWithMfa,
    SignInWithoutMfa,
    /// A call to a global service. Rarely made, so that no list of calls to watch has it by
    /// chance: what is asked for is an alert for every call.
    IamCall,
    /// The same, of a service with Regions.
    Ec2Call,
    /// The counter-proof: the sign-in of an IAM user.
    UserSignIn,
}

impl Sample {
    pub(crate) const ALL: [Self; 5] = [
        Self::SignInWithMfa,
        Self::SignInWithoutMfa,
        Self::IamCall,
        Self::Ec2Call,
        Self::UserSignIn,
    ];
    /// Those that must raise an alert.
    pub(crate) const NEEDED: [Self; 4] = [
        Self::SignInWithMfa,
        Self::SignInWithoutMfa,
        Self::IamCall,
        Self::Ec2Call,
    ];

    /// EventBridge's name of the service.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::SignInWithMfa | Self::SignInWithoutMfa | Self::UserSignIn => "aws.signin",
            Self::IamCall => "aws.iam",
            Self::Ec2Call => "aws.ec2",
        }
    }

    /// EventBridge's name of the kind of event.
    pub(crate) fn detail_type(self) -> &'static str {
        match self {
            Self::SignInWithMfa | Self::SignInWithoutMfa | Self::UserSignIn => {
                "AWS Console Sign In via CloudTrail"
            }
            Self::IamCall | Self::Ec2Call => "AWS API Call via CloudTrail",
        }
    }
}

/// The account in which the samples happen, and where and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) account: &'a str,
    pub(crate) partition: &'a str,
    pub(crate) region: &'a str,
    /// In RFC 3339.
    pub(crate) time: &'a str,
}

impl Scene<'_> {
    /// The event as it comes over the default event bus.
    pub(crate) fn event(&self, sample: Sample) -> String {
        json!({
            "version": "0",
            "id": "7bf73129-1428-4cd3-a780-95db273d1602",
            "detail-type": sample.detail_type(),
            "source": sample.source(),
            "account": self.account,
            "time": self.time,
            "region": self.region,
            "resources": [],
            "detail": self.record(sample),
        })
        .to_string()
    }

    /// CloudTrail's record of it, as it stands in a log group.
    pub(crate) fn log_line(&self, sample: Sample) -> String {
        self.record(sample).to_string()
    }

    fn record(&self, sample: Sample) -> Value {
        let mut record = match sample {
            Sample::SignInWithMfa => sign_in(&self.root(), "Yes"),
            Sample::SignInWithoutMfa => sign_in(&self.root(), "No"),
            Sample::UserSignIn => sign_in(&self.user(), "Yes"),
            Sample::IamCall => call(
                &self.root_session(),
                "iam.amazonaws.com",
                "CreateAccountAlias",
                &json!({ "accountAlias": "example" }),
            ),
            Sample::Ec2Call => call(
                &self.root_session(),
                "ec2.amazonaws.com",
                "CreatePlacementGroup",
                &json!({ "groupName": "example", "strategy": "spread" }),
            ),
        };
        record["eventVersion"] = json!("1.11");
        record["eventTime"] = json!(self.time);
        record["awsRegion"] = json!(self.region);
        record["sourceIPAddress"] = json!("192.0.2.10");
        record["userAgent"] = json!("Mozilla/5.0");
        record["eventID"] = json!("3fcfb182-98f8-4744-bd45-10a395ab61cb");
        record["readOnly"] = json!(false);
        record["managementEvent"] = json!(true);
        record["recipientAccountId"] = json!(self.account);
        record["eventCategory"] = json!("Management");
        record
    }

    fn root(&self) -> Value {
        json!({
            "type": "Root",
            "principalId": self.account,
            "arn": format!("arn:{}:iam::{}:root", self.partition, self.account),
            "accountId": self.account,
            "accessKeyId": "",
        })
    }

    fn root_session(&self) -> Value {
        let mut root = self.root();
        root["accessKeyId"] = json!("ASIAIOSFODNN7EXAMPLE");
        root["sessionContext"] = json!({
            "attributes": { "creationDate": self.time, "mfaAuthenticated": "true" },
        });
        root
    }

    fn user(&self) -> Value {
        json!({
            "type": "IAMUser",
            "principalId": "AIDACKCEVSQ6C2EXAMPLE",
            "arn": format!("arn:{}:iam::{}:user/ana", self.partition, self.account),
            "accountId": self.account,
            "accessKeyId": "",
            "userName": "ana",
        })
    }
}

fn sign_in(identity: &Value, mfa_used: &str) -> Value {
    json!({
        "userIdentity": identity,
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "eventType": "AwsConsoleSignIn",
        "requestParameters": null,
        "responseElements": { "ConsoleLogin": "Success" },
        "additionalEventData": {
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAUsed": mfa_used,
        },
    })
}

fn call(identity: &Value, source: &str, name: &str, parameters: &Value) -> Value {
    json!({
        "userIdentity": identity,
        "eventSource": source,
        "eventName": name,
        "eventType": "AwsApiCall",
        "requestParameters": parameters,
        "responseElements": null,
        "requestID": "6b0d56bc-6207-4c98-a9a0-1aa7c7f2ed3a",
        "sessionCredentialFromConsole": "true",
    })
}

/// Which of the samples are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen([bool; Sample::ALL.len()]);

impl Seen {
    pub(crate) fn has(self, sample: Sample) -> bool {
        self.0[sample as usize]
    }

    pub(crate) fn add(&mut self, sample: Sample) {
        self.0[sample as usize] = true;
    }

    /// Whether any of the root user's events is seen.
    pub(crate) fn any_needed(self) -> bool {
        Sample::NEEDED.iter().any(|sample| self.has(*sample))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene<'_> = Scene {
        account: "111111111111",
        partition: "aws-cn",
        region: "cn-north-1",
        time: "2026-10-01T09:00:00Z",
    };

    #[test]
    fn an_event_has_all_that_event_bridge_asks_for() {
        for sample in Sample::ALL {
            let event: Value = serde_json::from_str(&SCENE.event(sample)).unwrap();
            for field in ["id", "account", "source", "time", "region", "detail-type"] {
                assert!(event[field].is_string(), "{sample:?}: {field}");
            }
            assert!(event["resources"].is_array());
            let line: Value = serde_json::from_str(&SCENE.log_line(sample)).unwrap();
            assert_eq!(event["detail"], line);
        }
    }

    #[test]
    fn only_the_counter_proof_is_not_of_the_root_user() {
        for sample in Sample::ALL {
            let record = SCENE.record(sample);
            let is_root = record["userIdentity"]["type"] == "Root";
            assert_eq!(is_root, sample != Sample::UserSignIn, "{sample:?}");
            assert_eq!(record["userIdentity"]["invokedBy"], Value::Null);
            let arn = record["userIdentity"]["arn"].as_str().unwrap();
            assert!(arn.starts_with("arn:aws-cn:iam::111111111111:"), "{arn}");
        }
    }

    #[test]
    fn samples_are_told_apart() {
        let mut seen = Seen::default();
        assert!(!seen.any_needed());
        seen.add(Sample::UserSignIn);
        assert!(seen.has(Sample::UserSignIn) && !seen.any_needed());
        seen.add(Sample::Ec2Call);
        assert!(seen.any_needed() && !seen.has(Sample::IamCall));
    }
}
