"""A reading process: `python -m ingest.worker`, started by `ingest.pool`.

It talks in lines of JSON: chunks come in, what it is at and what became of each file go out. A file that kills it
costs that file: the pool knows from the last line which one it was.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from ingest.cache import GridCache
from ingest.chunk import ChunkReader, Setup, Task
from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.vocabulary import load_vocabulary


def main() -> int:
    """Serve chunks until the pool closes the pipe."""
    out = _private_output()

    def say(**message: Any) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    setup = Setup(**json.loads(sys.stdin.readline()))
    try:
        reader = _reader(setup)
    except IngestError as error:
        say(fatal=str(error))
        return 1
    say(ready=True)
    for line in sys.stdin:
        chunk = json.loads(line)
        tasks = [Task(*task) for task in chunk["tasks"]]
        try:
            outcomes = reader.read(
                chunk["name"],
                tasks,
                started=lambda task: say(started=task.number),
                reading=lambda name: say(reader=name),
                writing=lambda: say(writing=True),
            )
        except OSError as error:
            say(fatal=f"what was read cannot be written: {error.strerror}", errno=error.errno)
            return 1
        say(done=[[outcome.number, outcome.state, outcome.detail] for outcome in outcomes], leaves=reader.is_worn)
        if reader.is_worn:
            return 0
    return 0


def _reader(setup: Setup) -> ChunkReader:
    vocabulary = load_vocabulary(Path(setup.seeds))
    if vocabulary.hash != setup.vocabulary_hash:
        raise IngestError(f"{setup.seeds}: the seeds changed while the run was under way; run again")
    cache = GridCache(Path(setup.cache), vocabulary)
    limits = Limits(setup.seconds, setup.memory)
    return ChunkReader(vocabulary, cache, Path(setup.parts), limits, bounded=True)


def _private_output() -> TextIO:
    """The pipe to the pool. Libraries that print or warn write to nowhere: their words may hold the document's."""
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return out


if __name__ == "__main__":
    sys.exit(main())
