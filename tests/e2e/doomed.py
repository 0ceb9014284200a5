"""A process of the bot that kills itself, -9, at a chosen moment of one of its transactions.

It is the bot, forked (see forked). What is added only listens to the database driver's events, and
kills.
"""

import os
import signal
from dataclasses import dataclass
from typing import Any


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


def listen(doom: Doom) -> None:
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
