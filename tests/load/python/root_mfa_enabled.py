import boto3

from evaluation import handle, root_credentials

IAM = boto3.client("iam")


def evaluate(event):
    if event.partition == "aws-cn":
        return "NOT_APPLICABLE", "In China there is no root user."
    summary = IAM.get_account_summary()["SummaryMap"]
    if not root_credentials(summary, event.partition):
        return "NOT_APPLICABLE", "The root user has no credentials."
    if summary["AccountMFAEnabled"]:
        return "COMPLIANT", "MFA is on for the root user."
    return "NON_COMPLIANT", "MFA is off for the root user."


def handler(event, _context):
    return handle(event, evaluate)
