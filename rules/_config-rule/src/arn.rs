use std::fmt;

/// An AWS partition, such as `aws`, `aws-cn` or `aws-us-gov`; read from an ARN, never assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition(String);

impl Partition {
    /// The partition of an ARN, if the text is one.
    #[must_use]
    pub fn of_arn(arn: &str) -> Option<Self> {
        let partition = field(arn, 1)?;
        let named = partition.starts_with("aws")
            && partition
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        named.then(|| Self(partition.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Region in which the partition's global services, root's sign-in among them,
    /// record their events; none for a partition that this crate doesn't know.
    #[must_use]
    pub fn global_region(&self) -> Option<&'static str> {
        match self.0.as_str() {
            "aws" => Some("us-east-1"),
            "aws-cn" => Some("cn-north-1"),
            "aws-us-gov" => Some("us-gov-west-1"),
            _ => None,
        }
    }

    /// AWS GovCloud (US), where the root user has no console password.
    #[must_use]
    pub fn is_gov_cloud(&self) -> bool {
        self.0 == "aws-us-gov"
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account field of an ARN, if the text is an ARN.
pub(crate) fn account_of_arn(arn: &str) -> Option<&str> {
    field(arn, 4)
}

/// Field `index` of `arn:partition:service:region:account:resource`.
fn field(arn: &str, index: usize) -> Option<&str> {
    let fields: Vec<&str> = arn.splitn(6, ':').collect();
    match fields.as_slice() {
        ["arn", _, _, _, _, _] => fields.get(index).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_is_read_from_the_arn() {
        let table = [
            (
                "arn:aws:config:us-east-1:111111111111:config-rule/x",
                Some("aws"),
            ),
            (
                "arn:aws-cn:config:cn-north-1:111111111111:config-rule/x",
                Some("aws-cn"),
            ),
            (
                "arn:aws-us-gov:config:us-gov-west-1:111111111111:config-rule/x",
                Some("aws-us-gov"),
            ),
            ("arn:azure:config:x:111111111111:config-rule/x", None),
            ("arn::config:us-east-1:111111111111:config-rule/x", None),
            ("config-rule/x", None),
            ("", None),
        ];
        for (arn, expected) in table {
            let partition = Partition::of_arn(arn);
            assert_eq!(partition.as_ref().map(Partition::as_str), expected, "{arn}");
        }
    }

    #[test]
    fn the_account_is_read_from_the_arn() {
        let arn = "arn:aws:lambda:us-east-1:111111111111:function:name:alias";
        assert_eq!(account_of_arn(arn), Some("111111111111"));
        assert_eq!(account_of_arn("function-arn"), None);
    }
}
