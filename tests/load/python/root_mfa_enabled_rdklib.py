from botocore.exceptions import ClientError
from rdklib import ComplianceType, ConfigRule, Evaluation, Evaluator


class RootMfaEnabled(ConfigRule):
    # The library would otherwise list the rule's earlier results in each evaluation to delete
    # those of resources that are gone; an account is the only resource here.
    delete_old_evaluations_on_scheduled_notification = False

    def get_assume_role_mode(self, _event):
        return False

    def evaluate_periodic(self, event, client_factory, parameters):
        try:
            compliance, annotation = self.judge(event, client_factory.build_client("iam"))
        except ClientError as error:
            if parameters.get("onUnreadable") != "NON_COMPLIANT":
                raise
            code = error.response["Error"]["Code"]
            compliance = ComplianceType.NON_COMPLIANT
            annotation = f"{error.operation_name} failed: {code}"
        return [Evaluation(compliance, event["accountId"], "AWS::::Account", annotation)]

    @staticmethod
    def judge(event, iam):
        summary = iam.get_account_summary()["SummaryMap"]
        password = summary.get("AccountPasswordPresent")
        if password is None:
            password = event["configRuleArn"].split(":")[1] != "aws-us-gov"
        if not (
            password
            or summary["AccountAccessKeysPresent"]
            or summary["AccountSigningCertificatesPresent"]
        ):
            return ComplianceType.NOT_APPLICABLE, "The root user has no credentials."
        if summary["AccountMFAEnabled"]:
            return ComplianceType.COMPLIANT, "MFA is on for the root user."
        return ComplianceType.NON_COMPLIANT, "MFA is off for the root user."


def handler(event, context):
    return Evaluator(RootMfaEnabled()).handle(event, context)
