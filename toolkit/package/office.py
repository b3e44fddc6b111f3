"""LibreOffice as a converter of files that nobody else reads.

Called by readers of foreign formats, after everything quicker has failed. Each call has a profile
of its own, in which macros do not run and links to other files and servers are not followed; after
twenty seconds it ends with all its processes. Without LibreOffice there is no conversion.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from toolkit.package.child import Limits, run_program

# It reserves far more address space than it uses.
LIMITS = Limits(seconds=20, memory=4 * 1024**3, output=256 * 1024 * 1024)
NAMES = ("soffice", "libreoffice")
QUIET = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
SETTINGS = {  # path: name: value
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
    },
    "org.openoffice.Office.Calc/Content/Update": {"Link": "2"},  # 0 always, 1 on request, 2 never
    "org.openoffice.Office.Writer/Content/Update": {"Link": "2"},
    # Pictures are fetched from servers all the same: through a proxy at a port where nobody is.
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
        "ooInetNoProxy": "",
    },
}
OOR = "http://openoffice.org/2001/registry"


def find_office() -> str | None:
    """The program, where it is on the path."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def convert(content: bytes, suffix: str, wanted: str) -> bytes | None:
    """The file as another format; None where it is not to be had."""
    office = find_office()
    if office is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _converted(office, Path(folder), content, suffix, wanted)


def _converted(office: str, folder: Path, content: bytes, suffix: str, wanted: str) -> bytes | None:
    sent, made, profile = folder / f"sent{suffix}", folder / "made", folder / "profile"
    sent.write_bytes(content)
    _write_profile(profile)
    where = f"-env:UserInstallation={profile.as_uri()}"
    what = ["--convert-to", wanted, "--outdir", str(made), str(sent)]
    if run_program([office, where, *QUIET, *what], b"", LIMITS) is None:
        return None
    found = made / f"sent.{wanted}"
    if not found.is_file() or found.stat().st_size > LIMITS.output:
        return None
    return found.read_bytes()


def _write_profile(profile: Path) -> None:
    """The settings of a new profile."""
    (profile / "user").mkdir(parents=True)
    lines = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, settings in SETTINGS.items()
        for name, value in settings.items()
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="{OOR}">{lines}</oor:items>'
    (profile / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")
