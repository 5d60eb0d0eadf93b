"""The local AWS, served while a test reads it."""

import contextlib
import os
import pathlib
import shlex
import subprocess

PROJECT = pathlib.Path(__file__).parents[2]
SAMPLE = PROJECT / "conformance-pack/sample-organization.toml"
# Of this machine's own AWS settings, nothing is to be read.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


@contextlib.contextmanager
def serve(binaries: pathlib.Path, scenario: pathlib.Path, *arguments: str):
    """The environment in which a client reaches the organization, which ends with the block."""
    command = [binaries / "local-aws", "serve", "--port", "0", "--scenario", scenario, *arguments]
    with subprocess.Popen(command, env=CLEAN, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield CLEAN | variables(server)
        finally:
            server.terminate()


def variables(server: subprocess.Popen) -> dict[str, str]:
    found = {}
    for line in server.stdout:
        if line.startswith("export "):
            name, _, value = shlex.split(line)[1].partition("=")
            found[name] = value
        elif found:
            return found
    raise SystemExit("the local AWS did not start")
