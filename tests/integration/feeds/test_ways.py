"""The way to a feed's server: headers, password, cookies and proxies, and what is never shown."""

import asyncio
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.reading.poll_result import Changed, Failed, FeedState, PollResult
from bot.core.reading.schedule import first_state
from bot.core.reasons import english
from bot.core.types import Access, Feed, SourceKind
from bot.feeds.reader import reading
from tests import proxy
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import (
    AllHere,
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    saying,
    serving,
)
from tests.integration.feeds.kinds import a_channel, a_channel_page, a_post

GOOD = an_answer(a_document(an_item("Soyuz docks")))
SECRETS = {"FEED_KEY": "s3cret-key", "FEED_LOGIN": "reader:s3cret-word"}


async def read(
    feed: Feed,
    variables: dict[str, str] | None = None,
    proxy_for_all: str = "",
    state: FeedState | None = None,
) -> PollResult:
    async with reading(
        allow_private=True,
        host_gap=timedelta(0),
        deadline=timedelta(seconds=5),
        resolver=AllHere(),
        variables=variables,
        proxy=proxy_for_all,
    ) as reader:
        return await reader.read(feed, state or first_state(feed, NOON), NOON)


def named(server: FeedServer, host: str = "news.example") -> str:
    return f"http://{host}:{server.port}/feed"


async def test_headers_user_agent_and_password_are_sent_with_secrets_put_in() -> None:
    access = Access(
        headers=(("X-Api-Key", "${FEED_KEY}"), ("X-Reader", "isswire")),
        user_agent="Orbit/1.0",
        auth="${FEED_LOGIN}",
    )
    async with serving(saying(GOOD)) as server:
        result = await read(a_feed(url=server.url(), access=access), SECRETS)

    (request,) = server.requests
    assert isinstance(result, Changed)
    assert request.headers["x-api-key"] == "s3cret-key"
    assert request.headers["user-agent"] == "Orbit/1.0"
    word = b64encode(b"reader:s3cret-word").decode()
    assert request.headers["authorization"] == f"Basic {word}"
    assert "s3cret" not in repr(access)


async def test_a_redirect_to_another_server_takes_no_secret_along() -> None:
    access = Access(headers=(("X-Api-Key", "${FEED_KEY}"),), auth="${FEED_LOGIN}")
    async with serving(saying(GOOD)) as other:
        moved = an_answer(status="302 Found", headers=[f"Location: {named(other, 'b.example')}"])
        async with serving(saying(moved)) as server:
            await read(a_feed(url=named(server), access=access), SECRETS)

    assert "x-api-key" in server.requests[0].headers
    assert "x-api-key" not in other.requests[0].headers
    assert "authorization" not in other.requests[0].headers


async def test_a_feed_that_has_moved_elsewhere_takes_no_secret_along() -> None:
    """Its old server said for weeks that it has moved: that gives away no password."""
    access = Access(headers=(("X-Api-Key", "${FEED_KEY}"),), auth="${FEED_LOGIN}")
    async with serving(saying(GOOD)) as other:
        feed = a_feed(url="http://news.example/feed", access=access)
        state = replace(first_state(feed, NOON), url=named(other, "b.example"))
        result = await read(feed, SECRETS, state=state)

    assert isinstance(result, Changed)
    assert not other.requests[0].headers.keys() & {"x-api-key", "authorization"}


async def test_older_pages_that_lie_elsewhere_get_no_secret() -> None:
    """The page of a channel says where its older posts are; it may say anything."""
    access = Access(headers=(("X-Api-Key", "${FEED_KEY}"),))
    html = "text/html; charset=utf-8"
    async with serving(saying(an_answer(a_channel("Old"), content_type=html))) as other:
        page = a_channel_page(a_post(9, "Soyuz docks"), before=named(other, "b.example"))
        async with serving(saying(an_answer(page, content_type=html))) as server:
            feed = a_feed(url=named(server), access=access, kind=SourceKind.TELEGRAM)
            state = replace(first_state(feed, NOON), baseline=True, item_hashes=b"12345678")
            await read(feed, SECRETS, state=state)

    assert server.requests[0].headers["x-api-key"] == "s3cret-key"
    assert [each.headers.get("x-api-key") for each in other.requests] == [None]


