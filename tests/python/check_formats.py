"""The reports for other programs, of the sample organization, as readers that others wrote see
them: OCSF by py-ocsf-models, JUnit by junitparser; both tell the same as the JSON report."""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import junitparser
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from py_ocsf_models.objects.cloud import Cloud

PROJECT = pathlib.Path(__file__).parents[2]
# Of the local machine's own AWS settings, a run of the sample needs none.
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}


class CloudComplianceFinding(ComplianceFinding):
    """With what the profile `cloud` adds."""

    cloud: Cloud


def report(pack: str, form: str, folder: str) -> pathlib.Path:
    binaries = pathlib.Path(pack).parent
    output = pathlib.Path(folder) / form
    command = [pack, "evaluate", "--binaries", binaries, "--format", form, "--output", output]
    subprocess.run(command, cwd=PROJECT, env=ENVIRONMENT, check=True, timeout=300)
    return output


def text_of(path: pathlib.Path) -> str:
    """The file's text without times of day: the sample's past ends with each run's start."""
    return re.sub(r"T\d\d:\d\d:\d\dZ", "", path.read_text())


def of_json(path: pathlib.Path) -> dict:
    entries = json.loads(text_of(path))
    return {(e["account"], e["rule"]): (e["compliance"], e["annotation"]) for e in entries}


def of_ocsf(path: pathlib.Path) -> dict:
    verdicts = {1: "COMPLIANT", 3: "NON_COMPLIANT", 99: "NOT_APPLICABLE"}
    read = {}
    for written in json.loads(text_of(path)):
        finding = CloudComplianceFinding.model_validate(written)
        unknown = written.keys() - type(finding).model_fields.keys()
        if unknown:
            sys.exit(f"fields that no Compliance Finding has: {unknown}")
        # py-ocsf-models doesn't know these fields of the compliance object.
        compliance = written["compliance"]
        key = finding.cloud.account.uid, finding.metadata.event_code
        if finding.finding_info.uid != "/".join(key):
            sys.exit(f"{finding.finding_info.uid} is not the id of {key}")
        read[key] = verdicts[finding.compliance.status_id], compliance["status_detail"]
    return read


def of_junit(path: pathlib.Path) -> dict:
    verdicts = {
        junitparser.Failure: "NON_COMPLIANT",
        junitparser.Skipped: "NOT_APPLICABLE",
    }
    read = {}
    for suite in junitparser.JUnitXml.fromstring(text_of(path).encode()):
        for case in suite:
            results = [(verdicts[type(result)], result.message) for result in case.result]
            read[case.classname, case.name] = results[0] if results else ("COMPLIANT", None)
    return read


def main() -> int:
    pack = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        told = of_json(report(pack, "json", folder))
        ocsf = of_ocsf(report(pack, "ocsf", folder))
        junit = of_junit(report(pack, "junit", folder))
    counts = collections.Counter(verdict for verdict, _ in told.values())
    print(f"{len(told)} verdicts: {dict(counts)}")
    if len(counts) < 3:
        sys.exit("the sample has not every verdict")
    if ocsf != told:
        sys.exit(f"OCSF tells otherwise: {ocsf.items() ^ told.items()}")
    # A test that passed has no message.
    quiet = {key: (v, None if v == "COMPLIANT" else a) for key, (v, a) in told.items()}
    if junit != quiet:
        sys.exit(f"JUnit tells otherwise: {junit.items() ^ quiet.items()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
