"""Which seeds have to be loaded: those that are not in the build database as the project has them now.

The state of a loaded seed is the comment of its table. So it is dropped with the table, and a build database that
is made anew has none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True)
class SeedState:
    """A seed's table, and a hash of its file and of all settings that decide how it is loaded."""

    schema: str
    table: str
    state: str


def seed_states(manifest: Any, root: Path) -> dict[str, SeedState]:
    """Every seed of a parsed project, by name."""
    states = {}
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            loaded = hashlib.sha256((root / node.original_file_path).read_bytes())
            loaded.update(json.dumps(node.config.to_dict(), sort_keys=True, default=str).encode())
            states[node.name] = SeedState(node.schema, node.alias, f"sha256:{loaded.hexdigest()}")
    return states


def stale_seeds(database: Path, seeds: Mapping[str, SeedState]) -> list[str]:
    """Names of the seeds whose table is missing or was loaded from something else."""
    if not database.is_file():
        return sorted(seeds)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
    present = {SeedState(*row) for row in rows}
    return sorted(name for name, seed in seeds.items() if seed not in present)


def mark_seeds(database: Path, loaded: Mapping[str, SeedState]) -> None:
    """Write down what was loaded."""
    with duckdb.connect(str(database)) as connection:
        for seed in loaded.values():
            connection.execute(f'comment on table "{seed.schema}"."{seed.table}" is \'{seed.state}\'')
