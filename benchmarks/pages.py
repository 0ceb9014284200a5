"""What public pages cost with much stored, and what they leave to others.

Usage: python -m benchmarks.pages [--stories 20000] [--rounds 200] [--beside 20]
Prints CPU milliseconds of making each kind of page anew (p95 is to stay under 50), of a 304 (under
5), and bytes without pictures (under 60,000); one story has 300 reports. Then, for as many seconds
as --beside says, 50 pages a second are asked for while commands are answered and a story goes out
to all chats: commands' p95 and the pace of alerts, with pages and without.
"""

import argparse
import asyncio
import gc
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import aiohttp

from benchmarks.answers import CATALOG, times
from benchmarks.bulk import bulk_delivery
from bot.app.public_site import PublicSite, site_of
from bot.core.types import (
    Chat,
    ChatKind,
    Modality,
    Report,
    Role,
    Story,
    Subscription,
    SubscriptionKind,
)
from bot.locale.loading import load_texts
from bot.web.public_pages import PublicPages
from bot.web.web_server import Health, serving
from storage.store import Store
from storage.stories import write_stories
from tests.build import NOON, a_report

LONG = 300
"""Reports of the one long story, told by forty outlets."""

_OUTLETS = 40
_STEP = 25
"""Reports of one development."""
_CHATS = 2_000
_RATE = 50
"""Pages asked for each second, beside."""

_SUMMARY = (
    "The crew aboard the International Space Station has moved into the docked ship while teams on"
    " the ground look at the pressure in the service module, two officials said on Tuesday."
)


def report(story: int, place: int) -> Report:
    outlet = (story + place) % _OUTLETS
    return a_report(
        f"Soyuz MS-{story % 90} coolant leak, report {place} on the day {story} of the mission",
        entry=f"{story:020x}{place:012x}",
        feed=f"f{outlet}",
        outlet=f"Outlet {outlet}",
        role=list(Role)[outlet % len(Role)],
        at=NOON + timedelta(minutes=10 * story + place),
        url=f"https://outlet{outlet}.example/2022/07/26/soyuz-coolant-leak-{story}-{place}.html",
        summary=_SUMMARY,
        voice=f"outlet:f{outlet}",
        origin=f"outlet:f{outlet}",
        named=("nasa", "roscosmos"),
        modality=list(Modality)[place % 4],
        firsthand=place % 3 == 0,
        development=1 + place // _STEP,
    )


def a_story(number: int, reports: int) -> Story:
    told = tuple(report(number, place) for place in range(reports))
    return Story(f"{number:016x}", ("iss",), told[0].at, told[-1].at, told)


async def filled(store: Store, stories: int) -> None:
    """One to eight reports a story; the last story has 300."""
    sizes = [1 + number % 8 for number in range(stories - 1)] + [LONG]
    for start in range(0, stories, 500):
        some = [a_story(start + place, size) for place, size in enumerate(sizes[start:][:500])]
        await store.run_change(partial(write_stories, stories=some))


def paths(stories: int) -> dict[str, Callable[[], str]]:
    """By kind of page: an address of it, another each time."""
    chance = random.Random(1)
    return {
        "latest": lambda: chance.choice(["/", "/ru/"]),
        "latest, a page far back": lambda: f"/page/{chance.randrange(2, stories // 20)}",
        "topic": lambda: "/topic/iss",
        "story": lambda: f"/s/{chance.randrange(1, stories)}",
        "story of 300 reports": lambda: f"/s/{stories}",
        "the same, of a day": lambda: f"/s/{stories}?at=2023-01-01",
        "feed.atom": lambda: "/feed.atom",
        "feed.json": lambda: "/topic/iss/feed.json",
        "its feed.atom": lambda: f"/s/{stories}/feed.atom",
        "sitemap.xml": lambda: "/sitemap.xml",
    }


