"""The other end of `client.py`: starts a private LibreOffice and does with it what it is told.

Run with `-m office.worker SOFFICE FOLDER` by the Python that LibreOffice's bridge is built for,
which need not be that of the tests. One request a line on standard input, one answer a line on
standard output, in JSON: {"act": "values", "path": …} and {"answer": …} or {"fault": …}.
When standard input ends it ends LibreOffice, so that this outlives no test run, killed or not.
"""

import json
import subprocess
import sys
import time
import traceback
import uuid
from pathlib import Path

import uno
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.uno import Exception as BridgeError

from office.calc import Calc

PATIENCE = 60
QUIET = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
SETTINGS = {
    # Else a lock file that somebody left beside a workbook makes opening it fail without a word.
    ("/org.openoffice.Office.Common/Misc", "UseLocking"): "false",
    # What is typed is read as on a Chinese office's machine.
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale"): "zh-CN",
}


def write_profile(folder):
    """A profile of our own: nobody's settings, macros or running LibreOffice take part."""
    lines = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for (path, name), value in SETTINGS.items()
    )
    registry = folder / "user" / "registrymodifications.xcu"
    registry.parent.mkdir(parents=True, exist_ok=True)
    namespace = 'xmlns:oor="http://openoffice.org/2001/registry"'
    registry.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items {namespace}>{lines}</oor:items>', "utf-8"
    )


def start(soffice, profile, pipe):
    """Start LibreOffice; whatever it prints goes to our standard error."""
    listen = f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"
    return subprocess.Popen(
        [soffice, *QUIET, f"-env:UserInstallation={profile.as_uri()}", listen],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
    )


def connect(program, pipe):
    """Wait until it listens; an error when it ends or takes too long."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if program.poll() is not None:
                break
            time.sleep(0.05)
    raise OSError(f"LibreOffice does not listen (ended with {program.poll()})")


def answered(calc, line):
    """Do what a request says; whatever goes wrong is told, and only LibreOffice's end ends us."""
    request = json.loads(line)
    act = getattr(calc, request.pop("act"))
    try:
        return {"answer": act(**request)}
    except DisposedException:
        raise
    except (BridgeError, ValueError, LookupError, AttributeError, TypeError, OSError) as error:
        traceback.print_exc()
        return {"fault": f"{type(error).__name__}: {error}"}


def end(program, calc):
    """Ask LibreOffice to go, then make it."""
    try:
        if calc:
            calc.quit()
        program.wait(10)
    except (BridgeError, subprocess.TimeoutExpired):
        program.kill()  # of its children, `client.py` takes care


def main(soffice, folder):
    """Serve until standard input ends."""
    profile, pipe, calc = Path(folder).resolve(), f"nianbao{uuid.uuid4().hex}", None
    write_profile(profile)
    program = start(soffice, profile, pipe)
    try:
        calc = Calc(connect(program, pipe))
        for line in sys.stdin:
            print(json.dumps(answered(calc, line)), flush=True)
    finally:
        end(program, calc)


if __name__ == "__main__":
    main(*sys.argv[1:])
