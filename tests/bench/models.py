"""A warehouse of made-up rows: its build beside the same SQL without dbt, and beside reading and writing alone.

All figures of one size come from one run, each step in a process of its own, over one build database.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.records import RAW_TABLES
from pipeline.settings import Settings
from serving.publish import publish
from tests.bench import increment, synthetic_raw
from tests.bench.apart import apart
from tests.bench.reading import Figure

SLOWEST = 3


@dataclass(frozen=True)
class Model:
    """A model's query as dbt compiled it, and where its rows go."""

    name: str
    schema: str
    sql: str


def compiled(settings: Settings, order: list[str]) -> list[Model]:
    """The models' queries in the order in which dbt ran them, seeds left out. A model's folder is its schema."""
    found = {path.stem: path for path in (settings.dbt_target / "compiled").rglob("models/*/*.sql")}
    made = [name for name in order if name in found]
    return [Model(name, found[name].parent.name, found[name].read_text(encoding="utf-8")) for name in made]


def _connected(settings: Settings, memory: str) -> duckdb.DuckDBPyConnection:
    scratch = settings.build / "bench.tmp"
    config = {"threads": os.cpu_count() or 1, "memory_limit": memory, "temp_directory": str(scratch)}
    return duckdb.connect(str(settings.build_database), config=config)


def plain(settings: Settings, models: list[Model], memory: str) -> tuple[float, str]:
    """The same queries in one DuckDB process, without dbt: seconds, and the model at which the memory ran out, if it
    did: each query stands whole, where dbt's tables are made in slices of documents. The tables are made again.
    """
    begun = time.perf_counter()
    with _connected(settings, memory) as connection:
        for model in models:
            try:
                connection.execute(f'create or replace table {model.schema}."{model.name}" as {model.sql}')
            except duckdb.OutOfMemoryException:
                return time.perf_counter() - begun, model.name
        return time.perf_counter() - begun, ""


def floor(settings: Settings, memory: str) -> float:
    """Every raw row read, and the rows of the marts written once more as they are: seconds."""
    with _connected(settings, memory) as connection:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
        ).fetchall()
        connection.execute("create schema bench")
        begun = time.perf_counter()
        for table in RAW_TABLES:
            connection.execute(f'select bit_xor(hash(read)) from raw."{table}" as read').fetchall()
        for (name,) in marts:
            connection.execute(f'create table bench."{name}" as select * from marts."{name}"')
        connection.execute("checkpoint")
        seconds = time.perf_counter() - begun
        connection.execute("drop schema bench cascade")
        return seconds


def published(settings: Settings) -> int:
    """Publish the marts; bytes of the file."""
    publish(settings.build_database, settings.published, settings.published.with_name("new.duckdb"))
    return settings.published.stat().st_size


def figures(rows: int, scratch: Path, memory: str, plain_memory: str) -> Iterator[Figure]:
    """One size, step by step, each figure as soon as it is known."""
    os.environ["JIXIAO_MEMORY_LIMIT"] = memory
    settings = Settings(scratch / "documents", scratch / f"warehouse-{rows}")
    settings.build.mkdir(parents=True)
    counts = apart(synthetic_raw.write, settings.build_database, rows, scratch).result
    size = f"{counts['indicator_lines']:,} indicator rows of {counts['documents']:,} documents"
    full = apart(increment.build, settings)
    build = full.result
    slowest = sorted(build.by_model.items(), key=lambda item: -item[1])[:SLOWEST]
    named = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in slowest)
    yield Figure(f"{size}: models of a full build", f"{build.models:.0f} s", f"costliest: {named}")
    yield Figure(
        "… its data tests and gates", f"{build.tests + build.gates:.0f} s", f"{build.seconds:.0f} s with the models"
    )
    yield Figure("… its peak memory", f"{full.peak_mb:,.0f} MB", f"DuckDB may take {memory}", "≤ 4 GB at 10 million")
    models = compiled(settings, list(build.by_model))  # before an increment compiles them again, narrowed
    out = apart(published, settings)
    yield Figure("… published", f"{out.seconds:.1f} s", f"{out.result / 1e6:,.0f} MB")
    added = apart(synthetic_raw.add_document, settings.build_database, scratch).result
    one = apart(increment.build, settings).result
    yield Figure(
        f"… one document of {added} rows added",
        f"{one.seconds:.0f} s",
        f"{one.seconds / build.seconds:.0%} of the full build; models {one.models / build.models:.0%}",
        "≤ 10 %",
    )
    nothing = apart(increment.build, settings).result
    yield Figure("… nothing added: what any build costs", f"{nothing.seconds:.0f} s", f"models {nothing.models:.0f} s")
    bare, stopped = apart(plain, settings, models, plain_memory).result
    beside = f"out of memory at {stopped}" if stopped else f"dbt takes {build.models / bare:.2f}×"
    if plain_memory != memory:
        beside += f"; it may take {plain_memory}"
    yield Figure("… the same SQL in one DuckDB process", f"{bare:.0f} s", beside, "≤ 1.15×")
    least = apart(floor, settings, memory).result
    yield Figure(
        "… raw read and the marts written as they are",
        f"{least:.1f} s",
        f"the models take {build.models / least:.0f}×",
        "≤ 6×",
    )
    shutil.rmtree(settings.warehouse)
