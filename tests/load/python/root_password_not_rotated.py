import json
import os
from datetime import datetime, timedelta, timezone

import boto3

from evaluation import handle, organization_client, root_credentials

GLOBAL_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
}
CHANGES = {"PasswordUpdated", "PasswordRecoveryCompleted", "ChangePassword"}
COVERED_BY = {"reset-password", "suspected-compromise"}
MOST_EVENTS = 1_000

IAM = boto3.client("iam")
CLOUDTRAIL = {}


def evaluate(event):
    summary = IAM.get_account_summary()["SummaryMap"]
    if not root_credentials(summary, event.partition):
        return "NOT_APPLICABLE", "The root user has no credentials."
    days = int(event.parameters.get("lookbackDays", 90))
    since = datetime.now(timezone.utc) - timedelta(days=days)
    regions = {os.environ["AWS_REGION"], GLOBAL_REGIONS[event.partition]}
    changes, complete = [], True
    for region in sorted(regions):
        found, all_of_it = password_changes(region, since)
        changes += found
        complete &= all_of_it
    uses = use_records(event.account)
    for name, time in changes:
        if not any(begin <= time <= end for begin, end in uses):
            return "NON_COMPLIANT", f"{name} at {time} lies in no documented use."
    if not complete:
        return "NON_COMPLIANT", f"More than {MOST_EVENTS} root events."
    return "COMPLIANT", f"No undocumented change of the root password in {days} days."


def password_changes(region, since):
    client = CLOUDTRAIL.setdefault(region, boto3.client("cloudtrail", region_name=region))
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "root"}],
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
                # What it was can't be told but by its name.
                if name in CHANGES:
                    changes.append((name, time))
                continue
            identity = record["userIdentity"]
            by_service = identity.get("invokedBy") or record["eventType"] == "AwsServiceEvent"
            if identity["type"] != "Root" or by_service or record.get("errorCode"):
                continue
            outcome = (record.get("responseElements") or {}).get(name)
            if name in CHANGES and outcome != "Failure":
                changes.append((name, time))
    return changes, count < MOST_EVENTS


def use_records(account):
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
                sound = record["schemaVersion"] == 1 and len(set(record["people"])) >= 2
                if sound and record["purpose"] in COVERED_BY:
                    covered.append((begin, end))
            except (KeyError, TypeError, ValueError):
                continue
    return covered


def handler(event, _context):
    return handle(event, evaluate)
