"""Reports of the sample organization, as `cargo pack evaluate` writes them."""

import json
import os
import pathlib
import re
import subprocess

PROJECT = pathlib.Path(__file__).parents[2]
# A run of the sample needs none of the local machine's own AWS settings.
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}


def report(pack: str, form: str, folder: str, *arguments: str) -> pathlib.Path:
    binaries = pathlib.Path(pack).parent
    output = pathlib.Path(folder) / form
    command = [pack, "evaluate", "--binaries", binaries, "--format", form, "--output", output]
    subprocess.run([*command, *arguments], cwd=PROJECT, env=ENVIRONMENT, check=True, timeout=300)
    return output


def text_of(path: pathlib.Path) -> str:
    """The file's text without times of day: the sample's past ends with each run's start."""
    return re.sub(r"T\d\d:\d\d:\d\dZ", "", path.read_text())


def of_json(path: pathlib.Path) -> dict:
    entries = json.loads(text_of(path))
    return {(e["account"], e["rule"]): (e["compliance"], e["annotation"]) for e in entries}
