"""Everything hostile at once, to one reader: what it costs healthy feeds."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import count

import pytest

from bot.core.reading.poll_result import Changed, Failed, PollResult
from bot.core.reading.schedule import first_state
from bot.feeds.guard import Guard
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.broken_answers import BOMBS, BROKEN, FORGIVEN, bomb
from tests.integration.feeds.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    Script,
    a_document,
    an_answer,
    an_item,
    closing,
    polled_once,
    saying,
    serving,
)
from tests.integration.feeds.strange_documents import (
    ATTACKS,
    DATES,
    ENCODED,
    TITLES,
    an_attack,
    rss,
)
from tests.integration.feeds.test_endless import ENDLESS, SLOW
from tests.integration.feeds.test_items import BODIES, LINKS, SHAPES
from tests.integration.feeds.test_parsers import POISON
from tests.integration.feeds.test_redirects import FORBIDDEN, LOOPS, Names, a_redirect

Record = Callable[[str, object], None]
AT_ONCE, WELL = 8, 5


def misbehaviours() -> dict[str, Script]:
    broken = {what: closing(answer) for what, (answer, _) in BROKEN.items()}
    forgiven = {what: closing(answer) for what, answer in FORGIVEN.items()}
    bombs = {f"a bomb of {coding}": closing(bomb(coding)) for coding in BOMBS}
    endless = {f"endless {what}": script for what, (script, _) in ENDLESS.items()}
    return {**broken, **forgiven, **bombs, **endless, **SLOW}


def redirects(canary: FeedServer) -> dict[str, Script]:
    def looping(how: str) -> Script:
        async def script(request: Request, writer: asyncio.StreamWriter) -> None:
            writer.write(LOOPS[how](request.path))

        return script

    targets = (target.format(canary=canary.port) for target in FORBIDDEN.split())
    return {f"to {target}": closing(a_redirect(target)) for target in targets} | {
        f"a chain {how}": looping(how) for how in LOOPS
    }


def documents(canary: FeedServer) -> dict[str, Script]:
    titled = [rss(f"<title>{title}</title>").encode() for title in TITLES]
    dated = [rss(f"<title>x</title><pubDate>{date}</pubDate>").encode() for date in DATES]
    attacks = [an_attack(prologue, canary.url()) for prologue in ATTACKS.values()]
    wide = [attack.decode().encode("utf-16") for attack in attacks]
    shaped = [shape.format(an_item("Soyuz docks")).encode() for shape in SHAPES.values()]
    others = [body.encode() for body, _ in [*BODIES.values(), *LINKS.values()]]
    encoded = [body for body, _ in ENCODED.values()]
    poison = POISON.values()
    bodies = [*titled, *dated, *attacks, *wide, *shaped, *others, *encoded, *poison]
    return {f"document {n}": closing(an_answer(body)) for n, body in enumerate(bodies)}


class Neighbours:
    """Healthy feeds with news at each poll, and the seconds each poll took."""

    def __init__(self, reader: Reader, server: FeedServer) -> None:
        self._reader = reader
        feeds = [
            a_feed(f"well{number}", url=f"http://well{number}.example:{server.port}/feed")
            for number in range(WELL)
        ]
        self._states = {feed: first_state(feed, NOON) for feed in feeds}
        self.took: list[float] = []
        self.failed = 0

    async def poll(self, times: int = 10_000) -> None:
        for _ in range(times):
            for feed, state in self._states.items():
                began = time.monotonic()
                result, self._states[feed] = await polled_once(self._reader, feed, state)
                self.took.append(time.monotonic() - began)
                self.failed += not (isinstance(result, Changed) and result.entries)
                await asyncio.sleep(0.02)


def with_news() -> Script:
    """Serve a document with one more item each time."""
    numbers = count(1)

    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        last = next(numbers)
        items = (an_item(f"Soyuz docks {n}") for n in range(max(0, last - 20), last))
        writer.write(an_answer(a_document(*items)))

    return script


async def read(reader: Reader, url: str) -> PollResult:
    feed = a_feed(url=url)
    return await reader.read(feed, first_state(feed, NOON), NOON)


def by_number(cases: list[Script]) -> Script:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        number = re.match(r"/(\d+)", request.path)
        with suppress(ConnectionError):
            await cases[int(number[1]) if number else 0](request, writer)

    return script


@asynccontextmanager
async def hostile(cases: list[Script]) -> AsyncIterator[tuple[Reader, FeedServer, Neighbours]]:
    async with serving(by_number(cases)) as bad, serving(with_news()) as well:
        names = {(f"well{number}.example", well.port) for number in range(WELL)}
        known = frozenset({("127.0.0.1", bad.port), ("127.0.0.1", well.port), *names})
        async with reading(
            guard=Guard(also=known),
            host_gap=timedelta(0),
            host_concurrency=AT_ONCE,
            deadline=timedelta(seconds=3),
            resolver=Names(),
        ) as reader:
            yield reader, bad, Neighbours(reader, well)


@pytest.mark.fault("A2")
@pytest.mark.fault("A3")
@pytest.mark.fault("A10")
@pytest.mark.fault("B3")
async def test_a_hostile_server_costs_its_neighbours_nothing(record_property: Record) -> None:
    async with serving(saying(b"secret")) as canary:
        behaved, led, told = misbehaviours(), redirects(canary), documents(canary)
        cases = [*behaved.values(), *led.values(), *told.values()]
        async with hostile(cases) as (reader, bad, neighbours):
            await neighbours.poll(5)
            alone, neighbours.took = max(neighbours.took), []
            room = asyncio.Semaphore(AT_ONCE)

            async def asked(number: int) -> PollResult:
                async with room:
                    return await read(reader, bad.url(f"/{number}"))

            before = mb_from_now()
            async with Stalls() as stalls:
                polling = asyncio.create_task(neighbours.poll())
                results = await asyncio.gather(*map(asked, range(len(cases))))
                polling.cancel()
        contacts = canary.connections
    grown, late = peak_mb() - before, max(neighbours.took) - alone
    record_property(
        "figure",
        f"{len(behaved)} misbehaviours, {len(led)} redirects, {len(told)} documents: "
        f"C={contacts} M={grown:.0f} MB N={late:.2f} s S={max(stalls) * 1000:.0f} ms X=0",
    )
    record_property("limit", "60, 40, 200: C=0 M=64 N=1 S=100")
    assert (len(behaved) >= 60, len(led) >= 40, len(told) >= 200) == (True, True, True)
    assert all(isinstance(result, Changed | Failed) for result in results)
    assert (contacts, neighbours.failed) == (0, 0)
    assert grown <= 64
    assert late <= 1.0
    assert max(stalls) <= 0.1
