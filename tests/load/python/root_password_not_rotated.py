import json
import os
from datetime import datetime, timedelta, timezone

import boto3

from evaluation import handle, organization_client, root_credentials

GLOBAL_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}
CHANGES = {"PasswordUpdated", "PasswordRecoveryCompleted", "ChangePassword"}
LOGIN_PROFILE_CHANGES = {"CreateLoginProfile", "UpdateLoginProfile"}
# Services through which a person works in the console.
CONSOLE = {"signin.amazonaws.com", "console.amazonaws.com"}
COVERED_BY = {"reset-password", "suspected-compromise"}
MOST_EVENTS = 1_000

IAM = boto3.client("iam")
CLOUDTRAIL = {}


def evaluate(event):
    if event.partition == "aws-cn":
        return "NOT_APPLICABLE", "In China there is no root user."
    summary = IAM.get_account_summary()["SummaryMap"]
    if not root_credentials(summary, event.partition):
        return "NOT_APPLICABLE", "The root user has no credentials."
    days = int(event.parameters.get("lookbackDays", 90))
    since = datetime.now(timezone.utc) - timedelta(days=days)
    regions = {os.environ["AWS_REGION"], GLOBAL_REGIONS[event.partition]}
    changes, complete = [], True
    names = ["root", *IAM.list_account_aliases()["AccountAliases"]]
    for region in sorted(regions):
        for name in names:
            found, all_of_it = password_changes(region, name, since)
            changes += found
            complete &= all_of_it
    longest = timedelta(hours=int(event.parameters.get("maxHours", 24)))
    uses = use_records(event.account, longest)
    for name, time in changes:
        if not any(begin <= time <= end for begin, end in uses):
            return "NON_COMPLIANT", f"{name} at {time} lies in no documented use."
    if not complete:
        return "NON_COMPLIANT", f"More than {MOST_EVENTS} root events."
    return "COMPLIANT", f"No undocumented change of the root password in {days} days."


def password_changes(region, user, since):
    client = CLOUDTRAIL.setdefault(region, boto3.client("cloudtrail", region_name=region))
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": user}],
        StartTime=since,
        PaginationConfig={"MaxItems": MOST_EVENTS},
    )
    changes, count = [], 0
    for page in pages:
        for event in page["Events"]:
            count += 1
            name, time = event.get("EventName"), event["EventTime"]
            try:
                record = json.loads(event["CloudTrailEvent"])
            except ValueError:
                # Only the name shows what it was.
                if name in CHANGES | LOGIN_PROFILE_CHANGES:
                    changes.append((name, time))
                continue
            identity = record["userIdentity"]
            invoked_by = identity.get("invokedBy", "")
            by_service = ".amazonaws." in invoked_by and invoked_by not in CONSOLE
            by_service |= record["eventType"] == "AwsServiceEvent"
            if identity["type"] != "Root" or by_service or record.get("errorCode"):
                continue
            outcome = (record.get("responseElements") or {}).get(name)
            own = "userName" not in (record.get("requestParameters") or {})
            is_change = name in CHANGES or (name in LOGIN_PROFILE_CHANGES and own)
            if is_change and outcome != "Failure":
                changes.append((name, time))
    return changes, count < MOST_EVENTS


def use_records(account, longest):
    """From when to when the root password could be changed for a reason."""
    pages = (
        organization_client("ssm", account)
        .get_paginator("get_parameters_by_path")
        .paginate(Path=f"/root-credential-rules/uses/{account}")
    )
    covered = []
    for page in pages:
        for parameter in page["Parameters"]:
            try:
                record = json.loads(parameter["Value"])
                begin = datetime.fromisoformat(record["from"])
                end = datetime.fromisoformat(record["to"])
                sound = end - begin <= longest and record["schemaVersion"] == 1 and len(set(record["people"])) >= 2
                if sound and record["purpose"] in COVERED_BY:
                    covered.append((begin, end))
            except (KeyError, TypeError, ValueError):
                continue
    return covered


def handler(event, _context):
    return handle(event, evaluate)
