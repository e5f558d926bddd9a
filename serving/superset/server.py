"""`make superset`: Apache Superset on this machine, connected read-only to the published file, dashboards imported."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from serving.superset.bundle import build
from serving.superset.client import Client, SupersetError

ROOT = Path(__file__).resolve().parents[2]
USER = "admin"
START_SECONDS = 180


class SupersetSetupError(Exception):
    """Superset could not be set up; the text says what to do."""


def _secret(path: Path) -> str:
    """A secret kept beside Superset's own database, made at the first start, for this user's eyes."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8")


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "JIXIAO_SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(Path(__file__).with_name("superset_config.py")),
        "FLASK_APP": "superset.app:create_app()",
        "SCARF_ANALYTICS": "false",
        "PYTHONWARNINGS": "ignore",
    }


def set_up(binaries: Path, home: Path) -> str:
    """Superset's own database and its one user; the user's password. Later calls only migrate."""
    home.mkdir(parents=True, exist_ok=True)
    _secret(home / "secret_key")
    password = _secret(home / "admin_password")
    ready = home / "ready"
    commands = [["db", "upgrade"]]
    if not ready.exists():
        names = ["--username", USER, "--firstname", "jixiao", "--lastname", "admin", "--email", "admin@localhost"]
        commands += [["fab", "create-admin", *names, "--password", password], ["init"]]
    for command in commands:
        run = subprocess.run(
            [binaries / "superset", *command], env=_environment(home), capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise SupersetSetupError(f"superset {' '.join(command[:2])} failed:\n{run.stderr[-2000:]}")
    ready.touch()
    return password


@contextmanager
def running(binaries: Path, home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server, on loopback only, until the block is left."""
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(binaries / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"),
                *("--worker-class", "gthread", "--timeout", "120", "superset.app:create_app()"),
            ],
            env=_environment(home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def connect(port: int, password: str, published: Path) -> Client:
    """A session with the running server, after the dashboards were imported for this file."""
    client = Client(f"http://127.0.0.1:{port}")
    client.wait(START_SECONDS)
    client.log_in(USER, password)
    client.import_dashboards(build(published))
    return client


@click.command()
@click.option("--warehouse", default=str(ROOT / "warehouse"), help="folder of the published file")
@click.option("--environment", default=str(ROOT / ".venv-superset"), help="where Superset is installed")
@click.option("--port", default=8088, show_default=True)
def main(warehouse: str, environment: str, port: int) -> None:
    """Start Superset and say where it is; Ctrl-C ends it."""
    published = (Path(warehouse) / "jixiao.duckdb").absolute()
    if not published.is_file():
        raise click.ClickException(f"There is no published file at {published}; run make first.")
    home, binaries = published.parent / "superset", Path(environment) / "bin"
    click.echo("Setting up Superset 准备 Superset …")
    try:
        password = set_up(binaries, home)
        with running(binaries, home, port) as server:
            client = connect(port, password, published)
            for title, address in client.dashboards().items():
                click.echo(f"  {title}  {address}")
            click.echo(f"  user {USER}, password {password} ({home / 'admin_password'})")
            click.echo("Ctrl-C ends it 按 Ctrl-C 结束.")
            sys.exit(server.wait())
    except (SupersetSetupError, SupersetError) as error:
        raise click.ClickException(f"{error}\nlog: {home / 'server.log'}") from error
    except KeyboardInterrupt:
        click.echo("Ended 已结束.")


if __name__ == "__main__":
    main(prog_name="python -m serving.superset.server")
