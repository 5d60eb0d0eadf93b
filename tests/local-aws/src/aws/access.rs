//! Credentials that the endpoint has issued, and who holds them.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::scenario::AccountId;

/// One run of a function, whose calls belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub(crate) u64);

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account whose credentials these are.
    pub account: AccountId,
    /// Its identity in that account.
    pub principal: Principal,
    /// The session tags it was assumed with.
    pub session_tags: BTreeMap<String, String>,
    /// The function that began the chain of sessions.
    pub function: Option<FunctionId>,
}

/// What a caller is in its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A session of a role.
    Role {
        /// The role's name.
        name: String,
        /// The session's name.
        session: String,
    },
    /// A centralized root session, limited to the actions of a task policy.
    AssumedRoot {
        /// The task policy's ARN.
        task_policy: String,
    },
}

impl Caller {
    /// The caller's ARN, as error messages and GetCallerIdentity name it.
    #[must_use]
    pub fn arn(&self, partition: &str) -> String {
        let account = &self.account;
        match &self.principal {
            Principal::Role { name, session } => {
                format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}")
            }
            Principal::AssumedRoot { .. } => format!("arn:{partition}:iam::{account}:root"),
        }
    }

    /// The role's name; `None` for a root session.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        match &self.principal {
            Principal::Role { name, .. } => Some(name),
            Principal::AssumedRoot { .. } => None,
        }
    }
}

/// The IAM actions that a function may use; all others are refused. An action may end in `*`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Permissions {
    /// In its own account.
    pub own: Vec<String>,
    /// In the organization's reader role.
    pub organization: Vec<String>,
}

/// Temporary credentials of this endpoint.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The access key id, which identifies the caller.
    pub access_key_id: String,
    /// The secret access key, which nothing checks.
    pub secret_access_key: String,
    /// The session token, which nothing checks.
    pub session_token: String,
}

/// The holder of an access key id.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) caller: Caller,
    /// The permissions of the function that began the chain. `None` allows everything.
    pub(crate) permissions: Option<Arc<Permissions>>,
    /// Whether this is the organization's reader role.
    pub(crate) is_reader: bool,
}

/// Sessions by access key id, and the keys of each function.
#[derive(Debug, Default)]
struct Sessions {
    all: HashMap<String, Session>,
    keys: HashMap<FunctionId, Vec<String>>,
}

#[derive(Debug, Default)]
pub(crate) struct Access {
    sessions: Mutex<Sessions>,
    issued: AtomicU64,
    /// The holder of every unknown access key, if the functions have real credentials.
    everyone: Option<Session>,
}

impl Access {
    /// Treats every access key id as that of `session`.
    pub(crate) fn everyone(session: Session) -> Self {
        Self {
            everyone: Some(session),
            ..Self::default()
        }
    }

    pub(crate) fn issue(&self, session: Session) -> Credentials {
        let number = self.issued.fetch_add(1, Ordering::Relaxed) + 1;
        let credentials = Credentials {
            access_key_id: format!("ASIAEXAMPLE{number:09}"),
            secret_access_key: "local-secret-access-key".to_owned(),
            session_token: format!("local-session-token-{number}"),
        };
        let mut sessions = self.sessions();
        if let Some(function) = session.caller.function {
            let keys = sessions.keys.entry(function).or_default();
            keys.push(credentials.access_key_id.clone());
        }
        sessions
            .all
            .insert(credentials.access_key_id.clone(), session);
        credentials
    }

    pub(crate) fn session(&self, access_key_id: &str) -> Option<Session> {
        self.sessions()
            .all
            .get(access_key_id)
            .or(self.everyone.as_ref())
            .cloned()
    }

    /// Forgets all credentials of `function`, which are unknown from then on.
    pub(crate) fn forget(&self, function: FunctionId) {
        let mut sessions = self.sessions();
        for key in sessions.keys.remove(&function).into_iter().flatten() {
            sessions.all.remove(&key);
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The credential scope of a version 4 signature: `Credential=<access key
/// id>/<date>/<region>/<service>/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key_id: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Scope {
    pub(crate) fn of(authorization: &str) -> Option<Self> {
        let (_, credential) = authorization.split_once("Credential=")?;
        let credential = credential.split([',', ' ']).next()?;
        let [access_key_id, _date, region, service, "aws4_request"] =
            credential.split('/').collect::<Vec<_>>()[..]
        else {
            return None;
        };
        Some(Self {
            access_key_id: access_key_id.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn the_scope_is_read_from_a_signature() {
        let scope = Scope::of(
            "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE1/20260101/eu-central-1/iam/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00",
        )
        .unwrap();
        assert_eq!(scope.access_key_id, "ASIAEXAMPLE1");
        assert_eq!(scope.region, "eu-central-1");
        assert_eq!(scope.service, "iam");
        assert_eq!(Scope::of(""), None);
        assert_eq!(Scope::of("Bearer abc"), None);
        assert_eq!(Scope::of("AWS4-HMAC-SHA256 Credential=a/b/c"), None);
    }
}
