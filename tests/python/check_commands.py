"""Checks that the commands on the pages exist: check_commands.py CHECKOUT

Of SQL the properties, and what AWS Config doesn't take. Of `aws SERVICE OPERATION …` the operation, the options, what must be given, the values of
enumerations, and whether `--query` finds something in an answer of the operation's shape. Of `npm run
SCRIPT` the script. An ellipsis is for the reader to fill in.
"""

import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import jmespath
from botocore import xform_name
from botocore.model import OperationModel, Shape, StructureShape

# Names in the AWS CLI that differ from the service models.
SERVICES = {"configservice": "config"}
# Commands that the AWS CLI adds to the services' own; no model has them.
ADDED = {("s3", "cp"), ("s3", "rb"), ("cloudformation", "deploy"), ("sso", "login"), ("login",)}
# Options with names that differ from the models, because `--endpoint` would be the address of AWS.
RENAMED = {("sns", "subscribe", "endpoint"): "notification-endpoint"}
# Options of the AWS CLI itself: https://docs.aws.amazon.com/cli/latest/reference/
EVERYWHERE = {"output", "query", "profile", "region", "max-items", "no-cli-pager"}
# https://github.com/awslabs/aws-config-resource-schema, AWS::Config::ConformancePackCompliance
PROPERTIES = {
    "accountId",
    "awsRegion",
    "resourceName",
    "resourceType",
    "configuration.complianceType",
    "configuration.compliantRuleCount",
    "configuration.configRuleList",
    "configuration.configRuleList.complianceType",
    "configuration.configRuleList.configRuleName",
    "configuration.nonCompliantRuleCount",
    "configuration.totalRuleCount",
}
# Neither JOIN nor DISTINCT:
# https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html
SQL = {"SELECT", "WHERE", "AND", "OR", "LIKE", "COUNT", "GROUP", "ORDER", "BY", "DESC"}
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ +)*(?:\$ +)?aws +(?=[a-z])")


