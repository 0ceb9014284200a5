"""Where redirects may lead, and what is remembered of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Sent
from bot.core.reading.poll_result import Changed, Failed, PollResult
from bot.core.reading.schedule import after_poll, first_state, notices
from bot.core.reasons import english
from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.guard import Guard
from bot.feeds.reader import Reader, reading
from bot.local.server import CHANNEL_ID
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    Script,
    a_document,
    an_answer,
    an_item,
    polled,
    polled_once,
    saying,
    serving,
)
from tests.telegram import a_line

pytestmark = pytest.mark.asyncio(loop_scope="module")

Record = Callable[[str, object], None]
FEED = an_answer(a_document(an_item("Soyuz docks")))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


def a_redirect(target: str, status: int = 302) -> bytes:
    location = target.encode().decode("latin-1")
    return an_answer(b"<html>", status=f"{status} Moved", headers=[f"Location: {location}"])


def by_path(**answers: bytes) -> Script:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answers[request.path.strip("/").partition("?")[0]])

    return script


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["/other", "other", "?x=1", "//{host}/other", "http://{host}/other"]
)
async def test_a_redirect_is_followed(reader: Reader, status: int, target: str) -> None:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        host = request.headers["host"]
        where = target.format(host=host)
        writer.write(a_redirect(where, status) if request.path == "/feed" else FEED)

    async with serving(script) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Changed)
    assert bool(result.moved_to) == (status in {301, 308})
    assert "referer" not in server.requests[1].headers


@pytest.mark.fault("A11")
async def test_a_chain_with_one_temporary_redirect_is_no_move(reader: Reader) -> None:
    script = by_path(feed=a_redirect("/two", 301), two=a_redirect("/three", 302), three=FEED)
    async with serving(script) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Changed)
    assert result.moved_to == ""


LOOPS: dict[str, Callable[[str], bytes]] = {
    "to itself": lambda path: a_redirect(path),
    "between two": lambda path: a_redirect("/b" if path == "/feed" else "/feed"),
    "ever new": lambda path: a_redirect(path + "x"),
    "permanent, ever new": lambda path: a_redirect(path + "x", 308),
    "growing query": lambda path: a_redirect(f"/feed?{path[-1_000:]}x"),
}


@pytest.mark.fault("A9")
@pytest.mark.parametrize("how", LOOPS)
async def test_a_chain_without_end_is_left_after_five_hops(
    reader: Reader, how: str, record_property: Record
) -> None:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(LOOPS[how](request.path))

    async with serving(script) as server:
        (result,), _ = await polled(reader, server)

    record_property("figure", f"{len(server.requests) - 1} hops")
    record_property("limit", "5 hops")
    assert isinstance(result, Failed)
    assert result.kind == "redirects"
    assert len(server.requests) <= 6


@pytest.mark.fault("A9")
async def test_one_deadline_covers_the_whole_chain(record_property: Record) -> None:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.4)
        writer.write(a_redirect(request.path + "x"))

    deadline = timedelta(seconds=1)
    async with (
        reading(allow_private=True, host_gap=timedelta(0), deadline=deadline) as reader,
        serving(script) as server,
    ):
        started = time.monotonic()
        (result,), _ = await polled(reader, server)
        took = time.monotonic() - started

    record_property("figure", f"{took:.2f} s of 1 s")
    record_property("limit", "deadline + 0.5 s")
    assert isinstance(result, Failed)
    assert result.kind == "timeout"
    assert took <= 1.5


FORBIDDEN = """
http://127.0.0.1:{canary}/ http://127.0.0.2:{canary}/ http://127.1:{canary}/ http://0:{canary}/
http://0.0.0.0:{canary}/ http://2130706433:{canary}/ http://0x7f000001:{canary}/
http://0177.0.0.1:{canary}/ http://017700000001:{canary}/ http://[::1]:{canary}/
http://[::]:{canary}/ http://[::ffff:127.0.0.1]:{canary}/ http://[::ffff:7f00:1]:{canary}/
http://[::127.0.0.1]:{canary}/ http://[64:ff9b::7f00:1]:{canary}/ http://[2002:7f00:1::]:{canary}/
http://localhost:{canary}/ http://localhost.:{canary}/ http://LOCALHOST:{canary}/
http://localhost.localdomain:{canary}/ http://a.localhost:{canary}/ http://①②⑦.0.0.1:{canary}/
http://127.0.0.1:{canary}\\@example.com/ http://example.com@127.0.0.1:{canary}/
http://user:word@127.0.0.1:{canary}/ //127.0.0.1:{canary}/ \\\\127.0.0.1:{canary}/
http:127.0.0.1:{canary}/ http:/127.0.0.1:{canary}/ http:///127.0.0.1:{canary}/
http://public.example:{canary}/ http://rebound.example/ http://mixed.example:8080/
http://10.0.0.1/ http://192.168.0.1/ http://169.254.169.254/latest/meta-data/ http://[fe80::1]/
http://224.0.0.1/ http://100.64.0.1/ http://printer/ http://example.com:22/ http://example.com:6379/
ftp://127.0.0.1:{canary}/ file:///etc/passwd gopher://127.0.0.1:{canary}/ javascript:alert(1)
data:text/xml,x about:blank unix:///run/x.sock ws://127.0.0.1:{canary}/ http:// http://[::1 %00
"""


class Names(AbstractResolver):
    """Resolves every name to loopback: the guard must check the address, not the name."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        numbers = ["127.0.0.1", "10.0.0.1"] if host.startswith("mixed") else ["127.0.0.1"]
        return [
            ResolveResult(hostname=host, host=number, port=port, family=2, proto=6, flags=0)
            for number in numbers
        ]

    async def close(self) -> None:
        pass


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def canary() -> AsyncIterator[FeedServer]:
    """Listen where nobody may connect."""
    async with serving(saying(FEED)) as server:
        yield server


