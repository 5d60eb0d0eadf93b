//! The tasks of centralized root access: IAM User Guide, "Perform a privileged task on an AWS
//! Organizations member account", and the managed policies of the path `root-task/`.

/// What a root session is opened for.
#[derive(Debug)]
pub(super) struct RootTask {
    /// The managed policy to which the session is limited.
    policy: &'static str,
    /// The feature that must be on; neither implies the other. To allow password recovery the guide
    /// requires both, but real calls needed only the one.
    pub(super) feature: &'static str,
    allows: &'static [&'static str],
}

const CREDENTIALS: &str = "RootCredentialsManagement";
const SESSIONS: &str = "RootSessions";

const TASKS: [RootTask; 5] = [
    RootTask {
        policy: "IAMAuditRootUserCredentials",
        feature: CREDENTIALS,
        allows: &[
            "iam:GetAccessKeyLastUsed",
            "iam:GetAccountSummary",
            "iam:GetLoginProfile",
            "iam:GetUser",
            "iam:ListAccessKeys",
            "iam:ListMFADevices",
            "iam:ListSigningCertificates",
        ],
    },
    RootTask {
        policy: "IAMDeleteRootUserCredentials",
        feature: CREDENTIALS,
        allows: &[
            "iam:DeactivateMFADevice",
            "iam:DeleteAccessKey",
            "iam:DeleteLoginProfile",
            "iam:DeleteSigningCertificate",
            "iam:GetAccessKeyLastUsed",
            "iam:GetLoginProfile",
            "iam:GetUser",
            "iam:ListAccessKeys",
            "iam:ListMFADevices",
            "iam:ListSigningCertificates",
        ],
    },
    RootTask {
        policy: "IAMCreateRootUserPassword",
        feature: CREDENTIALS,
        allows: &["iam:CreateLoginProfile", "iam:GetLoginProfile"],
    },
    RootTask {
        policy: "S3UnlockBucketPolicy",
        feature: SESSIONS,
        allows: &[
            "s3:DeleteBucketPolicy",
            "s3:GetBucketPolicy",
            "s3:ListAllMyBuckets",
            "s3:PutBucketPolicy",
        ],
    },
    RootTask {
        policy: "SQSUnlockQueuePolicy",
        feature: SESSIONS,
        allows: &[
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ListQueues",
            "sqs:SetQueueAttributes",
        ],
    },
];

impl RootTask {
    /// The task of a policy's ARN.
    pub(super) fn of(arn: &str) -> Option<&'static Self> {
        let (partition, policy) = arn
            .strip_prefix("arn:")?
            .split_once(":iam::aws:policy/root-task/")?;
        let task = TASKS.iter().find(|task| task.policy == policy);
        task.filter(|_| partition.starts_with("aws"))
    }

    pub(super) fn allows(&self, action: &str) -> bool {
        self.allows.contains(&action)
    }
}
