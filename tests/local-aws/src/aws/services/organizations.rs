//! Organizations, as seen from the management account, a delegated administrator, and elsewhere.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::epoch;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::{page, page_of};
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, NEXT_TOKEN, Service};
use crate::scenario::{Account, AccountId, OrganizationFacts, Unit, organization};

pub(crate) const SERVICE: Service = Service {
    signing_name: "organizations",
    iam_prefix: "organizations",
    protocol: Protocol::Json {
        target: "AWSOrganizationsV20161128",
    },
    errors: Errors {
        throttled: (400, "TooManyRequestsException"),
        denied: (400, "AccessDeniedException"),
        invalid: (400, "InvalidInputException"),
        bad_token: (400, "InvalidInputException"),
    },
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("DescribeOrganization", describe_organization),
    ("DescribeAccount", describe_account),
    ("ListAccounts", list_accounts),
    ("ListRoots", list_roots),
    ("ListParents", list_parents),
    ("ListAccountsForParent", list_accounts_for_parent),
    (
        "ListOrganizationalUnitsForParent",
        list_organizational_units_for_parent,
    ),
    ("ListPoliciesForTarget", list_policies_for_target),
    ("DescribePolicy", describe_policy),
];

/// AWS's largest page of every list here.
const PAGE: usize = 20;

const FULL_ACCESS_ID: &str = "p-FullAWSAccess";
const FULL_ACCESS_NAME: &str = "FullAWSAccess";
const FULL_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// The caller's account's role in the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Management,
    /// A delegated administrator of the service in question.
    Delegated,
    Member,
}

/// The caller's role; a delegated administrator of `service` counts (empty: of any).
pub(super) fn standing(request: &Request<'_>, service: &str) -> Result<Standing, ServiceError> {
    let organization = organization_of(request)?;
    let account = &request.caller()?.account;
    Ok(if organization.management_account == *account {
        Standing::Management
    } else if organization
        .delegated_administrators
        .iter()
        .any(|(of, administrator)| {
            administrator == account && (service.is_empty() || of == service)
        })
    {
        Standing::Delegated
    } else {
        Standing::Member
    })
}

fn organization_of<'a>(request: &Request<'a>) -> Result<&'a OrganizationFacts, ServiceError> {
    request.scenario().organization.as_ref().ok_or_else(|| {
        ServiceError::client(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        )
    })
}

/// The organization, for callers that may read it.
fn readable<'a>(request: &Request<'a>) -> Result<&'a OrganizationFacts, ServiceError> {
    let organization = organization_of(request)?;
    match standing(request, "")? {
        Standing::Management | Standing::Delegated => Ok(organization),
        Standing::Member => Err(request
            .service
            .denied("You don't have permissions to access this resource.")),
    }
}

fn describe_organization(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = organization_of(request)?;
    let scenario = request.scenario();
    let partition = &scenario.partition;
    let (id, management) = (&organization.id, &organization.management_account);
    let email = scenario
        .accounts
        .get(management)
        .map(|account| account.email(management));
    Ok(json!({ "Organization": {
        "Id": id,
        "Arn": format!("arn:{partition}:organizations::{management}:organization/{id}"),
        "FeatureSet": organization.feature_set,
        "MasterAccountArn":
            format!("arn:{partition}:organizations::{management}:account/{id}/{management}"),
        "MasterAccountId": management,
        "MasterAccountEmail": email,
        // AWS no longer updates this list; ListRoots shows what is enabled.
        "AvailablePolicyTypes": [{ "Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED" }],
    }}))
}

fn describe_account(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let wanted = request.required("AccountId")?;
    let (id, account) = find_account(request, wanted)?;
    // The reader role's policy reaches the account that its session is tagged with.
    if let Some(tagged) = request.caller()?.session_tags.get("account")
        && tagged != wanted
    {
        let caller = request.caller()?.arn(&request.scenario().partition);
        return Err(request.service.denied(format!(
            "User: {caller} is not authorized to perform: organizations:DescribeAccount on \
             resource: {} because no identity-based policy allows the \
             organizations:DescribeAccount action",
            account_arn(request, organization, id)
        )));
    }
    Ok(json!({ "Account": describe(request, organization, id, account) }))
}

