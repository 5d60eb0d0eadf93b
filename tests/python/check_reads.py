"""What the pages read from AWS can be read from `cargo pack serve`: check_reads.py PACK AWS

PACK is the program of `cargo pack`, with the functions beside it; AWS is the AWS CLI. Every block of
the pages that only reads runs in a shell as it stands, and what it prints is compared with what
`cargo pack evaluate` says of the same organization. What the local AWS doesn't know says so on its
page, and is refused as such.
"""

import concurrent.futures
import contextlib
import json
import os
import re
import shlex
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from check_commands import commands

CHECKOUT = Path(__file__).resolve().parents[2]
# On a page, in front of a block: what can't be tried here, and what takes an organization's pack.
NOT_SERVED = "`cargo pack serve` does not know"
OTHER_PACK = "`cargo pack serve --member-pack organization`"
REFUSED = "NotImplementedByLocalConfig"
READS = re.compile(r"aws \S+ (?:get|list|describe|select|lookup|filter)-")
# It changes nothing that stays, and the pages tell to do it before one reads.
IDENTITY = "aws sts get-caller-identity"
STARTS = "aws configservice start-config-rules-evaluation"
# What the reader puts into a command.
PLACES = {"MEMBER-ACCOUNT-ID": "333333333333"}
# What is read after it is read with the credentials that it returns.
ASSUME = "aws sts assume-root "
ASSUMES = re.compile(r"(aws sts assume-root (?:[^\n]*\\\n)*[^\n]*[^\n\\])\n+(.+)", re.DOTALL)
RETURNED = "with the credentials that it returns"
MANAGEMENT = "111111111111"
NAME = re.compile(r"([a-z-]+)-conformance-pack-[0-9a-z]{9}")
# Far more than any takes, even where others use the machine.
SECONDS = 300


@dataclass(frozen=True)
class Block:
    page: str
    heading: str
    before: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}, {self.heading}: {self.text}"


@dataclass(frozen=True)
class Finding:
    account: str
    rule: str
    compliance: str
    annotation: str


def main(pack: Path, aws: Path) -> int:
    blocks = [block for page in pages() for block in readings(page)]
    places = {(block.page, block.heading) for block in blocks}
    problems = [f"{page} has nothing to read under {heading}" for page, heading in EXPECTED.keys() - places]
    with tempfile.TemporaryDirectory(dir=pack.parent.parent) as folder:
        home = Path(folder)
        findings = evaluated(pack)
        with serving(pack, home / "stack", aws) as environment:
            here = [block for block in blocks if OTHER_PACK not in block.before]
            # Loops first, as they take longest; last what changes when a rule was evaluated.
            here.sort(key=lambda block: (STARTS in block.text, not block.text.startswith("for ")))
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                reading = [block for block in here if STARTS not in block.text]
                for found in pool.map(lambda block: judge(block, environment, findings), reading):
                    problems += found
            for block in here[len(reading) :]:
                problems += evaluated_again(block, environment)
        there = [block for block in blocks if OTHER_PACK in block.before]
        with serving(pack, home / "organization", aws, "--member-pack", "organization") as environment:
            for block in there:
                problems += organization_pack(block, environment)
    print(f"{len(blocks)} blocks, {len(problems)} problems")
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems or len(here) < 20 or not there else 0


def pages() -> list[Path]:
    """Those that people write; docs/rules is made from the rules' own pages."""
    return sorted([
        *CHECKOUT.glob("*.md"),
        *CHECKOUT.glob("docs/*.md"),
        *CHECKOUT.glob("docs/attestations/*.md"),
        *CHECKOUT.glob("rules/*/README.md"),
    ])


def readings(page: Path) -> Iterator[Block]:
    """The blocks of a page that read from AWS; of a block that also writes, the lines that read."""
    heading, before, last, name = "", "", "", str(page.relative_to(CHECKOUT))
    for kind, text in parts(page.read_text(encoding="utf-8")):
        if kind == "text":
            headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
            heading = headings[-1] if headings else heading
            before = text.strip().split("\n\n")[-1]
            for span in re.findall(r"`(aws [^`]+)`", text):
                command = " ".join(span.split())
                # Without options it is named in prose, not to be typed as it stands.
                if reads(command) and ("--" in command or command == IDENTITY):
                    yield Block(name, heading, "", command + "\n")
        elif kind == "sql":
            query = shlex.quote(" ".join(text.split()))
            command = (
                "aws configservice select-aggregate-resource-config --query Results"
                f" --configuration-aggregator-name root-credential-rules --expression {query}"
            )
            yield Block(name, heading, before, command)
        else:
            for each in that_read(text):
                full = last + each if RETURNED in before else each
                yield Block(name, heading, before, full)
                last = each if ASSUME in each else last


