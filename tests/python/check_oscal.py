"""The OSCAL report of the sample organization, as compliance-trestle reads it: its models are made
from NIST's JSON schema. It tells the same as the JSON report."""

import pathlib
import sys
import tempfile

from sample import of_json, report, text_of
from trestle.oscal.assessment_results import AssessmentResults, Result

FRAMEWORK = "cis-7.0"


def result_of(path: pathlib.Path) -> Result:
    named = path.with_suffix(".json")
    named.write_text(path.read_text())
    read = AssessmentResults.oscal_read(named)
    if read is None:
        sys.exit(f"{path.read_text()[:2000]}\nis not OSCAL")
    return read.results[0]


def value(props: list, name: str) -> str:
    return next(prop.value for prop in props if prop.name == name)


def accounts_of(result: Result) -> dict:
    items = result.local_definitions.inventory_items
    return {item.uuid: value(item.props, "asset-id") for item in items}


def verdicts_of(result: Result, folder: pathlib.Path) -> dict:
    accounts = accounts_of(result)
    read = {}
    for observation in result.observations:
        account = accounts[observation.subjects[0].subject_uuid]
        read[account, value(observation.props, "rule")] = (
            value(observation.props, "verdict"),
            without_times(observation.description, folder),
        )
    return read


def without_times(text: str, folder: pathlib.Path) -> str:
    path = folder / "text"
    path.write_text(text)
    return text_of(path)


def check_findings(result: Result) -> None:
    """Each is as the observations that it names."""
    verdicts = {each.uuid: value(each.props, "verdict") for each in result.observations}
    for finding in result.findings:
        told = {verdicts[each.observation_uuid] for each in finding.related_observations}
        satisfied = finding.target.status.state.value == "satisfied"
        if satisfied != (told == {"COMPLIANT"}):
            sys.exit(f"{finding.target.target_id} is satisfied: {satisfied}, by {told}")


def main() -> int:
    pack = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        told = of_json(report(pack, "json", name))
        whole = result_of(report(pack, "oscal", name))
        verdicts = verdicts_of(whole, folder)
        one = result_of(report(pack, "oscal", name, "--framework", FRAMEWORK))
    print(f"{len(whole.observations)} observations, {len(whole.findings)} findings")
    if verdicts != told:
        sys.exit(f"OSCAL tells otherwise: {verdicts.items() ^ told.items()}")
    states = {finding.target.status.state.value for finding in whole.findings}
    if states != {"satisfied", "not-satisfied"}:
        sys.exit(f"the sample has not every state: {states}")
    check_findings(whole)
    targets = [finding.target.target_id for finding in one.findings]
    if not targets or not all(target.startswith(f"{FRAMEWORK}_") for target in targets):
        sys.exit(f"other requirements than {FRAMEWORK}'s: {targets}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