@pytest.mark.fault("A10")
@pytest.mark.fault("I2")
@pytest.mark.parametrize("status", [301, 302])
@pytest.mark.parametrize("target", FORBIDDEN.split())
async def test_a_redirect_into_our_own_network_is_refused(
    canary: FeedServer, target: str, status: int, record_property: Record
) -> None:
    where = target.format(canary=canary.port)
    async with serving(saying(a_redirect(where, status))) as server:
        guard = Guard(also=frozenset({("127.0.0.1", server.port)}))
        async with reading(guard=guard, host_gap=timedelta(0), resolver=Names()) as reader:
            (result,), _ = await polled(reader, server)

    record_property("figure", f"C={canary.connections}")
    record_property("limit", "C=0")
    assert isinstance(result, Failed)
    assert result.kind in {"refused_url", "refused_address", "redirects", "protocol"}, result
    assert canary.connections == 0


@pytest.mark.fault("I2")
@pytest.mark.parametrize(
    "name", ["rebound.example", "mixed.example:8080", "xn--e1afmkfd.xn--p1ai"]
)
async def test_a_name_that_leads_home_is_refused_when_connecting(
    canary: FeedServer, name: str
) -> None:
    feed = a_feed(url=f"http://{name}/feed")
    async with reading(resolver=Names()) as reader:
        result, _ = await polled_once(reader, feed, first_state(feed, NOON))

    assert isinstance(result, Failed)
    assert result.kind == "refused_address"
    assert "not connected to" in english(result.error)


@pytest.mark.fault("I3")
async def test_proxies_of_the_environment_are_not_used(
    canary: FeedServer, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, canary.url(""))
    monkeypatch.setenv("NO_PROXY", "")
    async with (
        serving(saying(FEED)) as server,
        reading(allow_private=True, host_gap=timedelta(0)) as reader,
    ):
        (result,), _ = await polled(reader, server)

    async with a_line() as line:
        sent = await line.telegram.send(Send(CHANNEL_ID, Message("hello")))

    record_property("figure", f"C={canary.connections}, of feeds and of Telegram")
    record_property("limit", "C=0")
    assert isinstance(result, Changed)
    assert isinstance(sent, Sent)
    assert canary.connections == 0


@pytest.mark.parametrize("location", [b"", b"Location: \r\n", b"Location: \xff\xfe\r\n"])
async def test_a_redirect_to_nowhere_is_a_failure(reader: Reader, location: bytes) -> None:
    answer = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + location + b"\r\n"
    async with serving(saying(answer)) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Failed)


async def _polled_daily(
    reader: Reader, server: FeedServer, days: int
) -> tuple[list[PollResult], list[str], int]:
    """Poll once a day; return the results, the addresses used and the notices."""
    feed = a_feed(url=server.url("/feed"))
    state, results, used, told = first_state(feed, NOON), [], [], 0
    for day in range(days):
        now = NOON + timedelta(days=day)
        result = await reader.read(feed, replace(state, body_hash=b""), now)
        following = after_poll(feed, state, result, now=now, jitter=0)
        told += len(notices(state, following, now))
        results.append(result)
        used.append(following.url)
        state = following
    return results, used, told


@pytest.mark.fault("A11")
async def test_a_move_that_holds_for_a_week_is_adopted_and_reported(
    reader: Reader, record_property: Record
) -> None:
    async with serving(by_path(feed=a_redirect("/new", 301), new=FEED)) as server:
        _, used, told = await _polled_daily(reader, server, 12)

    record_property("figure", f"taken over on day {used.index(server.url('/new')) + 1}")
    assert used[6] == server.url("/feed")
    assert used[-1] == server.url("/new")
    assert told == 1