def main(checkout: Path) -> int:
    scripts = json.loads((checkout / "cdk" / "package.json").read_text())["scripts"]
    session = botocore.session.get_session()
    pages = [
        *checkout.glob("*.md"),
        *checkout.glob("docs/**/*.md"),
        *checkout.glob("rules/*/README.md"),
        checkout / "cdk" / "README.md",
    ]
    wrong = []
    count = 0
    for page in sorted(pages):
        for command in commands(page.read_text(encoding="utf-8")):
            words = shlex.split(command, comments=True)
            if words[:2] == ["npm", "run"]:
                found = [] if words[2] in scripts else [f"no script {words[2]}"]
            else:
                found = judge(session, words[1:])
            count += 1
            wrong += [f"{page.relative_to(checkout)}: {command}: {problem}" for problem in found]
        for query in re.findall(r"^```sql\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            count += 1
            wrong += [f"{page.relative_to(checkout)}: {query}: {problem}" for problem in judge_query(query)]
    print(f"{count} commands, {len(wrong)} wrong")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong or not count else 0


def commands(page: str) -> Iterator[str]:
    """The `aws` and `npm run` commands in blocks and in lines, and in other commands."""
    spans = [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", page)]
    lines = page.replace("\\\n", " ")
    # A quoted text and a command inside another one go on over line ends.
    lines = re.sub(r"\$\((?:[^()]|\n)*\)", lambda inner: " ".join(inner[0].split()), lines)
    for text in [*lines.splitlines(), *spans]:
        yield from within(text.strip())


def within(text: str) -> Iterator[str]:
    """The commands that a line of a shell's language runs."""
    nested = re.compile(r"\$\(([^()]*)\)")
    while inner := nested.search(text):
        yield from within(inner[1].strip())
        text = text[: inner.start()] + "VALUE" + text[inner.end() :]
    if "…" in text:
        text = text.replace("…", "VALUE")
    if COMMAND.match(text):
        yield "aws " + until_pipe(COMMAND.sub("", text))
    elif text.startswith("npm run ") and "VALUE" not in text:
        yield until_pipe(text)


def until_pipe(text: str) -> str:
    # Not inside quotes, where a JMESPath expression has its own.
    parts = re.match(r"""(?:[^|'"]|'[^']*'|"[^"]*")*""", text)
    return parts[0].strip() if parts else text


def judge(session: botocore.session.Session, words: list[str]) -> list[str]:
    """What is wrong with the words after `aws`."""
    if tuple(words[:1]) in ADDED or tuple(words[:2]) in ADDED:
        return []
    if len(words) < 2:
        return ["no operation"]
    service, name, *rest = words
    service = SERVICES.get(service, service)
    if service not in session.get_available_services():
        return [f"no service {service}"]
    model = session.get_service_model(service)
    names = {xform_name(known, "-"): known for known in model.operation_names}
    if name not in names:
        return [f"no operation {name}"]
    operation = model.operation_model(names[name])
    given = options(rest)
    # Named in prose, not a complete command.
    bare = not given
    return [
        *unknown(operation, given),
        *([] if bare else missing(operation, given)),
        *unknown_values(operation, given),
        *nothing_found(operation, given),
    ]


def judge_query(query: str) -> list[str]:
    """What is wrong with an advanced query of AWS Config."""
    words = re.findall(r"[\w.:]+", re.sub(r"'[^']*'", "", query))
    return [
        *(f"no property {word}" for word in words if word not in PROPERTIES and word not in SQL and not word.isdigit()),
        *(f"a wildcard that is not at the end: {text}" for text in re.findall(r"'[^']*%[^']+'", query)),
    ]


def options(words: list[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    last: list[str] = []
    for word in words:
        if word.startswith("--"):
            last = given.setdefault(word.removeprefix("--"), [])
        else:
            last.append(word)
    return given


def members(operation: OperationModel) -> dict[str, Shape]:
    shape = operation.input_shape
    if not isinstance(shape, StructureShape):
        return {}
    return {option(operation, name): member for name, member in shape.members.items()}


def option(operation: OperationModel, member: str) -> str:
    """What the AWS CLI calls a member of the operation's input."""
    name = xform_name(member, "-")
    service = operation.service_model.service_name
    return RENAMED.get((service, xform_name(operation.name, "-"), name), name)


def unknown(operation: OperationModel, given: dict[str, list[str]]) -> list[str]:
    known = members(operation)
    return [
        f"no option --{name}"
        for name in given
        if name not in EVERYWHERE and name not in known and name.removeprefix("no-") not in known
    ]


def missing(operation: OperationModel, given: dict[str, list[str]]) -> list[str]:
    shape = operation.input_shape
    required = shape.required_members if isinstance(shape, StructureShape) else []
    return [f"--{name} is missing" for name in (option(operation, member) for member in required) if name not in given]


def unknown_values(operation: OperationModel, given: dict[str, list[str]]) -> list[str]:
    return [
        f"--{name} takes one of {', '.join(shape.enum)}"
        for name, shape in members(operation).items()
        if getattr(shape, "enum", None) and any(value not in shape.enum for value in given.get(name, []))
    ]


def nothing_found(operation: OperationModel, given: dict[str, list[str]]) -> list[str]:
    if "query" not in given or operation.output_shape is None:
        return []
    answer = example(operation.output_shape, depth=8)
    try:
        found = jmespath.search(given["query"][0], answer)
    except jmespath.exceptions.JMESPathError as error:
        return [f"--query: {error}"]
    empty = found is None or (isinstance(found, list) and any(holds_none(part) for part in found))
    return ["--query names what the answer lacks"] if empty else []


def holds_none(value: object) -> bool:
    return value is None or (isinstance(value, list) and None in value)


def example(shape: Shape, depth: int) -> object:
    """An answer of the shape, with one of everything."""
    if shape.type_name == "structure":
        if depth == 0:
            return {}
        return {name: example(member, depth - 1) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [example(shape.member, depth - 1)]
    if shape.type_name == "map":
        keys = getattr(shape.key, "enum", None) or ["key"]
        return {key: example(shape.value, depth - 1) for key in keys}
    if shape.type_name == "string":
        return shape.enum[0] if shape.enum else "text"
    if shape.type_name == "boolean":
        return True
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