fn list_accounts(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let accounts: Vec<_> = request.scenario().accounts.iter().collect();
    page_of(request, "Accounts", &accounts, PAGE, |(id, account)| {
        describe(request, organization, id, account)
    })
    .map(Value::Object)
}

fn describe(
    request: &Request<'_>,
    organization: &OrganizationFacts,
    id: &AccountId,
    account: &Account,
) -> Value {
    let state = account.state.as_deref().unwrap_or("ACTIVE");
    // The older field has fewer states.
    let status = match state {
        "ACTIVE" | "PENDING_CLOSURE" => state,
        _ => "SUSPENDED",
    };
    let is_management = organization.management_account == *id;
    json!({
        "Id": id,
        "Arn": account_arn(request, organization, id),
        "Email": account.email(id),
        "Name": account.name.clone().unwrap_or_else(|| format!("Account {id}")),
        "Status": status,
        "State": state,
        "JoinedMethod": if is_management { "INVITED" } else { "CREATED" },
        "JoinedTimestamp": epoch(Timestamp::UNIX_EPOCH),
    })
}

fn account_arn(request: &Request<'_>, organization: &OrganizationFacts, id: &AccountId) -> String {
    format!(
        "arn:{}:organizations::{}:account/{}/{id}",
        request.scenario().partition,
        organization.management_account,
        organization.id
    )
}

fn find_account<'a>(
    request: &Request<'a>,
    id: &str,
) -> Result<(&'a AccountId, &'a Account), ServiceError> {
    id.parse()
        .ok()
        .and_then(|id: AccountId| request.scenario().accounts.get_key_value(&id))
        .ok_or_else(|| {
            ServiceError::client(
                "AccountNotFoundException",
                "You specified an account that doesn't exist.",
            )
        })
}

fn list_roots(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let types: Vec<Value> = organization
        .policy_types
        .iter()
        .map(|name| json!({ "Type": name, "Status": "ENABLED" }))
        .collect();
    let root = json!({
        "Id": organization.root_id(),
        "Arn": format!(
            "arn:{}:organizations::{}:root/{}/{}",
            request.scenario().partition,
            organization.management_account,
            organization.id,
            organization.root_id()
        ),
        "Name": organization::ROOT,
        "PolicyTypes": types,
    });
    page(request, "Roots", &[root], PAGE).map(Value::Object)
}

fn units(request: &Request<'_>, organization: &OrganizationFacts) -> Vec<Unit> {
    organization.units(&request.scenario().accounts)
}

fn list_parents(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let child = request.required("ChildId")?;
    let units = units(request, organization);
    let parent = if let Some(unit) = units.iter().find(|unit| unit.id == child) {
        organization::parent_path(&unit.path).to_owned()
    } else if let Ok((_, account)) = find_account(request, child) {
        account.unit.clone()
    } else {
        return Err(ServiceError::client(
            "ChildNotFoundException",
            "You provided a value that does not match the required pattern.",
        ));
    };
    let parent = match units.iter().find(|unit| unit.path == parent) {
        Some(unit) => json!({ "Id": unit.id, "Type": "ORGANIZATIONAL_UNIT" }),
        None => json!({ "Id": organization.root_id(), "Type": "ROOT" }),
    };
    page(request, "Parents", &[parent], PAGE).map(Value::Object)
}

/// The path of the unit that `ParentId` names; empty for the root.
fn parent(request: &Request<'_>, organization: &OrganizationFacts) -> Result<String, ServiceError> {
    let id = request.required("ParentId")?;
    if id == organization.root_id() {
        return Ok(String::new());
    }
    units(request, organization)
        .into_iter()
        .find(|unit| unit.id == id)
        .map(|unit| unit.path)
        .ok_or_else(|| {
            ServiceError::client(
                "ParentNotFoundException",
                "You specified a parent that doesn't exist.",
            )
        })
}