def parts(page: str) -> Iterator[tuple[str, str]]:
    """A page's text, its blocks of a language, and its indented blocks, as they follow each other."""
    pattern = r"^```(\w*)\n(.*?)^```$|((?:^    [^\n]*\n)+)"
    place = 0
    for match in re.finditer(pattern, page, re.DOTALL | re.MULTILINE):
        yield "text", page[place : match.start()]
        place = match.end()
        if match[3]:
            yield "sh", re.sub(r"^    ", "", match[3], flags=re.MULTILINE)
        else:
            yield match[1], match[2]
    yield "text", page[place:]


def that_read(block: str) -> Iterator[str]:
    found = list(commands(block))
    if not any(reads(command) for command in found):
        return
    if all(reads(command) for command in found):
        yield block
        return
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("aws ") and reads(line):
            yield line + "\n"


def reads(command: str) -> bool:
    return bool(READS.match(command)) or command.startswith(STARTS) or command.startswith(ASSUME)


def evaluated(pack: Path) -> list[Finding]:
    command = [pack, "evaluate", "--format", "json", "--binaries", pack.parent]
    answer = subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE)
    return [
        Finding(each["account"], each["rule"], each.get("compliance") or "", each.get("annotation") or "")
        for each in json.loads(answer.stdout)
    ]


@contextlib.contextmanager
def serving(pack: Path, folder: Path, aws: Path, *arguments: str) -> Iterator[dict[str, str]]:
    """The environment of a shell that reaches a server, which ends with the block."""
    # In a build folder of its own, where nobody else's server is.
    program = folder / "debug" / pack.name
    program.parent.mkdir(parents=True)
    os.link(pack, program)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    clean |= {"HOME": str(folder), "PATH": os.pathsep.join([str(programs(folder, program)), str(aws.parent), clean["PATH"]])}
    command = [program, "serve", "--port", "0", "--binaries", pack.parent, *arguments]
    with subprocess.Popen(command, cwd=CHECKOUT, env=clean, stdout=subprocess.PIPE, text=True) as server:
        try:
            if not any("What else to ask" in line for line in server.stdout):
                raise SystemExit("cargo pack serve did not start")
            exports = 'eval "$(cargo pack serve --environment)" && env -0'
            shell = subprocess.run(["bash", "-ec", exports], cwd=CHECKOUT, env=clean, check=True, stdout=subprocess.PIPE)
            yield dict(entry.split("=", 1) for entry in shell.stdout.decode().rstrip("\0").split("\0"))
        finally:
            server.terminate()


def programs(folder: Path, pack: Path) -> Path:
    """A folder with jq, as its Python package has it, and with `cargo pack`."""
    programs = folder / "bin"
    programs.mkdir()
    for name, text in {
        "jq": f"#!{sys.executable}\nimport sys, jq\n"
        "option, filter = sys.argv[1:]\nassert option == '-r'\n"
        "for value in jq.compile(filter).input_text(sys.stdin.read()): print(value)\n",
        "cargo": f'#!/bin/sh\nshift\nexec {shlex.quote(str(pack))} "$@"\n',
    }.items():
        program = programs / name
        program.write_text(text)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return programs


