"""Every rule's function under AWS's own runtime interface emulator, with AWS SAM's sample events for
AWS Config and with an event of the local one: answered, ignored, or an error that says why.

Arguments: the folder with the built binaries. Its Python is one that has AWS SAM's package."""

import contextlib
import importlib.util
import json
import pathlib
import platform
import socket
import subprocess
import sys
import time
import urllib.request

import local_aws

HERE = pathlib.Path(__file__).parent
# The emulator's functions are of this account.
ACCOUNT = "012345678912"
# How the functions take AWS SAM's events: by what the answer has.
SAM = {
    "ConfigurationItemChangeNotification": "ignored",
    "OversizedConfigurationItemChangeNotification": "ignored",
    # Its one parameter is an example that no rule has.
    "PeriodicRule": "InvalidParameters",
}
LONGEST_START = 20


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def emulate(emulator: pathlib.Path, function: pathlib.Path, environment: dict):
    """The URL under which the function is invoked, while the block runs."""
    invoked, runtime = (f"127.0.0.1:{free_port()}" for _ in range(2))
    command = [
        emulator,
        "--runtime-interface-emulator-address",
        invoked,
        "--runtime-api-address",
        runtime,
        function,
    ]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            wait_for(invoked)
            yield f"http://{invoked}/2015-03-31/functions/function/invocations"
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    host, port = address.split(":")
    ends = time.monotonic() + LONGEST_START
    while True:
        try:
            socket.create_connection((host, int(port))).close()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)


def invoke(url: str, event: str) -> dict:
    with urllib.request.urlopen(url, event.encode(), timeout=60) as answer:
        return json.loads(answer.read())


def sample_events(sam: pathlib.Path) -> dict[str, str]:
    folder = sam / "lib/generated_sample_events/events/config"
    events = {}
    for path in folder.glob("*.json"):
        text = path.read_text()
        for name, value in (("account_id", ACCOUNT), ("partition", "aws"), ("region", "us-east-1")):
            text = text.replace("{{{" + name + "}}}", value)
        events[path.stem] = text
    return events


def took_as(answer: dict) -> str:
    """What an answer is, by the one thing that tells."""
    if "ignored" in answer:
        return "ignored"
    if "errorType" in answer:
        return answer["errorType"] if answer.get("errorMessage") else "an error without a message"
    return answer.get("compliance", f"unknown: {answer}")


def check(emulator: pathlib.Path, binaries: pathlib.Path, rule: str, events: dict) -> list[str]:
    problems = []
    scenario = HERE / "emulator.toml"
    with local_aws.serve(binaries, scenario, "--rule", rule) as environment:
        own = environment.pop("CONFIG_EVENT")
        with emulate(emulator, binaries / rule, environment) as url:
            for name, expected in SAM.items():
                took = took_as(invoke(url, events[name]))
                if took != expected:
                    problems.append(f"{rule}, {name}: {took}, not {expected}")
            answer = invoke(url, own)
            if answer.get("rule") != rule or "compliance" not in answer:
                problems.append(f"{rule}, an event of the local AWS Config: {answer}")
    return problems


def main() -> int:
    binaries = pathlib.Path(sys.argv[1]).resolve()
    # Not imported: what it needs to run is not installed.
    sam = pathlib.Path(importlib.util.find_spec("samcli").origin).parent
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    emulator = sam / f"local/rapid/aws-lambda-rie-{machine}"
    emulator.chmod(0o755)
    events = sample_events(sam)
    if events.keys() != SAM.keys():
        sys.exit(f"AWS SAM's sample events are {sorted(events)}, not {sorted(SAM)}")
    rules = [path.parent.name for path in sorted(local_aws.PROJECT.glob("rules/*/rule.toml"))]
    problems = []
    for rule in rules:
        problems += check(emulator, binaries, rule, events)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(rules)} functions under AWS's runtime interface emulator")
    return 1 if problems or not rules else 0


if __name__ == "__main__":
    sys.exit(main())
