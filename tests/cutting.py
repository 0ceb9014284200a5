"""A line to PostgreSQL that is cut when nobody can see it: after a commit, before its answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import make_url

COMMITTED, SET = b"COMMIT\0Z", b"SET\0"
"""PostgreSQL's answers; with Z it is ready for the next question."""


@dataclass
class Line:
    """`url` is the database by this way; once in so many seconds a commit is not heard of."""

    url: str = ""
    answer: bytes = COMMITTED
    """Which answer is lost."""
    every: float | None = None
    """None: all are heard of."""
    one_in: int = 1
    """Of so many commits, however slow the machine: one that is repeated is heard of then."""
    most: int = 1_000
    """So many in all: a transaction is not repeated for ever."""
    cuts: int = 0
    _since: float = 0.0
    _said: int = 0

    def lose_next(self) -> None:
        """The answer to the next commit, and no other."""
        self.every, self._since = float("inf"), -float("inf")

    def loses(self, said: bytes) -> bool:
        """Told of each answer of the server."""
        now = time.monotonic()
        if self.every is None or now - self._since < self.every or self.cuts >= self.most:
            return False
        if self.answer not in said:
            return False
        self._said += 1
        if self._said % self.one_in:
            return False
        self._since = now
        self.cuts += 1
        return True


@asynccontextmanager
async def line_to(database: str) -> AsyncIterator[Line]:
    """A line to the database of this URL, for connections without TLS."""
    line, there = Line(), make_url(database)

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection(there.host, there.port)

        async def ask() -> None:
            while question := await reader.read(1 << 16):
                questions.write(question)

        async def answer() -> None:
            while (said := await answers.read(1 << 16)) and not line.loses(said):
                writer.write(said)

        ways = [asyncio.ensure_future(way) for way in (ask(), answer())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, questions):
            end.close()

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    line.url = there.set(port=server.sockets[0].getsockname()[1]).render_as_string(False)
    try:
        yield line
    finally:
        server.close()
