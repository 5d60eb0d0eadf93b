"""Checks the bills of materials in a folder with CycloneDX's own library: each must keep to the
schema, with no field that it does not know.
"""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main() -> int:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    files = sorted(Path(sys.argv[1]).rglob("*.cdx.json"))
    failed = 0
    for file in files:
        error = validator.validate_str(file.read_text(encoding="utf-8"))
        if error is not None:
            failed += 1
            # The rest is the whole schema and the whole file.
            print(f"{file}: {str(error).splitlines()[0]}", file=sys.stderr)
    print(f"{len(files)} bills of materials, {failed} invalid")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
