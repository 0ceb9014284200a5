"""What holds for every kind of source: the guard, the limits, the manners, the faults.

Not here are the rows that end before a kind is asked for: TLS, names (A19, A20), and when a host
or feed is asked (A2, A15, A17, A18).
"""

import asyncio
import gzip
import os
import random
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core.reading.poll_result import Changed, Failed, PollResult, Unchanged
from bot.core.reading.schedule import first_state
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.feed_document import read_document
from bot.feeds.parsers import parsing
from bot.feeds.reader import Reader, reading
from tests.build import NOON
from tests.integration.feeds.broken_answers import BROKEN, bomb
from tests.integration.feeds.feed_server import (
    AllHere,
    Request,
    Script,
    an_answer,
    closing,
    polled_once,
    saying,
    serving,
)
from tests.integration.feeds.kinds import KINDS, NEWS, Kind, names
from tests.integration.feeds.parsing_children import children
from tests.integration.feeds.spoiling import mutation
from tests.integration.promised import Figure

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
each_kind_of_news = pytest.mark.parametrize("kind", NEWS.values(), ids=NEWS)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    async with reading(
        allow_private=True,
        host_gap=timedelta(0),
        deadline=timedelta(seconds=2),
        resolver=AllHere(),
    ) as reader:
        yield reader


async def read(reader: Reader, kind: Kind, script: Script, times: int = 1) -> list[PollResult]:
    results = []
    async with serving(script) as server:
        host = f"host{server.port}.example"  # each test has its own, for some are paused
        feed = kind.feed(f"http://{host}:{server.port}/s/orbit")
        state = first_state(feed, NOON)
        for _ in range(times):
            result, state = await polled_once(reader, feed, state)
            results.append(result)
    return results


def answer(kind: Kind, body: bytes, *headers: str) -> bytes:
    return an_answer(body, content_type=kind.content_type, headers=headers)


def order_of(kind: Kind) -> Order:
    url = "https://orbit.example/s/orbit"
    return Order(feed="orbit", url=url, seen=NOON, kind=kind.kind, find=kind.find)


def failure(result: PollResult) -> str:
    assert isinstance(result, Failed), result
    return result.kind


@each_kind
async def test_it_is_read_and_then_only_what_is_new(reader: Reader, kind: Kind) -> None:
    first = answer(kind, kind.body("Crew lands", "Soyuz docks"))
    second = answer(kind, kind.body("Crew lands", "Soyuz docks", "Progress leaves"))
    before, after, same = await read(reader, kind, saying(first, second), times=3)

    assert names(before) == ["Crew lands", "Soyuz docks"]
    every = () if kind in NEWS.values() else ("Crew lands", "Soyuz docks")
    assert names(after) == [*every, "Progress leaves"]
    assert isinstance(same, Unchanged)


@each_kind
@pytest.mark.fault("A16")
async def test_its_validators_are_echoed(reader: Reader, kind: Kind) -> None:
    first = answer(kind, kind.body("Crew lands"), 'ETag: "7"')
    results = []
    async with serving(saying(first, an_answer(status="304 Not Modified"))) as server:
        feed = kind.feed(server.url())
        state = first_state(feed, NOON)
        for _ in range(2):
            result, state = await polled_once(reader, feed, state)
            results.append(result)

    assert server.requests[1].headers["if-none-match"] == '"7"'
    assert results[1] == Unchanged(not_modified=True)


