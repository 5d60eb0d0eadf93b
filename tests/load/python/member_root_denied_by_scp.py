import fnmatch
import json
import re

from evaluation import handle, kind, organization, organization_client

SERVICE_CONTROL_POLICY = "SERVICE_CONTROL_POLICY"
BUCKET_POLICIES = "s3:GetBucketPolicy, s3:PutBucketPolicy, s3:DeleteBucketPolicy"


class MalformedAnswer(Exception):
    """An answer about something other than the request, or with something missing."""


def must(holds):
    if not holds:
        raise MalformedAnswer


def evaluate(event):
    exempted = exempted_actions(event.parameters.get("exemptedActions", BUCKET_POLICIES))
    if kind(event.account) != "member":
        return "NOT_APPLICABLE", "No service control policy binds the account."
    client = organization_client("organizations", event.account)
    roots = [
        root for page in client.get_paginator("list_roots").paginate() for root in page["Roots"]
    ]
    must(roots and all(root["Id"].startswith("r-") for root in roots))
    if not any(
        each["Type"] == SERVICE_CONTROL_POLICY and each["Status"] == "ENABLED"
        for root in roots
        for each in root["PolicyTypes"]
    ):
        return "NON_COMPLIANT", "Service control policies are not enabled."
    documents, levels = {}, []
    for target in path(client, event.account, [root["Id"] for root in roots]):
        ids = attached(client, target)
        for policy in ids:
            if policy not in documents:
                described = client.describe_policy(PolicyId=policy)["Policy"]
                summary = described["PolicySummary"]
                must(summary["Id"] == policy and summary["Type"] == SERVICE_CONTROL_POLICY)
                documents[policy] = statements(described["Content"])
        levels.append([statement for policy in ids for statement in documents[policy]])

    root = Root(event.partition, event.account)
    if any(not allows_something(level) for level in levels):
        return "COMPLIANT", "A level of the organization allows nothing."
    denying = [each for level in levels for each in level if root.is_denied_by(each)]
    denied = [action for each in denying for action in as_list(each.get("Action", []))]
    if "*" in denied:
        return "COMPLIANT", "The root user is denied every action."
    partial = [as_list(each["NotResource"]) for level in levels for each in level if root.spares(each)]
    if any(apart(one, other) for one in partial for other in partial):
        return "COMPLIANT", "The root user is denied every action, by policies together."
    for statement in denying:
        if "NotAction" in statement:
            others = [*denied, *exempted]
            if all(covered(action, others) for action in as_list(statement["NotAction"])):
                return "COMPLIANT", "The root user is denied every action, together."
    return "NON_COMPLIANT", "No policy in force denies the root user every action."


def exempted_actions(text):
    actions = [action.strip() for action in text.split(",")]
    if [action.lower() for action in actions] == ["none"]:
        return []
    if not all(re.fullmatch(r"[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+", action) for action in actions):
        raise ValueError("exemptedActions")
    return actions


def path(client, account, roots):
    ids = [account]
    while not ids[-1].startswith("r-"):
        pages = client.get_paginator("list_parents").paginate(ChildId=ids[-1])
        parents = [parent for page in pages for parent in page["Parents"]]
        must(len(parents) == 1 and parents[0]["Type"] in ("ROOT", "ORGANIZATIONAL_UNIT"))
        ids.append(parents[0]["Id"])
    must(ids[-1] in roots)
    return ids


def attached(client, target):
    pages = client.get_paginator("list_policies_for_target").paginate(
        TargetId=target, Filter=SERVICE_CONTROL_POLICY
    )
    policies = [policy for page in pages for policy in page["Policies"]]
    must(policies and all(policy["Type"] == SERVICE_CONTROL_POLICY for policy in policies))
    return [policy["Id"] for policy in policies]


def statements(content):
    try:
        return as_list(json.loads(content).get("Statement", []))
    except ValueError:
        return []


def as_list(value):
    return value if isinstance(value, list) else [value]


def covered(action, patterns):
    return any(fnmatch.fnmatchcase(action.lower(), each.lower()) for each in patterns)


def apart(one, other):
    """Whether no resource matches a pattern of both, going by what stands before a wildcard."""
    starts = [[re.split(r"[*?]", each)[0] for each in patterns] for patterns in (one, other)]
    return not any(
        first.startswith(second) or second.startswith(first)
        for first in starts[0]
        for second in starts[1]
    )


def allows_something(level):
    return any(statement.get("Effect") == "Allow" for statement in level)


class Root:
    def __init__(self, partition, account):
        self.context = {
            "aws:principalarn": f"arn:{partition}:iam::{account}:root",
            "aws:principalaccount": account,
            "aws:principalorgid": organization()[0],
            "aws:principaltype": "Account",
        }

    def is_denied_by(self, statement):
        """Whether it denies some actions, on everything, to any request of the root user."""
        return "*" in as_list(statement.get("Resource", [])) and self.is_concerned_by(statement)

    def spares(self, statement):
        """Whether it denies every action except on some resources."""
        return (
            "NotResource" in statement
            and "*" in as_list(statement.get("Action", []))
            and self.is_concerned_by(statement)
        )

    def is_concerned_by(self, statement):
        return statement.get("Effect") == "Deny" and (
            all(
                self.always(operator.lower().removesuffix("ifexists"), key.lower(), as_list(values))
                for operator, keys in statement.get("Condition", {}).items()
                for key, values in keys.items()
            )
        )

    def always(self, operator, key, values):
        if key == "aws:assumedroot":
            return (operator, values) in [("null", ["true"]), ("bool", ["false"])]
        if key not in self.context:
            return False
        value = self.context[key]
        if operator in ("stringequals", "stringequalsignorecase"):
            return value in values
        if operator in ("stringlike", "arnlike", "arnequals"):
            return any(fnmatch.fnmatchcase(value, each) for each in values)
        if operator == "stringnotequals":
            return value not in values
        if operator in ("stringnotlike", "arnnotlike", "arnnotequals"):
            return not any(fnmatch.fnmatchcase(value, each) for each in values)
        return False


def handler(event, _context):
    return handle(event, evaluate)
