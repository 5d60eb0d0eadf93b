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
# Checks that must come to their end, for which there is no rule.
ALONE = ["organizations_account_part_of_organizations", "iam_avoid_root_usage"]
STATUS = {"PASS": "COMPLIANT", "FAIL": "NON_COMPLIANT"}


def says(environment: dict) -> dict[str, str]:
    prowler = pathlib.Path(sys.executable).with_name("prowler")
    rules = {check: rule for rule, check in CHECKS.items()}
    with tempfile.TemporaryDirectory() as folder:
        command = [prowler, "aws", "--checks", *rules, *ALONE, "--region", "us-east-1"]
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
    return {rules[check]: STATUS[status] for check, status in told.items()}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]).resolve()
    sys.exit(verdicts.compare("Prowler", says, CHECKS.keys(), folder))
