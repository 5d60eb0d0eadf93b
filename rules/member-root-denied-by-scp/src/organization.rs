use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::list_parents::ListParentsOutput;
use aws_sdk_organizations::operation::list_roots::ListRootsOutput;
use aws_sdk_organizations::types::{
    Parent, ParentType, PolicyType, PolicyTypeStatus, PolicyTypeSummary, Root,
};
use config_rule::{AccountId, Pages, ReadError};

const LIST_PARENTS: &str = "organizations:ListParents";
const LIST_ROOTS: &str = "organizations:ListRoots";

/// AWS Organizations nests organizational units at most this deep.
const DEEPEST_UNIT: usize = 5;

/// The organization's root, and the account's path below it.
pub(crate) struct Place {
    /// Whether service control policies have any effect in the organization.
    pub(crate) policies_enabled: bool,
    /// The ids of the root, the units and the account.
    pub(crate) path: Vec<String>,
}

impl Place {
    pub(crate) async fn read(client: &Client, account: &AccountId) -> Result<Self, ReadError> {
        let (root, path) = tokio::try_join!(root(client), path(client, account.as_str()))?;
        if path.first() != Some(&root.id) {
            return Err(ReadError::lacks(
                LIST_PARENTS,
                "Parents.Id (of the organization's root)",
            ));
        }
        Ok(Self {
            policies_enabled: root.policies_enabled,
            path,
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct OrganizationRoot {
    id: String,
    policies_enabled: bool,
}

async fn root(client: &Client) -> Result<OrganizationRoot, ReadError> {
    let mut pages = Pages::of(LIST_ROOTS, ListRootsOutput::next_token, async |token| {
        client.list_roots().set_next_token(token).send().await
    });
    let mut all = Vec::new();
    while let Some(page) = pages.next().await? {
        all.extend(
            page.roots
                .ok_or_else(|| ReadError::lacks(LIST_ROOTS, "Roots"))?,
        );
    }
    the_root(all)
}

/// An organization has exactly one root.
fn the_root(roots: Vec<Root>) -> Result<OrganizationRoot, ReadError> {
    let lacks = |field| ReadError::lacks(LIST_ROOTS, field);
    let [root] = <[Root; 1]>::try_from(roots).map_err(|_| lacks("Roots (exactly one)"))?;
    let id = root.id.filter(|id| id.starts_with("r-"));
    let types = root.policy_types.ok_or_else(|| lacks("PolicyTypes"))?;
    let mut policies_enabled = false;
    for summary in &types {
        policies_enabled |= are_enabled(summary)?;
    }
    Ok(OrganizationRoot {
        id: id.ok_or_else(|| lacks("Roots.Id"))?,
        policies_enabled,
    })
}

/// Whether a policy type is service control policies and is enabled. A type that is being enabled
/// or disabled doesn't count.
fn are_enabled(summary: &PolicyTypeSummary) -> Result<bool, ReadError> {
    let lacks = |field| ReadError::lacks(LIST_ROOTS, field);
    match &summary.r#type {
        Some(PolicyType::ServiceControlPolicy) => match &summary.status {
            Some(PolicyTypeStatus::Enabled) => Ok(true),
            Some(PolicyTypeStatus::PendingEnable | PolicyTypeStatus::PendingDisable) => Ok(false),
            _ => Err(lacks("PolicyTypes.Status")),
        },
        Some(_) => Ok(false),
        None => Err(lacks("PolicyTypes.Type")),
    }
}

async fn path(client: &Client, account: &str) -> Result<Vec<String>, ReadError> {
    let mut path = vec![account.to_owned()];
    for _ in 0..=DEEPEST_UNIT {
        let child = path.last().map_or(account, String::as_str);
        let parent = parent(client, child).await?;
        let is_root = matches!(parent, Above::Root(_));
        let (Above::Root(id) | Above::Unit(id)) = parent;
        path.push(id);
        if is_root {
            path.reverse();
            return Ok(path);
        }
    }
    Err(ReadError::lacks(LIST_PARENTS, "parent of type ROOT"))
}

/// The parent of an account or a unit.
#[derive(Debug, PartialEq, Eq)]
enum Above {
    Root(String),
    Unit(String),
}

async fn parent(client: &Client, child: &str) -> Result<Above, ReadError> {
    let mut pages = Pages::of(LIST_PARENTS, ListParentsOutput::next_token, async |token| {
        let request = client.list_parents().child_id(child);
        request.set_next_token(token).send().await
    });
    let mut all = Vec::new();
    while let Some(page) = pages.next().await? {
        all.extend(
            page.parents
                .ok_or_else(|| ReadError::lacks(LIST_PARENTS, "Parents"))?,
        );
    }
    the_parent(all)
}

/// Each account and unit has exactly one. Its id also tells its kind.
fn the_parent(parents: Vec<Parent>) -> Result<Above, ReadError> {
    let lacks = |field| ReadError::lacks(LIST_PARENTS, field);
    let [parent] = <[Parent; 1]>::try_from(parents).map_err(|_| lacks("Parents (exactly one)"))?;
    let of_kind = |prefix| {
        let id = parent.id.filter(|id| id.starts_with(prefix));
        id.ok_or_else(|| lacks("Parents.Id"))
    };
    match parent.r#type {
        Some(ParentType::Root) => of_kind("r-").map(Above::Root),
        Some(ParentType::OrganizationalUnit) => of_kind("ou-").map(Above::Unit),
        _ => Err(lacks("Parents.Type")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scp(status: Option<&str>) -> PolicyTypeSummary {
        PolicyTypeSummary::builder()
            .r#type(PolicyType::ServiceControlPolicy)
            .set_status(status.map(PolicyTypeStatus::from))
            .build()
    }

    fn root(id: Option<&str>, types: Option<Vec<PolicyTypeSummary>>) -> Root {
        Root::builder()
            .set_id(id.map(str::to_owned))
            .set_policy_types(types)
            .build()
    }

    #[test]
    fn the_root_shows_whether_policies_are_enabled() {
        let other = PolicyTypeSummary::builder()
            .r#type(PolicyType::from("A_TYPE_OF_TOMORROW"))
            .build();
        for (types, enabled) in [
            (vec![], false),
            (vec![other.clone()], false),
            (vec![other, scp(Some("ENABLED"))], true),
            (vec![scp(Some("PENDING_ENABLE"))], false),
            (vec![scp(Some("PENDING_DISABLE"))], false),
        ] {
            let parsed = the_root(vec![root(Some("r-exam"), Some(types.clone()))]).unwrap();
            assert_eq!(parsed.policies_enabled, enabled, "{types:?}");
        }
    }

    #[test]
    fn roots_that_are_not_the_organization_s_are_refused() {
        let sound = || root(Some("r-exam"), Some(vec![scp(Some("ENABLED"))]));
        let without_type = PolicyTypeSummary::builder()
            .status(PolicyTypeStatus::Enabled)
            .build();
        for (case, roots) in [
            ("none", vec![]),
            ("two", vec![sound(), sound()]),
            ("no id", vec![root(None, Some(vec![]))]),
            (
                "a unit's id",
                vec![root(Some("ou-exam-11111111"), Some(vec![]))],
            ),
            ("no types", vec![root(Some("r-exam"), None)]),
            (
                "no status",
                vec![root(Some("r-exam"), Some(vec![scp(None)]))],
            ),
            (
                "an unknown status",
                vec![root(Some("r-exam"), Some(vec![scp(Some("PAUSED"))]))],
            ),
            (
                "no type",
                vec![root(Some("r-exam"), Some(vec![without_type]))],
            ),
        ] {
            assert!(the_root(roots).is_err(), "{case}");
        }
    }

    #[test]
    fn a_parent_is_a_root_or_a_unit() {
        let parent = |id: &str, kind: &str| {
            let builder = Parent::builder().id(id).r#type(ParentType::from(kind));
            builder.build()
        };
        let (root, unit) = (
            || parent("r-exam", "ROOT"),
            || parent("ou-exam-11111111", "ORGANIZATIONAL_UNIT"),
        );
        assert_eq!(the_parent(vec![root()]), Ok(Above::Root("r-exam".into())));
        assert_eq!(
            the_parent(vec![unit()]),
            Ok(Above::Unit("ou-exam-11111111".into()))
        );
        for (case, parents) in [
            ("none", vec![]),
            ("two", vec![unit(), root()]),
            ("an account", vec![parent("222222222222", "ACCOUNT")]),
            (
                "an account as a unit",
                vec![parent("222222222222", "ORGANIZATIONAL_UNIT")],
            ),
            (
                "a unit as the root",
                vec![parent("ou-exam-11111111", "ROOT")],
            ),
            (
                "the root as a unit",
                vec![parent("r-exam", "ORGANIZATIONAL_UNIT")],
            ),
            ("no type", vec![Parent::builder().id("r-exam").build()]),
            (
                "no id",
                vec![Parent::builder().r#type(ParentType::Root).build()],
            ),
            ("an empty id", vec![parent("", "ROOT")]),
        ] {
            assert!(the_parent(parents).is_err(), "{case}");
        }
    }
}
