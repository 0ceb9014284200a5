"""A twentieth of everything goes wrong: feeds' answers, Telegram's, the database's lock."""

import asyncio
import sqlite3
import time
from pathlib import Path
from random import Random

from aiohttp import web

from bot.local.faults import Fault, Faults, Symptom, flood
from tests.e2e.feeds import Answer, Feeds, document

SHARE = 0.05


async def _hangs(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(20)
    return web.Response()


def _says(body: bytes, *, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers)

    return answer


def _breaks_off(body: bytes) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.abort()
        return response

    return answer


def _bad(body: bytes) -> tuple[Answer, ...]:
    """What may come instead of a document."""
    return (
        _hangs,
        _breaks_off(body),
        _says(body[: len(body) // 2]),
        _says(b"Dear visitor, this is no feed. " * 40),
        _says(b"", status=500),
        _says(b"", status=429, **{"Retry-After": "2"}),
        _says(b"", status=302, Location="/elsewhere"),
        _says(b"\x00\xff\xfe" * 1000),
        _says(b"<rss><channel>" + b"<a>" * 20_000),
        _says(document("&#xD83D;", "")),
    )


def spoil_feeds(feeds: Feeds, random: Random) -> None:
    def answer(name: str) -> Answer | None:
        if random.random() > SHARE:
            return None
        return random.choice(_bad(document(name, "".join(feeds.items[name]))))

    feeds.instead = answer


def spoil_telegram(faults: Faults, untaken: Fault) -> None:
    """Taken and not said so, not taken, refused: a share of each, a twentieth together."""
    untaken.share = 0.01
    kinds = (Symptom.RESET, Symptom.HTML, Symptom.GARBAGE)
    for fault in (*(Fault(kind, accepted=True) for kind in kinds), flood(1), untaken):
        fault.share, fault.method, fault.times = 0.01, "sendMessage", None
        faults.add(fault)


async def hold_now_and_then(database: Path, random: Random) -> None:
    """Another program's write lock, a second at a time."""
    while True:
        await asyncio.sleep(random.uniform(5, 25))
        await asyncio.to_thread(_hold, database, random.uniform(0.2, 2))


def _hold(database: Path, seconds: float) -> None:
    connection = sqlite3.connect(database, isolation_level=None, timeout=5)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT 1").fetchall()
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    finally:
        connection.close()
