"""Every IAM action that a rule declares is an operation of its service, by botocore's models."""

import json
import pathlib
import sys

import botocore.session

RULES = pathlib.Path(__file__).parents[2] / "cdk" / "rules.json"


def main() -> int:
    session = botocore.session.get_session()
    known = set(session.get_available_services())
    rules = json.loads(RULES.read_text())["rules"]
    checked = 0
    wrong = []
    for rule in rules:
        for action in rule["permissions"]["own"] + rule["permissions"]["organization"]:
            checked += 1
            prefix, operation = action.split(":")
            if prefix not in known:
                wrong.append(f"{rule['name']}: {action}: no service {prefix}")
            elif operation not in session.get_service_model(prefix).operation_names:
                wrong.append(f"{rule['name']}: {action}: no such operation")
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{checked} actions of {len(rules)} rules checked, {len(wrong)} unknown")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