PAGE = an_answer(b"<html><title>Sign in</title></html>", content_type="text/html")
BAD_MOVES: dict[str, dict[str, bytes]] = {
    "to a login page": {"feed": a_redirect("/login", 301), "login": PAGE},
    "to a 404": {"feed": a_redirect("/no", 308), "no": an_answer(status="404 Not Found")},
    "to our own network": {"feed": a_redirect("http://0.0.0.0/", 301)},
    "for now": {"feed": a_redirect("/new", 302), "new": FEED},
}


@pytest.mark.fault("A11")
@pytest.mark.parametrize("move", BAD_MOVES)
async def test_a_bad_move_is_never_adopted(
    reader: Reader, move: str, record_property: Record
) -> None:
    async with serving(by_path(**BAD_MOVES[move])) as server:
        _, used, _ = await _polled_daily(reader, server, 12)

    record_property("figure", f"rewrites {len(set(used)) - 1}")
    record_property("limit", "0")
    assert set(used) == {server.url("/feed")}


@pytest.mark.fault("A13")
async def test_a_feed_that_is_gone_says_so(reader: Reader) -> None:
    async with serving(saying(an_answer(status="410 Gone"))) as server:
        (result,), state = await polled(reader, server)

    assert result == Failed("http_410", FeedFailure.STATUS(status="410 Gone"), gone=True)
    assert state.gone


REFRESHED: dict[str, bytes] = {
    "a meta element": b'<html><head><meta http-equiv="refresh" content="0; url=/new"></html>',
    "in capitals": b"<HTML><HEAD><META HTTP-EQUIV='Refresh' CONTENT='0;URL=/new'></HEAD></HTML>",
    "in quotes of its own": (
        b"<!DOCTYPE html><html><head><meta content=\"1;url='/new'\" http-equiv=refresh></head>"
    ),
    "without url=": b'<!doctype html><meta http-equiv="refresh" content="0;/new">',
    "with a whole address": (
        b'<html><meta http-equiv="refresh" content="0; URL=http://127.0.0.1:PORT/new"></html>'
    ),
    "with an entity": b'<html><meta http-equiv="refresh" content="0; url=/new?a=1&amp;b=2">',
}
READ_FIRST: dict[str, bytes] = {
    "a page that is read first": b'<html><meta http-equiv="refresh" content="60; url=/new">',
    "a page that loads itself again": b'<html><meta http-equiv="refresh" content="5"></html>',
    "a page for others": (
        b'<html><noscript><meta http-equiv="refresh" content="0; url=/new"></noscript></html>'
    ),
    "a remark": b'<html><!-- <meta http-equiv="refresh" content="0; url=/new"> --></html>',
    "a script": b'<html><meta http-equiv="refresh" content="0; url=javascript:x()"></html>',
}


def refreshing(page: bytes) -> Script:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        port = str(writer.get_extra_info("sockname")[1]).encode()
        moved = an_answer(page.replace(b"PORT", port), content_type="text/html")
        writer.write(FEED if request.path.startswith("/new") else moved)

    return script


@pytest.mark.parametrize("how", REFRESHED)
async def test_a_page_that_redirects_is_followed_for_now(reader: Reader, how: str) -> None:
    async with serving(refreshing(REFRESHED[how])) as server:
        (result,), _ = await polled(reader, server)
    assert isinstance(result, Changed), result
    assert (len(result.entries), result.moved_to) == (1, "")


async def test_a_header_that_redirects_is_followed(reader: Reader) -> None:
    page = an_answer(b"<html>", headers=["Refresh: 0; url=/new"])
    async with serving(by_path(feed=page, new=FEED)) as server:
        (result,), _ = await polled(reader, server)
    assert isinstance(result, Changed), result


@pytest.mark.parametrize("what", READ_FIRST)
async def test_other_pages_are_no_redirects(reader: Reader, what: str) -> None:
    async with serving(refreshing(READ_FIRST[what])) as server:
        (result,), _ = await polled(reader, server)
    assert isinstance(result, Failed)
    assert (result.kind, len(server.requests)) == ("not_a_feed", 1)


async def test_a_page_that_redirects_in_circles_ends_as_redirects_do(reader: Reader) -> None:
    one, other = (
        an_answer(b'<html><meta http-equiv="refresh" content="0; url=/%s">' % where)
        for where in (b"other", b"feed")
    )
    async with serving(by_path(feed=one, other=other)) as server:
        (result,), _ = await polled(reader, server)
    assert isinstance(result, Failed)
    assert result.kind == "redirects"


async def test_an_answer_that_says_it_is_too_large_is_refused_at_once(reader: Reader) -> None:
    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n<rss>")
        await asyncio.sleep(60)

    began = time.monotonic()
    async with serving(script) as server:
        (result,), _ = await polled(reader, server)
    assert result == Failed("too_large", FeedFailure.TOO_LARGE(n=8))
    assert time.monotonic() - began < 5
