"""Every operation of the local AWS, called by boto3 in each protocol of its model, and some by the
AWS CLI; and the errors that it gives, by botocore's models.

Arguments: the folder with the built binaries."""

import datetime
import json
import pathlib
import re
import subprocess
import sys

import botocore.client
import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError

import local_aws
from client_calls import CALLS, REFUSED, RULE

HERE = pathlib.Path(__file__).parent
SERVICES = local_aws.PROJECT / "tests/local-aws/src/aws/services"
# Errors that every operation may give, which models leave out.
COMMON = {
    "AccessDenied": {403},
    "AccessDeniedException": {400},
    "AuthorizationError": {403},
    "InvalidNextToken": {400},
    "InvalidNextTokenException": {400},
    "InvalidParameterValue": {400},
    "RequestLimitExceeded": {503},
    "SerializationException": {400},
    "Throttling": {400},
    "ThrottlingException": {400},
    "UnauthorizedOperation": {403},
    "ValidationError": {400},
    "ValidationException": {400},
}
# Operations whose answers have no members.
SILENT = {"DeleteConfigRule"}
ERROR = re.compile(
    r'ServiceError::client\(\s*"(?P<client>\w+)"'
    r'|(?:ServiceError::new)?\(\s*(?P<status>\d{3}),\s*"(?P<code>\w+)"'
)
CLI = [
    ["sts", "get-caller-identity"],
    ["cloudwatch", "describe-alarms"],
    ["configservice", "describe-config-rules"],
    ["ec2", "describe-regions"],
    ["iam", "list-virtual-mfa-devices"],
    ["sns", "list-subscriptions-by-topic", "--topic-arn", "arn:aws:sns:us-east-1:111111111111:alerts"],
]


def clients(environment: dict, service: str):
    """A client of the service for each of the protocols that its model lists, by the protocol."""
    protocols = botocore.session.Session().get_service_model(service).metadata["protocols"]
    for protocol in protocols:
        session = botocore.session.Session()
        loader = session.get_component("data_loader")
        # The loader keeps what it returns, so that the client is made from this.
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        metadata |= {"protocol": protocol, "protocols": [protocol]}
        yield protocol, session.create_client(
            service,
            region_name=environment["AWS_REGION"],
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=environment["AWS_SESSION_TOKEN"],
            config=botocore.client.Config(parameter_validation=False),
        )


def filled(value, known: dict):
    if isinstance(value, dict):
        return {name: filled(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value


def call(client, operation: str, parameters: dict) -> tuple[object, str | None]:
    """The answer, or none and the error's code."""
    try:
        answer = getattr(client, xform_name(operation))(**parameters)
    except ClientError as error:
        retries = error.response["ResponseMetadata"]["RetryAttempts"]
        code = error.response["Error"]["Code"]
        return None, code if retries == 0 else f"{code}, tried again {retries} times"
    answer.pop("ResponseMetadata")
    if "NextToken" in answer:
        # No two tokens are the same.
        answer["NextToken"] = ""
    return answer, None


def check_calls(environment: dict) -> list[str]:
    problems = []
    event = json.loads(environment["CONFIG_EVENT"])
    services = {action.partition(":")[0] for action, _, _ in CALLS + REFUSED}
    made = {service: dict(clients(environment, service)) for service in services}
    roots, _ = call(made["organizations"]["json"], "ListRoots", {})
    known = {
        "{token}": event["resultToken"],
        "{now}": datetime.datetime.now(datetime.UTC),
        "{root}": roots["Roots"][0]["Id"],
    }
    for action, parameters, expected in CALLS + REFUSED:
        service, _, operation = action.partition(":")
        answers = []
        for protocol, client in made[service].items():
            answer, code = call(client, operation, filled(parameters, known))
            if code != expected:
                problems.append(f"{action} in {protocol}: {code}, not {expected}")
            if answer == {} and operation not in SILENT:
                problems.append(f"{action} in {protocol}: an empty answer")
            answers.append(answer)
        if any(answer != answers[0] for answer in answers):
            problems.append(f"{action}: its protocols tell different things: {answers}")
    return problems


def check_every_operation_is_called(binaries: pathlib.Path) -> list[str]:
    listed = subprocess.run(
        [binaries / "local-aws", "operations"], check=True, capture_output=True, text=True
    )
    served = set(listed.stdout.split())
    called = {action for action, _, error in CALLS}
    return [f"{action} is served, and not called here" for action in sorted(served - called)] + [
        f"{action} is called here, and not served" for action in sorted(called - served)
    ]


def check_cli(environment: dict) -> list[str]:
    problems = []
    aws = pathlib.Path(sys.executable).with_name("aws")
    for arguments in CLI:
        run = subprocess.run([aws, *arguments], env=environment, capture_output=True, text=True)
        if run.returncode != 0 or not json.loads(run.stdout):
            problems.append(f"aws {' '.join(arguments)}: {run.stdout}{run.stderr}")
    return problems


def check_errors() -> tuple[int, list[str]]:
    """The errors that the services' files write, by the service's model."""
    session = botocore.session.Session()
    known_services = set(session.get_available_services())
    checked, problems = 0, []
    for path in sorted(SERVICES.rglob("*.rs")):
        service = path.relative_to(SERVICES).parts[0].removesuffix(".rs")
        if service not in known_services:
            continue
        model = session.get_service_model(service)
        statuses = {}
        for name in model.shape_names:
            metadata = model.shape_for(name).metadata
            if metadata.get("exception") or "error" in metadata:
                error = metadata.get("error", {})
                code = error.get("code", name) if model.protocol == "query" else name
                statuses[code] = {error.get("httpStatusCode", 400)}
        for found in ERROR.finditer(path.read_text()):
            code = found["client"] or found["code"]
            status = int(found["status"] or 400)
            checked += 1
            if status not in statuses.get(code, COMMON.get(code, set())):
                problems.append(f"{path.name}: {code} with status {status} is not of {service}")
    return checked, problems


def main() -> int:
    binaries = pathlib.Path(sys.argv[1]).resolve()
    checked, problems = check_errors()
    problems += check_every_operation_is_called(binaries)
    with local_aws.serve(binaries, HERE / "clients.toml", "--rule", RULE) as environment:
        problems += check_calls(environment)
        problems += check_cli(environment)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(CALLS) + len(REFUSED)} calls, {len(CLI)} commands and {checked} errors checked")
    return 1 if problems or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
