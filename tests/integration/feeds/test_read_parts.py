"""An answer that differs in nothing that is read is not parsed; one that differs in more is."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.reading.poll_result import Changed
from bot.core.reading.schedule import first_state
from bot.core.types import SourceKind
from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from bot.feeds.read_parts import check_of_read
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import an_answer, polled_once, saying, serving
from tests.integration.feeds.kinds import KINDS, a_channel_page, a_post, names

OTHERS = {name: kind for name, kind in KINDS.items() if kind.kind is not SourceKind.FEED}
each_kind = pytest.mark.parametrize("kind", OTHERS)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0), spare_own=False) as reader:
        yield reader


def a_body(kind: str, *titles: str, poll: int) -> bytes:
    """An answer as its server sends it at one poll."""
    body = OTHERS[kind].body(*titles)
    match kind:
        case "telegram":
            views = f'<span class="tgme_widget_message_views">{poll}K</span><a '.encode()
            token = f'<div data-view="token{poll}" style="background:{poll}" class="tgme_widget_'
            body = body.replace(b"<a ", views).replace(b'<div class="tgme_widget_', token.encode())
            wrap = b'<div class="tgme_widget_message_wrap'
            return body.replace(token.encode() + b"message_wrap", wrap)
        case "page":
            script = f"<script>at({poll})</script><!-- {poll} --></body>".encode()
            return body.replace(b"</body>", script)
        case _:
            return f'{{"at": "12:0{poll}", '.encode() + body[1:] + b"\n" * poll


@each_kind
async def test_what_differs_in_nothing_that_is_read_is_not_parsed(
    reader: Reader, kind: str
) -> None:
    first, second = ("Soyuz docks", "Crew lands"), ("Soyuz docks", "Crew lands", "Cargo leaves")
    bodies = [
        a_body(kind, *(first if poll < 3 else second), poll=poll) for poll in (0, 1, 2, 3, 4)
    ]
    of_kind = OTHERS[kind]
    answers = [an_answer(body, content_type=of_kind.content_type) for body in bodies]
    async with serving(saying(*answers)) as server:
        feed = of_kind.feed(server.url(f"/s/{kind}"))
        state, results = first_state(feed, NOON), []
        for _ in bodies:
            result, state = await polled_once(reader, feed, state)
            assert isinstance(result, Changed), result
            results.append(result)
    parsed = [bool(each.format) for each in results]
    assert parsed == [True, False, False, True, False]
    assert all(name in names(results[0]) for name in first)
    assert "Cargo leaves" in names(results[3])
    assert [names(results[each]) for each in (1, 2, 4)] == [[], [], []]


@each_kind
async def test_an_answer_is_parsed_where_the_last_one_was_not_recorded(
    reader: Reader, kind: str
) -> None:
    answers = [
        an_answer(a_body(kind, "Soyuz docks", poll=poll), content_type=OTHERS[kind].content_type)
        for poll in range(3)
    ]
    async with serving(saying(*answers)) as server:
        feed = OTHERS[kind].feed(server.url(f"/s/{kind}"))
        state, results = first_state(feed, NOON), []
        for _ in answers:
            result, _ = await polled_once(reader, feed, state)
            results.append(result)
    assert [names(each) for each in results] == [["Soyuz docks"]] * 3


@each_kind
def test_whatever_is_read_shows_in_the_check(kind: str) -> None:
    """Any change of a letter that changes what is read changes the check."""
    dice, of_kind = random.Random(11), OTHERS[kind]
    feed = of_kind.feed("https://orbit.example/s/orbit")
    order = Order("orbit", feed.url, NOON, kind=of_kind.kind, find=of_kind.find)
    body = a_body(kind, "Soyuz docks", "Crew lands", poll=1)
    check, found = check_of_read(feed, body), read_document(body, order)
    assert check
    assert isinstance(found, Document)
    alike = 0
    for _ in range(2_000):
        at = dice.randrange(len(body))
        other = body[:at] + dice.choice((b"", b"x", b"7", b'"', b"<", b"<b>")) + body[at + 1 :]
        if check_of_read(feed, other) != check:
            continue
        alike += 1
        again = read_document(other, order)
        if isinstance(again, Document):  # else it is a failure, and the items are as they were
            assert again.entries == found.entries, other
            assert again.calendar == found.calendar, other
    assert alike > 10


def test_of_a_real_channel_every_post_counts_and_no_token(shared_data: Path) -> None:
    body = (shared_data / "recorded/sources/tme_s_durov_2026-08.html").read_bytes()
    feed = a_feed(url="https://t.me/s/durov", kind=SourceKind.TELEGRAM)
    check = check_of_read(feed, body)
    later = body.replace(b' data-view="ey', b' data-view="xx').replace(b'_views">1', b'_views">2')
    later = later.replace(b'class="tgme_reaction">', b'class="tgme_reaction">9')
    assert later.count(b"xx") > 10
    assert check_of_read(feed, later) == check
    assert body.count(b'js-message_text" dir="auto">') > 10
    at = -1
    while (at := body.find(b'js-message_text" dir="auto">', at + 1)) >= 0:
        assert check_of_read(feed, body[: at + 28] + b"New: " + body[at + 28 :]) != check
    assert check_of_read(feed, body.replace(b'datetime="2', b'datetime="3', 1)) != check


def test_of_a_page_whose_items_are_in_scripts_the_scripts_count() -> None:
    page = b"<html><body><script>[1]</script></body></html>"
    other = page.replace(b"[1]", b"[2]")
    feed = a_feed(kind=SourceKind.PAGE, find=(("items", "article"),))
    inside = replace(feed, find=(("items", "script"),))
    assert check_of_read(feed, page) == check_of_read(feed, other)
    assert check_of_read(inside, page) != check_of_read(inside, other)


def test_a_page_without_posts_or_lists_is_always_parsed() -> None:
    channel, json = (a_feed(kind=each) for each in (SourceKind.TELEGRAM, SourceKind.JSON))
    assert check_of_read(channel, a_channel_page()) == b""
    assert check_of_read(channel, a_channel_page(a_post(1, "Soyuz docks"))[:-30]) == b""
    assert check_of_read(json, b'{"results": {}}') == b""