async def test_a_variable_that_is_not_set_is_a_failure_that_names_it() -> None:
    async with serving(saying(GOOD)) as server:
        result = await read(a_feed(url=server.url(), access=Access(auth="${FEED_LOGIN}")))

    assert isinstance(result, Failed)
    assert english(result.error) == "the environment variable FEED_LOGIN is not set"
    assert server.requests == []


async def test_cookies_are_kept_for_one_poll_where_a_stanza_says_so() -> None:
    """A site that sends every stranger once around, with a cookie."""

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        if "cookie" in request.headers:
            writer.write(GOOD)
        else:
            around = ["Set-Cookie: seen=1; Path=/", "Location: /feed"]
            writer.write(an_answer(status="302 Found", headers=around))

    async with serving(script) as server:
        kept = await read(a_feed(url=server.url(), access=Access(keeps_cookies=True)))
        asked = len(server.requests)
        again = await read(a_feed(url=server.url(), access=Access(keeps_cookies=True)))
        without = await read(a_feed(url=server.url()))

    assert isinstance(kept, Changed)
    assert isinstance(again, Changed)
    assert (asked, "cookie" in server.requests[asked].headers) == (2, False)
    assert isinstance(without, Failed)


SCHEMES = ("http", "socks5", "socks5h")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("password", ["", "me:s3cret-proxy"])
async def test_a_feed_is_read_through_a_proxy_that_resolves_its_name(
    scheme: str, password: str
) -> None:
    with proxy.running(password) as running:
        async with serving(saying(GOOD)) as server:
            feed = a_feed(url=named(server))
            result = await read(feed, proxy_for_all=running.url(scheme, password))
        seen = running.seen()

    assert isinstance(result, Changed), result
    how = "get" if scheme == "http" else "socks5"
    assert seen == [f"{how} news.example:{server.port}"]


async def test_a_feed_may_have_its_own_proxy_or_none() -> None:
    with proxy.running() as running:
        async with serving(saying(GOOD)) as server:
            own = Access(proxy=running.url("socks5"))
            direct = Access(proxy="none")
            nowhere = "socks5://127.0.0.1:9"
            through = await read(a_feed(url=named(server), access=own), proxy_for_all=nowhere)
            past = await read(a_feed(url=named(server), access=direct), proxy_for_all=nowhere)
            lost = await read(a_feed(url=named(server)), proxy_for_all=nowhere)
        seen = running.seen()

    assert isinstance(through, Changed)
    assert isinstance(past, Changed)
    assert isinstance(lost, Failed)
    assert lost.kind == "proxy"
    assert len(seen) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_wrong_password_is_a_failure_that_does_not_show_it(scheme: str) -> None:
    with proxy.running("me:right") as running:
        async with serving(saying(GOOD)) as server:
            wrong = running.url(scheme, "me:s3cret-wrong")
            result = await read(a_feed(url=named(server)), proxy_for_all=wrong)

    assert isinstance(result, Failed)
    assert "s3cret" not in english(result.error)
    assert result.kind in ("proxy", "http_407")
    assert server.requests == []


@pytest.mark.fault("A10")
@pytest.mark.fault("I3")
@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/", "http://10.0.0.1/", "http://host.example:22/", "file:///x"]
)
async def test_behind_a_proxy_the_guard_still_judges_what_an_address_shows(target: str) -> None:
    with proxy.running() as running:
        async with reading(host_gap=timedelta(0), proxy=running.url("http")) as strict:
            feed = a_feed(url=target)
            refused = await strict.read(feed, first_state(feed, NOON), NOON)
        seen = running.seen()

    assert isinstance(refused, Failed)
    assert (refused.kind, seen) == ("refused_url", [])
