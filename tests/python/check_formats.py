"""The reports for other programs, of the sample organization, as readers that others wrote see
them: OCSF by py-ocsf-models, JUnit by junitparser, CSV by Python's csv; all tell the same as the
JSON report."""

import collections
import csv
import io
import json
import pathlib
import sys
import tempfile

import junitparser
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from py_ocsf_models.objects.cloud import Cloud
from sample import of_json, report, text_of


class CloudComplianceFinding(ComplianceFinding):
    """With what the profile `cloud` adds."""

    cloud: Cloud


def of_ocsf(path: pathlib.Path) -> dict:
    verdicts = {1: "COMPLIANT", 3: "NON_COMPLIANT", 99: "NOT_APPLICABLE"}
    read = {}
    unmapped = set()
    for written in json.loads(text_of(path)):
        finding = CloudComplianceFinding.model_validate(written)
        unknown = written.keys() - type(finding).model_fields.keys()
        if unknown:
            sys.exit(f"fields that no Compliance Finding has: {unknown}")
        # py-ocsf-models doesn't know these fields of the compliance object.
        compliance = written["compliance"]
        if len(compliance["standards"]) < 2:
            # AWS's recommendations, and a framework for all but a few rules.
            unmapped.add(finding.metadata.event_code)
        key = finding.cloud.account.uid, finding.metadata.event_code
        if finding.finding_info.uid != "/".join(key):
            sys.exit(f"{finding.finding_info.uid} is not the id of {key}")
        read[key] = verdicts[finding.compliance.status_id], compliance["status_detail"]
    if len(unmapped) > 5:
        sys.exit(f"rules of no framework: {unmapped}")
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


def of_csv(path: pathlib.Path) -> dict:
    read = {}
    for row in csv.DictReader(io.StringIO(text_of(path))):
        formulas = [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
        if formulas:
            sys.exit(f"cells that are formulas: {formulas}")
        read[row["account"], row["rule"]] = row["verdict"], row["reason"]
    return read


def main() -> int:
    pack = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        told = of_json(report(pack, "json", folder))
        ocsf = of_ocsf(report(pack, "ocsf", folder))
        junit = of_junit(report(pack, "junit", folder))
        table = of_csv(report(pack, "csv", folder))
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
    if table != told:
        sys.exit(f"CSV tells otherwise: {table.items() ^ told.items()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
