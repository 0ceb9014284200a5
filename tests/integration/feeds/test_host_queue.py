"""Few requests at a time per host, with gaps; hanging ones delay nobody else."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations

import pytest

from bot.core.reading.poll_result import HOST_PAUSED, Changed, Failed, PollResult
from bot.core.reading.schedule import first_state
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import (
    AllHere,
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    polled,
    saying,
    serving,
)

Record = Callable[[str, object], None]
FEED = an_answer(a_document(an_item("Soyuz docks")))

LATE_TO_NOTICE = 0.1
"""Seconds that a busy server may take longer to notice one request than another; requests without
a gap of 200 ms are twice as early.
"""


async def read(reader: Reader, server: FeedServer, host: str) -> PollResult:
    feed = a_feed(host, url=f"http://{host}:{server.port}/{host}")
    return await reader.read(feed, first_state(feed, NOON), NOON)


@pytest.mark.fault("A1")
@pytest.mark.fault("A2")
@pytest.mark.parametrize("hanging", [50, 80])
async def test_feeds_that_hang_keep_no_healthy_one_waiting(
    hanging: int, record_property: Record
) -> None:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path.startswith("/hang"):
            await asyncio.sleep(60)
        writer.write(FEED)

    async with (
        reading(
            allow_private=True,
            resolver=AllHere(),
            host_gap=timedelta(0),
            deadline=timedelta(seconds=3),
        ) as reader,
        serving(script) as server,
    ):
        _, alone = await _healthy(reader, server)
        waiting = [
            asyncio.ensure_future(read(reader, server, f"hang{number}.example"))
            for number in range(hanging)
        ]
        await asyncio.sleep(0)
        healthy, beside = await _healthy(reader, server)
        hung = await asyncio.gather(*waiting)

    record_property("figure", f"5 of 5, N={beside - alone:.2f} s beside {hanging} hanging")
    record_property("limit", "N=1 s")
    assert [type(result) for result in healthy] == [Changed] * 5
    assert {result.kind for result in hung if isinstance(result, Failed)} == {"timeout"}
    assert beside - alone <= 1.0


async def _healthy(reader: Reader, server: FeedServer) -> tuple[list[PollResult], float]:
    """Poll five healthy feeds; return the results and the seconds it took."""
    started = time.monotonic()
    feeds = (read(reader, server, f"well{number}.example") for number in range(5))
    return await asyncio.gather(*feeds), time.monotonic() - started


@pytest.mark.fault("A18")
async def test_one_host_is_asked_by_two_at_a_time_and_with_gaps(record_property: Record) -> None:
    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(FEED)

    gap = timedelta(milliseconds=200)
    async with reading(allow_private=True, host_gap=gap) as reader, serving(script) as server:
        await asyncio.gather(*(polled(reader, server, path=f"/{n}") for n in range(9)))

    times = sorted(request.at for request in server.requests)
    early = max(
        (last - first) * gap.total_seconds() - (later - earlier)
        for (first, earlier), (last, later) in combinations(enumerate(times), 2)
    )
    record_property("figure", f"{server.most_open} at once, {early * 1000:.0f} ms early")
    record_property("limit", f"2 at once, {LATE_TO_NOTICE * 1000:.0f} ms early")
    assert server.most_open == 2
    assert early < LATE_TO_NOTICE


@pytest.mark.fault("A14")
@pytest.mark.fault("A18")
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_one_refusal_rests_the_whole_host(status: str, record_property: Record) -> None:
    busy = an_answer(status=status, headers=["Retry-After: 3600"])
    async with (
        reading(allow_private=True, host_gap=timedelta(0)) as reader,
        serving(saying(busy)) as server,
    ):
        (first,), _ = await polled(reader, server)
        others = [await polled(reader, server, path=f"/{number}") for number in range(10)]

    record_property("figure", f"Q={len(server.requests) - 1}")
    record_property("limit", "Q=0")
    assert isinstance(first, Failed)
    assert first.retry_after == timedelta(hours=1)
    assert {result.kind for (result,), _ in others if isinstance(result, Failed)} == {HOST_PAUSED}
    assert len(server.requests) == 1


@pytest.mark.fault("A14")
async def test_those_already_waiting_for_a_host_see_that_it_wants_rest() -> None:
    busy = an_answer(status="429 Slow down", headers=["Retry-After: 60"])
    gap = timedelta(milliseconds=100)
    async with (
        reading(allow_private=True, host_gap=gap, host_concurrency=1) as reader,
        serving(saying(busy)) as server,
    ):
        await asyncio.gather(*(polled(reader, server, path=f"/{n}") for n in range(10)))

    assert len(server.requests) == 1


RETRY_AFTER = {
    "0": timedelta(0),
    "1": timedelta(seconds=1),
    "3600": timedelta(hours=1),
    "1" + "0" * 30: timedelta(days=365),
    "-5": None,
    "soon": None,
    "": None,
    "1.5": None,
    "Tue, 26 Jul 2022 13:00:00 GMT": timedelta(minutes=59, seconds=59),
    "Tue, 26 Jul 1922 13:00:00 GMT": timedelta(0),
    "Tue, 99 Foo 2022 13:00:00 GMT": None,
    "٣": None,
}


@pytest.mark.fault("A14")
@pytest.mark.parametrize("said", RETRY_AFTER)
async def test_retry_after_is_read_in_all_its_forms(said: str) -> None:
    value = said.encode().decode("latin-1")
    busy = an_answer(status="503 Busy", headers=[f"Retry-After: {value}"])
    async with reading(allow_private=True) as reader, serving(saying(busy)) as server:
        (result,), state = await polled(reader, server)

    assert isinstance(result, Failed)
    assert result.retry_after == RETRY_AFTER[said]
    assert state.last_poll is not None
    assert timedelta(minutes=10) <= state.next_poll - state.last_poll <= timedelta(hours=24) * 1.2


async def test_a_429_without_a_word_rests_the_host_for_a_minute() -> None:
    async with (
        reading(allow_private=True) as reader,
        serving(saying(an_answer(status="429 No"))) as server,
    ):
        (result,), _ = await polled(reader, server)
        (other,), _ = await polled(reader, server, path="/other")

    assert isinstance(result, Failed)
    assert result.retry_after == timedelta(minutes=1)
    assert isinstance(other, Failed)
    assert other.kind == HOST_PAUSED
