"""A run of the pipeline with its steps replaced: what they are called in, what they leave."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import duckdb

from pipeline.console import Console
from pipeline.run import Steps, run
from pipeline.settings import ROOT, Settings
from pipeline.statuses import ExitStatus


@dataclass
class Report:
    documents: dict[str, int] = field(default_factory=lambda: {"read": 1})
    read_now: int = 1


@dataclass
class Gate:
    passed: bool = True
    failures: str = ""

    def format_failures(self) -> str:
        return self.failures


class FakeTransform:
    def __init__(self, calls: list[str]) -> None:
        self.calls = calls

    def begin(self, code: str | None) -> int | None:
        self.calls.append("begin" if code else "begin anew")
        return None

    def finish(self, code: str | None) -> None:
        self.calls.append("finish" if code else "finish without code")

    def build(self, layer: str) -> int:
        self.calls.append(f"dbt {layer}")
        return 1

    def marts(self) -> list[str]:
        return ["dim_documents"]


class Fakes:
    """Steps that write down that they were called and publish a small file."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.steps = Steps(self.ingest, self.gate, self.transform, self.publish, self.dashboard, self.summarise)

    def ingest(self, settings: Settings, progress: Any) -> Report:
        self.calls.append("ingest")
        with duckdb.connect(str(settings.build_database)) as connection:
            connection.execute("create schema if not exists raw")
        progress(1, 1, "一.txt")
        return Report()

    def gate(self, layer: str, _settings: Settings) -> Gate:
        self.calls.append(f"gate {layer}")
        return Gate()

    def transform(self, *_: Any) -> FakeTransform:
        self.calls.append("parse")
        return FakeTransform(self.calls)

    def publish(self, settings: Settings, transform: FakeTransform) -> dict[str, int]:
        self.calls.append(f"publish {transform.marts()}")
        new = settings.published.with_suffix(".new")
        new.write_text(f"published {len(self.calls)}")
        new.replace(settings.published)
        return {"dim_documents": 1}

    def dashboard(self, settings: Settings) -> str:
        self.calls.append("dashboard")
        settings.dashboard.mkdir(exist_ok=True)
        (settings.dashboard / "index.html").write_text(settings.published.read_text())
        return ""

    def summarise(self, *_: Any) -> str:
        return "the summary\n"


def run_with(settings: Settings, steps: Steps, **options: Any) -> tuple[ExitStatus, str]:
    out = io.StringIO()
    return run(settings, steps=steps, console=Console(out), **options), out.getvalue()


def history_of(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in settings.history.read_text(encoding="utf-8").splitlines()]


def raising(error: BaseException) -> Any:
    def step(*_: Any) -> Any:
        raise error

    return step


SLOW = """
import sys, time
from dataclasses import replace
from pathlib import Path
from pipeline.run import run
from pipeline.settings import ROOT, Settings
from tests.unit.fakes import Fakes
fakes = Fakes()
def slow(settings, progress):
    (settings.warehouse / ".jixiao.duckdb.new-1").write_text("half")
    print("slow", flush=True)
    time.sleep(60)
settings = Settings(Path(sys.argv[1]), Path(sys.argv[2]), root=Path(sys.argv[3]))
sys.exit(run(settings, steps=replace(fakes.steps, ingest=slow)))
"""


def start_slow(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(settings.documents), str(settings.warehouse), str(settings.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while "slow" not in process.stdout.readline():
        assert process.poll() is None
    return process
