"""Cloud Custodian's account filters on every account of the sample organization, and the rules.

Arguments: the folder with the built binaries."""

import json
import pathlib
import subprocess
import sys
import tempfile

import verdicts

# By rule: the filter that finds what the rule forbids.
FILTERS = {
    "root-access-keys-absent": {
        "type": "iam-summary",
        "key": "AccountAccessKeysPresent",
        "value": 0,
        "op": "gt",
    },
    "root-mfa-enabled": {"type": "iam-summary", "key": "AccountMFAEnabled", "value": 0},
    "root-mfa-hardware": {"type": "has-virtual-mfa", "value": True},
    "root-signing-certificates-absent": {
        "type": "iam-summary",
        "key": "AccountSigningCertificatesPresent",
        "value": 0,
        "op": "gt",
    },
}


def says(environment: dict) -> dict[str, str]:
    custodian = pathlib.Path(sys.executable).with_name("custodian")
    policies = [
        {"name": rule, "resource": "aws.account", "filters": [filters]}
        for rule, filters in FILTERS.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "policies.json"
        file.write_text(json.dumps({"policies": policies}))
        command = [custodian, "run", "--region", "us-east-1", "--output-dir", folder, file]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        if run.returncode != 0:
            sys.exit(run.stderr)
        return {
            rule: "NON_COMPLIANT"
            if json.loads((pathlib.Path(folder) / rule / "resources.json").read_text())
            else "COMPLIANT"
            for rule in FILTERS
        }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]).resolve()
    sys.exit(verdicts.compare("Cloud Custodian", says, FILTERS.keys(), folder))