fn list_accounts_for_parent(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let parent = parent(request, organization)?;
    let accounts: Vec<_> = request
        .scenario()
        .accounts
        .iter()
        .filter(|(_, account)| account.unit == parent)
        .collect();
    page_of(request, "Accounts", &accounts, PAGE, |(id, account)| {
        describe(request, organization, id, account)
    })
    .map(Value::Object)
}

fn list_organizational_units_for_parent(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let parent = parent(request, organization)?;
    let children: Vec<Value> = units(request, organization)
        .into_iter()
        .filter(|unit| organization::parent_path(&unit.path) == parent)
        .map(|unit| {
            let name = unit.path.rsplit('/').next().unwrap_or_default();
            json!({
                "Id": unit.id,
                "Arn": format!(
                    "arn:{}:organizations::{}:ou/{}/{}",
                    request.scenario().partition,
                    organization.management_account,
                    organization.id,
                    unit.id
                ),
                "Name": name,
            })
        })
        .collect();
    page(request, "OrganizationalUnits", &children, PAGE).map(Value::Object)
}

fn list_policies_for_target(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let target = request.required("TargetId")?;
    let filter = request.required("Filter")?;
    let units = units(request, organization);
    // The name by which the scenario attaches policies.
    let name = if target == organization.root_id() {
        organization::ROOT
    } else if let Some(unit) = units.iter().find(|unit| unit.id == target) {
        &unit.path
    } else if find_account(request, target).is_ok() {
        target
    } else {
        return Err(ServiceError::client(
            "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.",
        ));
    };
    let mut policies = Vec::new();
    if filter == "SERVICE_CONTROL_POLICY"
        && organization
            .policy_types
            .iter()
            .any(|enabled| enabled == filter)
    {
        if !organization.without_full_access.iter().any(|t| t == name) {
            policies.push(summary(request, organization, FULL_ACCESS_NAME));
        }
        for (policy, facts) in &organization.policies {
            if facts.attached_to.iter().any(|target| target == name) {
                policies.push(summary(request, organization, policy));
            }
        }
    }
    page(request, "Policies", &policies, PAGE).map(Value::Object)
}

fn describe_policy(request: &Request<'_>) -> Result<Value, ServiceError> {
    let organization = readable(request)?;
    let id = request.required("PolicyId")?;
    let (name, content) = if id == FULL_ACCESS_ID {
        (FULL_ACCESS_NAME, FULL_ACCESS)
    } else {
        organization
            .policies
            .iter()
            .find(|(name, _)| policy_id(organization, name) == id)
            .map(|(name, policy)| (name.as_str(), policy.content.as_str()))
            .ok_or_else(|| {
                ServiceError::client(
                    "PolicyNotFoundException",
                    "We can't find a policy with the PolicyId that you specified.",
                )
            })?
    };
    Ok(json!({ "Policy": {
        "PolicySummary": summary(request, organization, name),
        "Content": content,
    }}))
}

/// A policy's id, from its place among the names.
fn policy_id(organization: &OrganizationFacts, name: &str) -> String {
    match organization.policies.keys().position(|known| known == name) {
        Some(place) => format!("p-exam{:04}", place + 1),
        None => FULL_ACCESS_ID.to_owned(),
    }
}

fn summary(request: &Request<'_>, organization: &OrganizationFacts, name: &str) -> Value {
    let id = policy_id(organization, name);
    let aws_managed = id == FULL_ACCESS_ID;
    let owner = if aws_managed {
        "aws:policy".to_owned()
    } else {
        format!(
            "{}:policy/{}",
            organization.management_account, organization.id
        )
    };
    json!({
        "Id": id,
        "Arn": format!(
            "arn:{}:organizations::{owner}/service_control_policy/{id}",
            request.scenario().partition
        ),
        "Name": name,
        "Description": "",
        "Type": "SERVICE_CONTROL_POLICY",
        "AwsManaged": aws_managed,
    })
}
