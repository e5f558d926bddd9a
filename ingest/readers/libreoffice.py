"""LibreOffice as a converter: an old document in, a Word file out. A program of its own that need not be installed.

It runs with a profile of its own in a folder that is removed afterwards: no settings of a user, no macros, no links
followed, no second instance disturbed. It stays in the process group of the reader, so that who ends one ends both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.errors import RejectedDocumentError

# By the clock: alone it takes two seconds, beside other work many times as long.
TIME_LIMIT_SECONDS = 150
_PROGRAMS = ("soffice", "libreoffice")
# It ends so after it has made a new profile, and wants to be started again.
_START_AGAIN = (79, 81)
_RESTARTS = 2
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Writer/Content/Update", "Field", "false"),
)


def program() -> Path | None:
    """The program, where it is installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        return None
    # The command is a script that starts a process which starts another; only the last one can be ended surely.
    binary = Path(found).resolve().with_name("soffice.bin")
    return binary if os.access(binary, os.X_OK) else Path(found)


def convert(data: bytes, suffix: str, target: str = "docx:MS Word 2007 XML") -> bytes:
    """The document in another format. `suffix` names its own; `target` is the suffix and the filter of the other.

    Raises RejectedDocumentError: `needs_libreoffice` where it is not installed, `time_limit`, `damaged_file`.
    """
    path = program()
    if path is None:
        raise RejectedDocumentError(
            "needs_libreoffice", f".{suffix} is read through LibreOffice, which is not installed"
        )
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        return _converted(path, Path(folder), data, suffix, target)


def _converted(path: Path, folder: Path, data: bytes, suffix: str, target: str) -> bytes:
    source, result = folder / f"document.{suffix}", folder / "out" / f"document.{target.split(':')[0]}"
    source.write_bytes(data)
    profile = folder / "profile"
    _write_settings(profile / "user" / "registrymodifications.xcu")
    command = [
        *(str(path), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--convert-to", target, "--outdir", str(result.parent), str(source)),
    ]
    status = _run(command, folder)
    for _ in range(_RESTARTS):
        if status in _START_AGAIN:
            status = _run(command, folder)
    if not result.is_file():
        raise RejectedDocumentError("damaged_file", f"LibreOffice cannot read it (exit status {status})")
    return result.read_bytes()


def _run(command: list[str], folder: Path) -> int:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise RejectedDocumentError(
            "time_limit", f"LibreOffice took more than {TIME_LIMIT_SECONDS} seconds over it"
        ) from error
    except OSError as error:
        raise RejectedDocumentError("needs_libreoffice", f"LibreOffice cannot be started: {error.strerror}") from error


def _write_settings(path: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{group}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for group, name, value in _SETTINGS
    )
    path.parent.mkdir(parents=True)
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n',
        encoding="utf-8",
    )