async def made_anew(site: PublicSite, stories: int, rounds: int) -> None:
    print(f"{'made anew':26} {'median':>8} {'p95':>8} ms {'bytes':>9}")
    for kind, path in paths(stories).items():
        took, size = [], 0
        for _ in range(rounds):
            asked, _, day = path().partition("?at=")
            address = site.find(asked, {"at": day} if day else {})
            began = time.process_time()
            page = await site.make(address)
            took.append((time.process_time() - began) * 1000)
            assert page.status == 200, asked
            size = max(size, len(page.body))
        print(f"{kind:26} {statistics.median(took):8.1f} {p95(took):8.1f}    {size:9,}")


async def not_modified(client: aiohttp.ClientSession, stories: int, rounds: int) -> None:
    async with client.get(f"/s/{stories}") as answer:
        known = {"If-None-Match": answer.headers["ETag"]}
    took = []
    for _ in range(rounds):
        began = time.process_time()
        async with client.get(f"/s/{stories}", headers=known) as answer:
            assert answer.status == 304
        took.append((time.process_time() - began) * 1000)
    print(f"{'304, client included':26} {statistics.median(took):8.1f} {p95(took):8.1f}")


def p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


@asynccontextmanager
async def served(site: PublicSite) -> AsyncIterator[aiohttp.ClientSession]:
    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return b""

    pages = PublicPages(prefix="", find=site.find, make=site.make)
    async with (
        serving(host="127.0.0.1", port=0, health=health, metrics=metrics, pages=pages) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def beside(store: Store, client: aiohttp.ClientSession, stories: int, seconds: int) -> None:
    """Answer commands and send alerts, without pages and with fifty asked for each second."""
    await store.record_story(a_story(stories + 1, 3))
    for number in range(1, _CHATS + 1):
        await store.record_chat(Chat(number, ChatKind.PRIVATE))
        await store.subscribe(Subscription(number, 0, SubscriptionKind.TOPIC, "iss"))
    asked = asyncio.Event()
    statuses: list[int] = []

    async def visitors() -> None:
        await asked.wait()
        chosen = list(paths(stories).values())[:8]
        async with asyncio.TaskGroup() as tasks:
            for number in range(seconds * _RATE):
                tasks.create_task(_visit(client, chosen[number % len(chosen)](), statuses))
                await asyncio.sleep(1 / _RATE)

    await _timed(store, "without pages", None)
    asked.set()
    await _timed(store, f"with {_RATE} pages a second", visitors)
    answers = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"pages answered, by status: {answers}")


async def _visit(client: aiohttp.ClientSession, path: str, statuses: list[int]) -> None:
    async with client.get(path) as answer:
        await answer.read()
        statuses.append(answer.status)


async def _timed(store: Store, what: str, visitors: Callable[[], Awaitable[None]] | None) -> None:
    [story] = await store.latest_stories(limit=1)
    async with bulk_delivery(store, CATALOG, story=story.id, chats=_CHATS, after=0) as bulk:
        visiting = asyncio.ensure_future(visitors()) if visitors else None
        before, began = bulk.sent, time.perf_counter()
        took = await times(store, 8, pause=0.03)
        rate = (bulk.sent - before) / (time.perf_counter() - began)
        if visiting:
            await visiting
    walls = [wall for each in took.values() for _, wall in each]
    print(f"{what:26} commands' wall p95 {p95(walls):6.1f} ms, alerts {rate:5.1f} a second")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--beside", type=int, default=20, help="seconds; 0: not at all")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(f"sqlite:///{folder}/isswire.db") as store:
            await filled(store, given.stories)
            gc.freeze()  # as the running bot does after its start
            site = PublicSite(
                site=site_of("https://news.example"),
                store=store,
                catalog=lambda: CATALOG,
                texts=load_texts(),
                failing=_nothing_fails,
                clock=lambda: NOON + timedelta(days=365),
                bot=lambda: "isswire_bot",
            )
            await made_anew(site, given.stories, given.rounds)
            async with served(site) as client:
                await not_modified(client, given.stories, given.rounds)
                if given.beside:
                    await beside(store, client, given.stories, given.beside)


async def _nothing_fails() -> frozenset[str]:
    return frozenset()


if __name__ == "__main__":
    asyncio.run(main())
