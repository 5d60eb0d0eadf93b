"""Code that the rules share: AWS Config's event, and its answer."""

import functools
import json
import os

import boto3
from botocore.exceptions import ClientError

CONFIG = boto3.client("config")
ORGANIZATIONS = boto3.client("organizations")


class Event:
    def __init__(self, event):
        self.account = event["accountId"]
        self.partition = event["configRuleArn"].split(":")[1]
        self.parameters = json.loads(event.get("ruleParameters") or "{}")
        self.token = event["resultToken"]
        invoking = json.loads(event["invokingEvent"])
        self.created = invoking["notificationCreationTime"]


def handle(event, evaluate):
    """Evaluates the account and puts the evaluation."""
    event = Event(event)
    try:
        compliance, annotation = evaluate(event)
    except ClientError as error:
        if event.parameters.get("onUnreadable") != "NON_COMPLIANT":
            raise
        code = error.response["Error"]["Code"]
        compliance = "NON_COMPLIANT"
        annotation = f"{error.operation_name} failed: {code}"
    answer = CONFIG.put_evaluations(
        Evaluations=[
            {
                "ComplianceResourceType": "AWS::::Account",
                "ComplianceResourceId": event.account,
                "ComplianceType": compliance,
                "Annotation": annotation[:256],
                "OrderingTimestamp": event.created,
            }
        ],
        ResultToken=event.token,
    )
    if answer.get("FailedEvaluations"):
        raise RuntimeError("AWS Config did not take the evaluation")
    return compliance


@functools.cache
def organization():
    """The organization's id and management account; none for a standalone account."""
    try:
        found = ORGANIZATIONS.describe_organization()["Organization"]
    except ORGANIZATIONS.exceptions.AWSOrganizationsNotInUseException:
        return None
    return found["Id"], found["MasterAccountId"]


def kind(account):
    found = organization()
    if found is None:
        return "standalone"
    return "management" if found[1] == account else "member"


@functools.cache
def organization_client(service, account):
    """A client with the organization's reader role, if there is one."""
    role = os.environ.get("ORGANIZATION_READER_ROLE_ARN")
    if not role:
        return boto3.client(service)
    credentials = boto3.client("sts").assume_role(
        RoleArn=role,
        RoleSessionName="rule",
        Tags=[{"Key": "account", "Value": account}],
    )["Credentials"]
    return boto3.client(
        service,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def root_credentials(summary, partition):
    """Whether the root user has a password, access key or signing certificate."""
    password = summary.get("AccountPasswordPresent")
    if password is None:
        password = partition != "aws-us-gov"
    keys = summary["AccountAccessKeysPresent"]
    return bool(password or keys or summary["AccountSigningCertificatesPresent"])
