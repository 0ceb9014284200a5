"""A process of the bot that kills itself, -9, at a chosen moment of one of its transactions.

Rule 1: it is the bot: `bot.__main__.main` with an environment. What is added only listens to the
database driver's events, and kills.
Rule 2: it is forked from a process that has imported everything: a start costs no imports, and
hundreds of lives are a matter of minutes.
"""

import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(["bot.app.run_loop", "asyncpg", "aiosqlite", "tests.e2e.warm"])


@dataclass(frozen=True, slots=True)
class Doom:
    """At the commit of a transaction that stores such a value with such a statement."""

    statement: str
    """How it begins."""
    value: str
    after: bool = False
    """Right after the commit; else right before it."""
    passes: int = 0
    """Such commits that come before."""


def lived(environment: dict[str, str], doom: Doom | None, log: Path) -> BaseProcess:
    """`isswire run`, started; what it says goes to `log`."""
    process = FORKSERVER.Process(target=_live, args=(environment, doom, log))
    process.start()
    return process


def _live(environment: dict[str, str], doom: Doom | None, log: Path) -> None:
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["isswire", "run"]
    if doom:
        _listen(doom)
    from bot.__main__ import main

    main()


def _listen(doom: Doom) -> None:
    from sqlalchemy import Connection, Engine, event
    from sqlalchemy.pool import Pool

    left = doom.passes

    def passing(info: dict[Any, Any], *, after: bool) -> None:
        nonlocal left
        if after is doom.after and info.pop(doom, False):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def executing(
        connection: Connection, cursor: Any, statement: str, given: Any, context: Any, many: bool
    ) -> None:
        if statement.startswith(doom.statement) and repr(doom.value) in repr(given):
            connection.info[doom] = True

    event.listen(Engine, "before_cursor_execute", executing)
    event.listen(Engine, "commit", lambda connection: passing(connection.info, after=False))
    event.listen(Pool, "checkin", lambda _, record: passing(record.info, after=True))