def run(text: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for place, value in PLACES.items():
        text = text.replace(place, value)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", as_root(text)],
        env=environment,
        text=True,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


def as_root(text: str) -> str:
    """With the credentials of `assume-root` for what follows it, as its page says."""
    if not (found := ASSUMES.match(text)):
        return text
    keys = "--query Credentials.[AccessKeyId,SecretAccessKey,SessionToken] --output text"
    names = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
    return f"read -r {names} < <({found[1]} {keys})\nexport {names}\nunset AWS_PROFILE\n{found[2]}"


def judge(block: Block, environment: dict[str, str], findings: list[Finding]) -> list[str]:
    ended = run(block.text, environment)
    if NOT_SERVED in block.before:
        refused = ended.returncode != 0 and REFUSED in ended.stderr
        return [] if refused else [f"{block}: is not refused: {ended}"]
    if ended.returncode != 0:
        return [f"{block}: {ended.stderr.strip()}"]
    if ended.stdout.strip() in ("", "[]", "None"):
        return [f"{block}: the answer is empty"]
    expected = EXPECTED.get((block.page, block.heading))
    if expected and (problem := expected(ended.stdout, findings)):
        return [f"{block}: {problem} in {ended.stdout}"]
    return []


def differs(found: set, expected: set) -> str:
    return "" if found == expected and expected else f"{sorted(found)} instead of {sorted(expected)}"


def verdicts(output: str, findings: list[Finding]) -> str:
    """Each rule of the management account, with its verdict."""
    found = {tuple(re.findall(rf"{NAME.pattern}\W+(\w+)", line)[0]) for line in output.splitlines() if NAME.search(line)}
    wanted = {
        (each.rule, each.compliance)
        for each in findings
        if each.account == MANAGEMENT and each.compliance in ("COMPLIANT", "NON_COMPLIANT")
    }
    return differs({each for each in found if each[1] != "INSUFFICIENT_DATA"}, wanted)


def reasons(output: str, findings: list[Finding]) -> str:
    """The rules that the management account does not follow, with what was found."""
    wanted = [each for each in findings if each.account == MANAGEMENT and each.compliance == "NON_COMPLIANT"]
    lacking = [each.annotation for each in wanted if each.annotation not in output]
    return differs(set(NAME.findall(output)), {each.rule for each in wanted}) or "".join(lacking)


def expiring(output: str, findings: list[Finding]) -> str:
    soon = {each.rule for each in findings if each.account == MANAGEMENT and "expires in" in each.annotation}
    return differs(set(NAME.findall(output)), soon)


def counts(output: str, findings: list[Finding]) -> str:
    """Each account with how many rules it fails."""
    found = {(account, int(number)) for account, number in re.findall(r"(\d{12}).*?(\d+)\W*$", output, re.MULTILINE)}
    failing = [each.account for each in findings if each.compliance == "NON_COMPLIANT"]
    members = {account for account, _ in found}
    return differs(found, {(account, failing.count(account)) for account in failing if account in members})


def accounts(rule: str) -> Callable[[str, list[Finding]], str]:
    """The accounts that do not follow a rule."""

    def expected(output: str, findings: list[Finding]) -> str:
        failing = {each.account for each in findings if each.rule == rule and each.compliance == "NON_COMPLIANT"}
        return differs(set(re.findall(r"\d{12}", output)), failing)

    return expected


def rows(output: str, findings: list[Finding]) -> str:
    """Each member with how many rules it fails, the most first."""
    found = [json.loads(row) for row in json.loads(output)]
    numbers = [row["configuration"]["nonCompliantRuleCount"] for row in found]
    if numbers != sorted(numbers, reverse=True):
        return f"the order {numbers}"
    failing = [each.account for each in findings if each.compliance == "NON_COMPLIANT" and each.account != MANAGEMENT]
    return differs(
        {(row["accountId"], number) for row, number in zip(found, numbers, strict=True)},
        {(account, failing.count(account)) for account in failing},
    )


def by_rule(output: str, findings: list[Finding]) -> str:
    """The accounts that may fail a rule, or do."""
    rules = ("root-mfa-enabled", "root-mfa-hardware")
    failing = {(each.account, each.rule) for each in findings if each.rule in rules and each.compliance == "NON_COMPLIANT"}
    if output.startswith("["):
        lacking = {account for account, rule in failing if rule == rules[0]} - set(re.findall(r"\d{12}", output))
        return f"lacks {lacking}" if lacking else ""
    return differs(set(re.findall(rf"(\d{{12}})\t{NAME.pattern}", output)), failing)


QUERIES = "docs/queries.md"
EXPECTED: dict[tuple[str, str], Callable[[str, list[Finding]], str]] = {
    (QUERIES, "What is its state?"): verdicts,
    (QUERIES, "What is wrong, and what should be done?"): reasons,
    (QUERIES, "Which attestations expire soon?"): expiring,
    (QUERIES, "When was a rule last evaluated?"): verdicts,
    (QUERIES, "What is the state of each account?"): counts,
    (QUERIES, "Which accounts does one rule find NON_COMPLIANT?"): accounts("root-mfa-enabled"),
    (QUERIES, "Why?"): accounts("root-mfa-enabled"),
    ("docs/start.md", "5. Ask AWS Config"): counts,
    (QUERIES, "Accounts, with how many rules they fail"): rows,
    (QUERIES, "Accounts that may fail a rule"): by_rule,
}


def evaluated_again(block: Block, environment: dict[str, str]) -> list[str]:
    """The rules run, each of them."""
    times = (
        "aws configservice describe-config-rule-evaluation-status --output text "
        "--query 'ConfigRulesEvaluationStatus[].[ConfigRuleName,LastSuccessfulInvocationTime]'"
    )
    before = set(run(times, environment).stdout.splitlines())
    ended = run(block.text, environment)
    if ended.returncode != 0:
        return [f"{block}: {ended.stderr.strip()}"]
    end = time.monotonic() + SECONDS
    while left := before & set(run(times, environment).stdout.splitlines()):
        if time.monotonic() > end:
            return [f"{block}: not evaluated again: {sorted(left)}"]
    return [] if before else [f"{block}: no rule is there"]


def organization_pack(block: Block, environment: dict[str, str]) -> list[str]:
    """No pack failed, and without the filter all members are there."""
    failed = run(block.text, environment)
    everywhere = run(block.text.replace("--filters Status=CREATE_FAILED", ""), environment)
    if failed.returncode != 0 or everywhere.returncode != 0:
        return [f"{block}: {failed.stderr}{everywhere.stderr}"]
    found = set(re.findall(r"\d{12}", everywhere.stdout))
    problem = failed.stdout.strip() or differs(found, {str(digit) * 12 for digit in range(2, 7)})
    return [f"{block}: {problem}"] if problem else []


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).absolute()))
