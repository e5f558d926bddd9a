"""The Makefile with a small lock file and a stand-in for the pipeline: set-up happens once, heals, and passes on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.helpers import ROOT

ECHO = (
    "import json, os, sys\n"
    "import tiny\n"
    "print(json.dumps({'arguments': sys.argv[1:], 'tiny': tiny.VERSION}))\n"
    "sys.exit(int(os.environ.get('EXIT_WITH', '0')))\n"
)


def _wheel(folder: Path, version: str) -> str:
    """A package of one line in `folder`; its line of a lock file."""
    path = folder / f"tiny-{version}-py3-none-any.whl"
    files = {
        "tiny.py": f"VERSION = '{version}'\n",
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(f"{name},,\n" for name in [*files, f"tiny-{version}.dist-info/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in {**files, f"tiny-{version}.dist-info/RECORD": record}.items():
            wheel.writestr(name, text)
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "项目 it's here"
    (folder / "pipeline").mkdir(parents=True)
    (folder / "wheels").mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pipeline" / "__main__.py").write_text(ECHO)
    (folder / "requirements.lock").write_text(_wheel(folder / "wheels", "1.0"))
    return folder


def _make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DOCUMENTS", "WAREHOUSE", "TARGET", "Q", "FILE"}
    }
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *arguments],
        cwd=folder,
        env={**inherited, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (folder / "wheels").as_uri(), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_setting_up_once_again_and_after_an_accident(project: Path) -> None:
    first = _make(project)
    assert first.returncode == 0, first.stderr
    assert "Installing" in first.stdout
    venv = project / ".venv"
    [stamp] = venv.glob(".installed-*")
    assert list(venv.rglob("tiny*.pyc")), "compiled at installation"

    (project / "requirements.lock").touch()
    second = _make(project)
    assert "Installing" not in second.stdout
    assert json.loads(second.stdout)["tiny"] == "1.0"

    # Cut short: nothing says that it was finished, and what is there cannot be trusted.
    stamp.unlink()
    (venv / ".installing").touch()
    for path in venv.rglob("tiny.py"):
        path.write_text("half")
    healed = _make(project)
    assert healed.returncode == 0, healed.stderr
    assert "Installing" in healed.stdout
    assert json.loads(healed.stdout.splitlines()[-1])["tiny"] == "1.0"
    assert not (venv / ".installing").exists()

    (project / "requirements.lock").write_text(_wheel(project / "wheels", "2.0"))
    changed = _make(project)
    assert json.loads(changed.stdout.splitlines()[-1])["tiny"] == "2.0"
    assert len(list(venv.glob(".installed-*"))) == 1

    # Options and statuses reach the program and the caller as they are.
    documents, warehouse = '/数据/it\'s a "folder"', "出 口"
    asked = _make(project, f"DOCUMENTS={documents}", f"WAREHOUSE={warehouse}", "full")
    assert json.loads(asked.stdout)["arguments"] == [
        "full",
        "--documents",
        documents,
        "--warehouse",
        warehouse,
        "--target",
        "duckdb",
    ]
    failed = _make(project, EXIT_WITH="4")
    assert failed.returncode != 0
    assert "Error 4" in failed.stderr


def test_an_installation_that_fails_is_no_installation(project: Path) -> None:
    (project / "requirements.lock").write_text("tiny==1.0 --hash=sha256:" + "0" * 64 + "\n")
    assert _make(project).returncode != 0
    assert not list((project / ".venv").glob(".installed-*"))


def test_help_lists_every_target_that_is_meant_for_people(project: Path) -> None:
    listed = _make(project, "help")
    assert listed.returncode == 0
    for target in ("build", "full", "status", "explain", "ask", "test", "lint", "clean", "help"):
        assert f"\n  {target} " in listed.stdout
    assert not (project / ".venv").exists()


def test_a_missing_python_is_told(project: Path) -> None:
    run = _make(project, "PYTHON=no-such-python")
    assert run.returncode != 0
    assert "Python 3.11 or newer is needed" in run.stderr
