//! The Regions of each partition, for those who ask which there are.

/// A Region's name, and whether an account must opt in to it.
pub(super) type Region = (&'static str, bool);

/// Those of the partition `aws` that are on in every account, and two that are not.
const AWS: &[Region] = &[
    ("af-south-1", true),
    ("ap-northeast-1", false),
    ("ap-northeast-2", false),
    ("ap-northeast-3", false),
    ("ap-south-1", false),
    ("ap-southeast-1", false),
    ("ap-southeast-2", false),
    ("ca-central-1", false),
    ("eu-central-1", false),
    ("eu-north-1", false),
    ("eu-south-1", true),
    ("eu-west-1", false),
    ("eu-west-2", false),
    ("eu-west-3", false),
    ("sa-east-1", false),
    ("us-east-1", false),
    ("us-east-2", false),
    ("us-west-1", false),
    ("us-west-2", false),
];
const CHINA: &[Region] = &[("cn-north-1", false), ("cn-northwest-1", false)];
const GOVCLOUD: &[Region] = &[("us-gov-east-1", false), ("us-gov-west-1", false)];
const EUROPEAN_SOVEREIGN_CLOUD: &[Region] = &[("eusc-de-east-1", false)];

/// In the order of their names. No account has opted in to any.
pub(super) fn of(partition: &str) -> &'static [Region] {
    match partition {
        "aws-cn" => CHINA,
        "aws-us-gov" => GOVCLOUD,
        "aws-eusc" => EUROPEAN_SOVEREIGN_CLOUD,
        _ => AWS,
    }
}
