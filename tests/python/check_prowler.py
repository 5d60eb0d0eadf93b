"""Prowler's checks of root on every account of the sample organization, and the rules.

Arguments: the folder with the built binaries."""

import json
import pathlib
import subprocess
import sys
import tempfile

import verdicts

# By rule: the check that asks for the same.
CHECKS = {
    "org-root-access-centralized": "iam_root_credentials_management_enabled",
    "root-access-keys-absent": "iam_no_root_access_key",
    "root-mfa-enabled": "iam_root_mfa_enabled",
    "root-mfa-hardware": "iam_root_hardware_mfa_enabled",
}
# Checks for which there is no rule, and which must come to a verdict of their own.
ALONE = [
    "account_maintain_different_contact_details_to_security_billing_and_operations",
    "organizations_account_part_of_organizations",
    "organizations_delegated_administrators",
]
STATUS = {"PASS": "COMPLIANT", "FAIL": "NON_COMPLIANT", "none": "NOT_APPLICABLE"}


def says(environment: dict) -> dict[str, str]:
    prowler = pathlib.Path(__file__).with_name("prowler_for_aws.py")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, prowler, "aws", "--checks", *CHECKS.values(), *ALONE, "--region", "us-east-1"]
        command += ["--output-formats", "json-ocsf", "--output-directory", folder]
        command += ["--no-banner", "--no-color", "--ignore-exit-code-3"]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        if run.returncode != 0:
            sys.exit(run.stdout + run.stderr)
        (report,) = pathlib.Path(folder).glob("*.ocsf.json")
        findings = json.loads(report.read_text())
    told = {finding["metadata"]["event_code"]: finding["status_code"] for finding in findings}
    for check in ALONE:
        if told.pop(check, None) not in STATUS:
            sys.exit(f"Prowler came to no end with {check}")
    # Where there is nothing to judge, Prowler has no finding.
    found = {rule: told.get(check, "none") for rule, check in CHECKS.items()}
    return {rule: STATUS.get(status, status) for rule, status in found.items()}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]).resolve()
    sys.exit(verdicts.compare("Prowler", says, CHECKS.keys(), folder))
