//! The events that must raise an alert, as AWS's guides say that CloudTrail records them.
//!
//! - "CloudTrail userIdentity element" has what tells a sign-in, a long-term key and a session apart.
//! - "AWS Management Console sign-in events": root's sign-in is recorded in the global Region, from
//!   wherever it is made; `MFAUsed`, and what a failed one looks like.
//! - "CloudTrail record contents" has `readOnly`, `errorCode` and `sessionCredentialFromConsole`,
//!   which is only there if it is true.
//! - "Track privileged tasks in CloudTrail" has the two events of a centralized root session.
//!
//! They differ in everything that a pattern could depend on by chance: the verb, the service, the
//! session, the agent, the address.

/// An event that must raise an alert, or the counterexample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sample {
    SignInWithMfa,
    SignInWithoutMfa,
    SignInFailed,
    SignInElsewhere,
    ConsoleCall,
    UnmarkedConsoleCall,
    ConsoleCallWithoutMfa,
    KeyCall,
    KeyCallToAccount,
    LoginCall,
    LoginCallWithoutMfa,
    FailedCall,
    Read,
    ReadByKey,
    CallElsewhere,
    /// `includeRootSessions`: the caller's event, and what is done in the session.
    AssumeRoot,
    RootSessionCall,
    /// The counterexample: an IAM user's sign-in.
    UserSignIn,
}

/// How the caller got its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// A sign-in has none yet.
    SignIn { user: User, mfa: bool, failed: bool },
    /// A long-term key: no session.
    Key,
    /// A session, with CloudTrail's optional marks.
    Session { mfa: bool, from_console: bool },
    /// A centralized root session.
    AssumedRoot,
    /// The role that starts one.
    Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum User {
    Root,
    Iam,
}

/// Where a call is made and recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    GlobalRegion,
    OtherRegion,
}

/// The parts of a sample's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// To stand in a sentence.
    pub(crate) described: &'static str,
    pub(crate) credentials: Credentials,
    /// The service's name in front of `.amazonaws.com`.
    pub(crate) service: &'static str,
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) read_only: bool,
    pub(crate) error: Option<&'static str>,
    pub(crate) agent: &'static str,
    pub(crate) address: &'static str,
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
const CLI: &str =
    "aws-cli/2.32.4 md/awscrt#0.29.1 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.9";
const SDK: &str = "Boto3/1.42.1 md/Botocore#1.42.1 ua/2.1 os/windows#11 lang/python#3.13.9";
const TERRAFORM: &str = "APN/1.0 HashiCorp/1.0 Terraform/1.14.0 aws-sdk-go-v2/1.40.0";

const fn sign_in(mfa: bool, failed: bool) -> Credentials {
    let user = User::Root;
    Credentials::SignIn { user, mfa, failed }
}

const fn session(mfa: bool, from_console: bool) -> Credentials {
    Credentials::Session { mfa, from_console }
}

const SIGN_IN: Shape = Shape {
    described: "A root sign-in",
    credentials: sign_in(true, false),
    service: "signin",
    name: "ConsoleLogin",
    place: Place::GlobalRegion,
    read_only: false,
    error: None,
    agent: FIREFOX,
    address: "192.0.2.10",
};

const CALL: Shape = Shape {
    described: "A root API call",
    credentials: session(true, true),
    ..SIGN_IN
};

impl Sample {
    /// What root does that must raise an alert.
    pub(crate) const ROOT: [Self; 15] = [
        Self::SignInWithMfa,
        Self::SignInWithoutMfa,
        Self::SignInFailed,
        Self::SignInElsewhere,
        Self::ConsoleCall,
        Self::UnmarkedConsoleCall,
        Self::ConsoleCallWithoutMfa,
        Self::KeyCall,
        Self::KeyCallToAccount,
        Self::LoginCall,
        Self::LoginCallWithoutMfa,
        Self::FailedCall,
        Self::Read,
        Self::ReadByKey,
        Self::CallElsewhere,
    ];
    #[cfg(test)]
    pub(crate) const ROOT_SESSION: [Self; 2] = [Self::AssumeRoot, Self::RootSessionCall];

