"""A broken feed harms nobody else, and its health says why."""

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.core.reasons import english
from storage.store import Store
from tests.e2e.feeds import Answer, document, item
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

LEAK = "Crew of the ISS fixes a leak in the Zvezda module"
ADMIN = 1001


def answers(body: bytes, *, status: int = 200) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, content_type="application/rss+xml")

    return answer


async def hangs(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(600)
    return web.Response()


async def huge(request: web.Request) -> web.StreamResponse:
    """100 MB, as long as anybody reads."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b'<rss version="2.0"><channel><title>huge</title>')
    for _ in range(1600):
        await response.write(b"<item><title>ISS</title></item>".ljust(65_536))
    return response


BROKEN = {
    "prose": answers(b"Dear visitor, this is no feed. " * 40),
    "huge": huge,
    "hangs": hangs,
    "refuses": answers(b"<rss/>", status=403),
    "lost": answers(document("lost", item("lost", LEAK)), status=404),
}
REASONS = {
    "prose": "the answer is not a feed but something else",
    "huge": "the answer is larger than 8 MB",
    "refuses": "it answers 403 Forbidden",
    "lost": "it answers 404 Not Found",
}


async def errors_of(world: World) -> dict[str, str]:
    async with await Store.open(world.database_url) as store:
        states = await store.feed_states()
    return {name: english(state.error) for name, state in states.items() if state.error}


@pytest.mark.fault("A12")
@pytest.mark.fault("A3")
async def test_broken_feeds_harm_no_other_and_say_why(
    world: World, record_property: Record
) -> None:
    world.feeds.add("healthy")
    world.feeds.broken = dict(BROKEN)
    bot = await world.start(ADMIN_IDS=str(ADMIN))
    await eventually(lambda: all(world.feeds.asked[name] for name in BROKEN))
    began = asyncio.get_running_loop().time()
    world.feeds.publish("healthy", LEAK)
    await world.told("fixes a leak")
    record_property("figure", f"told {asyncio.get_running_loop().time() - began:.1f} s later")
    record_property("limit", "every 1 s + 1 s + sending")
    await eventually(lambda: bot.said.count("poll failed") >= len(REASONS), said=lambda: bot.said)
    world.telegram.people.say(ADMIN, ADMIN, "/feed prose")
    [page] = await world.told("failed poll", ADMIN)
    errors = await errors_of(world)
    assert "the answer is not a feed" in page.text
    assert errors == errors | REASONS
    assert len(world.posts(-1001000000001)) == 1


FAR = datetime(2099, 1, 1, tzinfo=UTC)
STORY = "role: press\n    topics: [iss]"
WILD = {
    "undated": "<item><title>Bakery wins undated prize</title><guid>u1</guid></item>",
    "future": item("future", "Violin hums in orchard", at=FAR),
    "markup": "<item><title>Lantern &lt;b&gt;glows&lt;/b&gt; &lt;script&gt;x&lt;/script&gt; "
    "beside quarry</title><guid>m1</guid></item>",
    "repeats": "<item><title>Teapot whistles at dawn</title><guid>same</guid></item>"
    "<item><title>Umbrella lost near harbour</title><guid>same</guid></item>",
    "nameless": "<item><title>Zither tumbles downhill slowly</title></item>",
}
WORDS = ("undated", "Violin", "Lantern", "Teapot", "Umbrella", "Zither")


@pytest.mark.fault("C4")
@pytest.mark.fault("C7")
async def test_careless_feeds_lose_no_news(world: World, record_property: Record) -> None:
    for name in WILD:
        world.feeds.add(name, STORY)
    world.feeds.channel = False
    await world.subscribed([ADMIN])
    bot = await world.start()
    for name, items in WILD.items():
        world.feeds.items[name].append(items)
    await eventually(lambda: len(world.posts()) >= len(WORDS), said=lambda: bot.said)
    told = [sum(word in call.text for call in world.posts()) for word in WORDS]
    record_property("figure", f"{len(WORDS)} careless items, told {told}")
    assert (told, "poll failed" in bot.said) == ([1] * len(WORDS), False)


async def test_a_document_cut_short_waits_for_its_end(world: World) -> None:
    whole = document("cut", item("cut", LEAK) + item("cut", "ISS crew harvests lettuce"))
    world.feeds.add("healthy")
    world.feeds.broken["cut"] = answers(document("cut", ""))
    bot = await world.start()
    world.feeds.broken["cut"] = answers(whole[: whole.index(b"lettuce")])
    await world.told("fixes a leak")
    await asyncio.sleep(2)
    assert len(world.posts()) == 1
    world.feeds.broken["cut"] = answers(whole)
    await world.told("lettuce")
    assert (len(world.posts()), "Traceback" in bot.said) == (2, False)
