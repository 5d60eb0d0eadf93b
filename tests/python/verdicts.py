"""The rules' verdicts on the sample organization, and what another program says of the same."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor

import local_aws

KNOWN = pathlib.Path(__file__).with_name("differences.toml")


def of_the_rules(binaries: pathlib.Path) -> dict[tuple[str, str], str]:
    """The compliance by account and rule."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        command = [binaries / "pack", "evaluate", "--binaries", binaries]
        command += ["--format", "json", "--output", report]
        subprocess.run(command, cwd=local_aws.PROJECT, env=local_aws.CLEAN, check=True, timeout=300)
        entries = json.loads(report.read_text())
    return {(entry["account"], entry["rule"]): entry["compliance"] for entry in entries}


def compare(program: str, says, rules: set[str], binaries: pathlib.Path) -> int:
    """Compares the rules with what `says` of an environment, the program's verdicts by rule, in
    every account. Every difference must be a known one, and every known one must be there."""
    own = of_the_rules(binaries)
    accounts = sorted({account for account, _ in own})

    def of_account(account: str) -> dict[str, str]:
        with local_aws.serve(binaries, local_aws.SAMPLE, "--account", account) as environment:
            return says(environment)

    found, compared = {}, 0
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        judged = list(zip(accounts, threads.map(of_account, accounts)))
    for account, theirs in judged:
        if theirs.keys() - rules:
            sys.exit(f"{program} tells of {theirs.keys() - rules}")
        for rule, verdict in theirs.items():
            compared += 1
            if own[account, rule] != verdict:
                found[account, rule] = (own[account, rule], verdict)
    known = {
        (known["account"], known["rule"]): (known["rule-says"], known["program-says"])
        for known in tomllib.loads(KNOWN.read_text())["difference"]
        if known["program"] == program
    }
    for (account, rule), (ours, theirs) in sorted((found.items() ^ known.items())):
        state = "new" if (account, rule) in found else "gone"
        print(f"{state}: {account}, {rule}: it says {ours}, {program} says {theirs}", file=sys.stderr)
    print(f"{compared} verdicts of {program} compared, {len(found)} differences")
    return 1 if found != known or not compared else 0
