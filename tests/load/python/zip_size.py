"""How many bytes a zip has of the rules' code and of the named packages, as `pip install --target` lays
them out."""

import pathlib
import sys
import sysconfig
import tempfile
import zipfile

installed = pathlib.Path(sysconfig.get_path("purelib"))
roots = [pathlib.Path(__file__).parent, *(installed / name for name in sys.argv[1:])]
with tempfile.TemporaryFile() as file:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for root in roots:
            for path in [root] if root.is_file() else sorted(root.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, path.relative_to(root.parent))
    print(file.tell())
