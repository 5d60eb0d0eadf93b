use serde_json::{Map, Value};

use crate::sample::Sample;

/// Whether EventBridge has to be asked about a pattern at all. False only where a field of
/// the event's head must be one of some texts, and no sample has one of them: most rules of
/// an account are about other services. The judgement itself is EventBridge's.
pub(crate) fn may_match(pattern: &str) -> bool {
    let Ok(pattern) = serde_json::from_str::<Map<String, Value>>(pattern) else {
        return true;
    };
    Sample::NEEDED.iter().any(|sample| {
        allows(&pattern, "source", sample.source())
            && allows(&pattern, "detail-type", sample.detail_type())
    })
}

fn allows(pattern: &Map<String, Value>, field: &str, value: &str) -> bool {
    match pattern.get(field) {
        Some(Value::Array(matchers)) => matchers
            .iter()
            .any(|matcher| matcher.as_str().is_none_or(|text| text == value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_not_to_match_is_left_out() {
        let table = [
            (r#"{"source":["aws.signin"]}"#, true),
            (r#"{"source":["aws.s3","aws.iam"]}"#, true),
            (r#"{"detail-type":["AWS API Call via CloudTrail"]}"#, true),
            (r#"{"detail":{"userIdentity":{"type":["Root"]}}}"#, true),
            (r#"{"source":[{"prefix":"aws."}]}"#, true),
            (r#"{"source":["aws.s3",{"anything-but":"aws.s3"}]}"#, true),
            (
                r#"{"$or":[{"source":["aws.s3"]},{"source":["aws.iam"]}]}"#,
                true,
            ),
            ("{", true),
            ("[]", true),
            (r#"{"source":["aws.s3"]}"#, false),
            (r#"{"source":["AWS.signin"]}"#, false),
            (
                r#"{"detail-type":["EC2 Instance State-change Notification"]}"#,
                false,
            ),
            (
                r#"{"source":["aws.ec2"],"detail-type":["AWS Console Sign In via CloudTrail"]}"#,
                false,
            ),
        ];
        for (pattern, expected) in table {
            assert_eq!(may_match(pattern), expected, "{pattern}");
        }
    }
}
