use config_rule::{CommaSeparated, ParameterSpec, ParameterValue};
use service_control_policy::ActionPattern;

/// The text for no action. Without a colon it can't be an action.
const NONE: &str = "none";

/// The actions that need not be denied: a list, or only `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExemptedActions(pub(crate) Vec<ActionPattern>);

impl ParameterValue for ExemptedActions {
    fn parse(text: &str, spec: &ParameterSpec) -> Result<Self, String> {
        if text.eq_ignore_ascii_case(NONE) {
            return Ok(Self(Vec::new()));
        }
        match CommaSeparated::parse(text, spec) {
            Ok(CommaSeparated(actions)) if !actions.is_empty() => Ok(Self(actions)),
            _ => Err(
                "a list of IAM actions of one service each (service:Action, with * and ? in the \
                 action only), or none by itself"
                    .to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: ParameterSpec = ParameterSpec {
        name: "exemptedActions",
        default: None,
        bounds: None,
        values: &[],
    };

    fn parsed(text: &str) -> Result<Vec<String>, String> {
        let actions = ExemptedActions::parse(text, &SPEC)?;
        Ok(actions.0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn none_stands_by_itself_in_any_letter_case() {
        for none in ["none", "None", "NONE"] {
            assert_eq!(parsed(none), Ok(vec![]), "{none}");
        }
    }

    #[test]
    fn actions_are_of_one_service_each() {
        assert_eq!(
            parsed("iam:CreateVirtualMFADevice, S3:*BucketPolicy,").unwrap(),
            ["iam:CreateVirtualMFADevice", "S3:*BucketPolicy"]
        );
        for wrong in [
            ",",
            " , ",
            "none, s3:GetBucketPolicy",
            "s3:GetBucketPolicy, none",
            "none, none",
            "none,",
            "*",
            "*:*",
            "*:GetBucketPolicy",
            "s?:GetBucketPolicy",
            "s3",
            "s3:",
            ":GetBucketPolicy",
            "GetBucketPolicy",
            "s3:Get Bucket",
            "s3:GetBucketPolicy s3:PutBucketPolicy",
            "s3:GetBucketPolicy; s3:PutBucketPolicy",
            "s3:Get:BucketPolicy",
            "[\"s3:GetBucketPolicy\"]",
            "arn:aws:s3:::bucket",
            "s3:${aws:username}",
            "s3:GetBucketP\u{f6}licy",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