    pub(crate) const fn shape(self) -> Shape {
        match self {
            Self::SignInWithMfa => Shape {
                described: "A root sign-in with MFA",
                ..SIGN_IN
            },
            Self::SignInWithoutMfa => Shape {
                described: "A root sign-in without MFA",
                credentials: sign_in(false, false),
                agent: SAFARI,
                address: "198.51.100.7",
                ..SIGN_IN
            },
            Self::SignInFailed => Shape {
                described: "A failed root sign-in",
                credentials: sign_in(false, true),
                address: "203.0.113.80",
                ..SIGN_IN
            },
            Self::SignInElsewhere => Shape {
                described: "A root sign-in to another Region's console",
                agent: SAFARI,
                address: "2001:db8::17",
                place: Place::OtherRegion,
                ..SIGN_IN
            },
            Self::ConsoleCall => Shape {
                described: "A root API call from the console",
                service: "iam",
                name: "DeleteAccountPasswordPolicy",
                ..CALL
            },
            Self::UnmarkedConsoleCall => Shape {
                described: "A root API call without sessionCredentialFromConsole",
                credentials: session(true, false),
                service: "ec2",
                name: "StopInstances",
                address: "198.51.100.7",
                ..CALL
            },
            Self::ConsoleCallWithoutMfa => Shape {
                described: "A root API call without MFA",
                credentials: session(false, true),
                service: "rds",
                name: "ModifyDBInstance",
                agent: SAFARI,
                ..CALL
            },
            Self::KeyCall => Shape {
                described: "A root API call with an access key",
                credentials: Credentials::Key,
                service: "cloudtrail",
                name: "StopLogging",
                agent: SDK,
                address: "203.0.113.80",
                ..CALL
            },
            Self::KeyCallToAccount => Shape {
                described: "A root API call with an access key to another service",
                credentials: Credentials::Key,
                service: "route53",
                name: "ChangeResourceRecordSets",
                agent: TERRAFORM,
                address: "2001:db8::17",
                ..CALL
            },
            Self::LoginCall => Shape {
                described: "A root API call by aws login",
                credentials: session(true, false),
                service: "lambda",
                name: "UpdateFunctionCode20150331v2",
                agent: CLI,
                address: "198.51.100.7",
                ..CALL
            },
            Self::LoginCallWithoutMfa => Shape {
                described: "A root API call by aws login without MFA",
                credentials: session(false, false),
                service: "s3",
                name: "PutBucketPolicy",
                agent: CLI,
                ..CALL
            },
            Self::FailedCall => Shape {
                described: "A denied root API call",
                service: "sts",
                name: "AssumeRole",
                error: Some("AccessDenied"),
                agent: CLI,
                address: "203.0.113.80",
                ..CALL
            },
            Self::Read => Shape {
                described: "A root API call that reads",
                service: "iam",
                name: "GetAccountSummary",
                read_only: true,
                ..CALL
            },
            Self::ReadByKey => Shape {
                described: "A root API call that reads with an access key",
                credentials: Credentials::Key,
                service: "secretsmanager",
                name: "ListSecrets",
                read_only: true,
                agent: SDK,
                address: "2001:db8::17",
                ..CALL
            },
            Self::CallElsewhere => Shape {
                described: "A root API call in another Region",
                service: "ec2",
                name: "RunInstances",
                place: Place::OtherRegion,
                agent: TERRAFORM,
                ..CALL
            },
            Self::AssumeRoot => Shape {
                described: "The start of a centralized root session",
                credentials: Credentials::Role,
                service: "sts",
                name: "AssumeRoot",
                agent: CLI,
                ..CALL
            },
            Self::RootSessionCall => Shape {
                described: "A call in a centralized root session",
                credentials: Credentials::AssumedRoot,
                service: "iam",
                name: "DeleteLoginProfile",
                agent: CLI,
                ..CALL
            },
            Self::UserSignIn => Shape {
                described: "The sign-in of an IAM user",
                credentials: Credentials::SignIn {
                    user: User::Iam,
                    mfa: true,
                    failed: false,
                },
                ..SIGN_IN
            },
        }
    }

    pub(crate) const fn is_sign_in(self) -> bool {
        matches!(self.shape().credentials, Credentials::SignIn { .. })
    }

    /// Whether an event rule may miss it and still follow AWS's guide on alerts for root activity:
    /// a bus carries only its own Region's calls, and read calls only to rules that ask for them.
    pub(crate) const fn is_beyond_event_rules(self) -> bool {
        let shape = self.shape();
        shape.read_only || (!self.is_sign_in() && matches!(shape.place, Place::OtherRegion))
    }
}