@each_kind
@pytest.mark.fault("A1")
async def test_a_server_that_never_answers_is_left(reader: Reader, kind: Kind) -> None:
    async def silence(_: Request, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    (result,) = await read(reader, kind, silence)
    assert failure(result) == "timeout"


@each_kind
@pytest.mark.fault("A3")
@pytest.mark.fault("A4")
async def test_an_endless_or_bursting_body_is_cut(reader: Reader, kind: Kind) -> None:
    async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(kind.body("Crew lands") * 1_000)
            await writer.drain()

    (endless_result,) = await read(reader, kind, endless)
    (bomb_result,) = await read(reader, kind, closing(bomb("gzip")))
    assert failure(endless_result) in ("too_large", "timeout")
    assert failure(bomb_result) == "too_large"


@each_kind
@pytest.mark.fault("A5")
async def test_half_an_answer_is_a_failure(reader: Reader, kind: Kind) -> None:
    whole = answer(kind, kind.body("Crew lands", "Soyuz docks"))
    (result,) = await read(reader, kind, closing(whole[: len(whole) - 40]))
    assert failure(result) == "protocol"


@each_kind
@pytest.mark.fault("A6")
async def test_a_cut_that_http_does_not_show_makes_no_bogus_item(
    kind: Kind, record_property: Figure
) -> None:
    document = kind.body("Crew lands", "Soyuz docks with the station", "Progress leaves")
    whole = {"Crew lands", "Soyuz docks with the station", "Progress leaves"}
    bogus, taken_for_whole = 0, 0
    for end in range(40, len(document) - len("</body></html>"), 3):
        found = read_document(document[:end], order_of(kind))
        bogus += len(set(names(found)) - whole)
        taken_for_whole += isinstance(found, Document) and not found.cut
    record_property("figure", f"{bogus} bogus, {taken_for_whole} taken for whole")
    assert (bogus, taken_for_whole) == (0, 0)


@each_kind
@pytest.mark.fault("A7")
@pytest.mark.fault("A8")
async def test_what_is_no_http_is_a_failure(reader: Reader, kind: Kind) -> None:
    broken = {
        *("HTTP/0.9", "an SSH banner", "a garbage status", "a NUL in a header"),
        *("a header line of 1 MB", "100,000 headers", "a flood of cookies"),
    }
    for what in broken:
        (result,) = await read(reader, kind, closing(BROKEN[what][0]))
        assert failure(result) == "protocol", what


@each_kind
@pytest.mark.fault("A9")
async def test_a_chain_of_redirects_ends(reader: Reader, kind: Kind) -> None:
    async def onwards(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(an_answer(status="302 Found", headers=[f"Location: {request.path}x"]))

    async with serving(onwards) as server:
        feed = kind.feed(server.url())
        result = await reader.read(feed, first_state(feed, NOON), NOON)
    assert (failure(result), len(server.requests)) == ("redirects", 6)


@each_kind
@pytest.mark.fault("A11")
async def test_a_move_is_followed_and_named(reader: Reader, kind: Kind) -> None:
    whole = answer(kind, kind.body("Crew lands"))
    async with serving(saying(whole)) as new:
        moved = an_answer(status="301 Moved", headers=[f"Location: {new.url('/new')}"])
        (result,) = await read(reader, kind, saying(moved))
    assert isinstance(result, Changed)
    assert (names(result), result.moved_to) == (["Crew lands"], new.url("/new"))


@each_kind
@pytest.mark.fault("A10")
async def test_a_redirect_into_ones_own_network_is_refused(kind: Kind) -> None:
    async with serving(saying(b"secret")) as canary, reading(host_gap=timedelta(0)) as strict:
        feed = kind.feed(canary.url())
        result = await strict.read(feed, first_state(feed, NOON), NOON)

    assert failure(result).startswith("refused")
    assert canary.connections == 0


@each_kind
@pytest.mark.fault("A12")
@pytest.mark.parametrize(
    "status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Oh"]
)
async def test_what_comes_with_an_error_is_not_read(
    reader: Reader, kind: Kind, status: str
) -> None:
    body = kind.body("Crew lands")
    (result,) = await read(reader, kind, saying(an_answer(body, status=status)))
    assert failure(result) == f"http_{status[:3]}"


@each_kind
@pytest.mark.fault("A13")
async def test_what_is_gone_is_gone(reader: Reader, kind: Kind) -> None:
    (result,) = await read(reader, kind, saying(an_answer(status="410 Gone")))
    assert isinstance(result, Failed)
    assert result.gone


@each_kind
@pytest.mark.fault("A14")
async def test_a_wait_that_is_asked_for_is_kept(reader: Reader, kind: Kind) -> None:
    busy = an_answer(status="429 Slow Down", headers=["Retry-After: 3600"])
    first, second = await read(reader, kind, saying(busy), times=2)
    assert isinstance(first, Failed)
    assert first.retry_after == timedelta(hours=1)
    assert failure(second) == "host_paused"


NESTED = b"<div>" * 80_000 + b"<article><h2>x</h2></article>"
STRANGE = {
    "nothing": b"",
    "blanks": b" \n\t" * 100,
    "another page": b"<html><head><title>Sign in</title></head><body>Hello</body></html>",
    "a wall": b"<html><head><title>Just a moment...</title></head></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "a path": b"/etc/passwd",
    "an address": b"http://127.0.0.1/",
    "broken JSON": b'{"results": [',
    "deep JSON": b'{"results":' + b"[" * 100_000,
    "nested markup": NESTED,
    "noise": bytes(range(256)) * 200,
    "an entity bomb": (
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>'
    ),
}


@each_kind
@pytest.mark.fault("B1")
@pytest.mark.fault("B3")
@pytest.mark.fault("B4")
@pytest.mark.fault("B8")
@pytest.mark.parametrize("what", STRANGE)
async def test_what_is_something_else_is_a_failure(reader: Reader, kind: Kind, what: str) -> None:
    (result,) = await read(reader, kind, saying(answer(kind, STRANGE[what])))
    assert names(result) in ([], ["x"])
    if what not in ("nested markup",):
        assert isinstance(result, Failed)


REFERENCES = ("&#xD83D;", "&#x110000;", f"&#{'9' * 400};", "&#0;", "\\ud83d", "\\u0000")


@each_kind
@pytest.mark.fault("B2")
@pytest.mark.fault("B6")
@pytest.mark.parametrize("reference", REFERENCES, ids=range(len(REFERENCES)))
async def test_no_character_that_is_none_comes_through(
    reader: Reader, kind: Kind, reference: str
) -> None:
    title = f"Crew {reference} lands"
    body = kind.body(title, "Soyuz docks")
    if kind.content_type == "application/json":
        body = body.replace(b"\\\\", b"\\")
    (result,) = await read(reader, kind, saying(answer(kind, body)))
    assert "Soyuz docks" in names(result)
    for name in names(result):
        name.encode("utf-8")
        assert "\0" not in name


@each_kind
@pytest.mark.fault("B5")
async def test_mutations_never_break_the_child(
    reader: Reader, kind: Kind, record_property: Figure
) -> None:
    chance = random.Random(2026)
    document = kind.body(*(f"Soyuz docks {n}" for n in range(5)))
    async with parsing(1) as parsers:
        found = [
            await parsers.parse(mutation(document, chance), order_of(kind)) for _ in range(150)
        ]
    broken = [each for each in found if not isinstance(each, Document | Unreadable)]
    died = [each for each in found if isinstance(each, Unreadable) and each.kind == "parse_died"]
    record_property("figure", f"X={len(broken)}, {len(died)} children lost of 150")
    assert (broken, died) == ([], [])


@each_kind
@pytest.mark.fault("B10")
async def test_a_child_that_dies_is_replaced(kind: Kind) -> None:
    others = children()
    async with parsing(1) as parsers:
        await parsers.parse(kind.body("Crew lands"), order_of(kind))
        (child,) = children(without=others)
        os.kill(child, signal.SIGKILL)
        found = await parsers.parse(kind.body("Crew lands"), order_of(kind))
    assert names(found) == ["Crew lands"]


@each_kind
@pytest.mark.fault("B6")
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
async def test_cyrillic_is_readable(reader: Reader, kind: Kind, encoding: str) -> None:
    title = "Корабль Союз пристыковался к станции, экипаж перешёл на борт"
    body = kind.body(title).decode().replace('encoding="utf-8"', "").replace(" –", "")
    if kind.kind in ("json", "calendar"):
        body = body.encode().decode("unicode_escape")
    (result,) = await read(reader, kind, saying(answer(kind, body.encode(encoding))))
    assert names(result) == [title], result


@each_kind
@pytest.mark.fault("B9")
async def test_of_ten_thousand_items_the_newest_are_read(
    reader: Reader, kind: Kind, record_property: Figure
) -> None:
    body = kind.body(*(f"Crew lands {n}" for n in range(3_000)))
    packed = answer(kind, gzip.compress(body), "Content-Encoding: gzip")
    (result,) = await read(reader, kind, saying(packed))

    assert isinstance(result, Changed), result
    most = 500 if kind in NEWS.values() else 200
    record_property("figure", f"{len(names(result))} read, {result.dropped} counted as left out")
    assert (len(names(result)), result.dropped) == (most, 3_000 - most)


@each_kind_of_news
@pytest.mark.fault("B7")
async def test_items_of_a_bridges_error_are_the_feeds_failure(reader: Reader, kind: Kind) -> None:
    error = "Bridge returned error 500! (20611)"
    (alone,) = await read(reader, kind, saying(answer(kind, kind.body(error))))
    (beside,) = await read(reader, kind, saying(answer(kind, kind.body(error, "Crew lands"))))

    assert failure(alone) == "error_item"
    assert isinstance(beside, Changed)
    assert [entry.title for entry in beside.entries] == ["Crew lands"]
    assert error in beside.note
