"""Whatever feeds do to old items, nothing is sent twice, nothing floods, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.core.renderer.digest import CONSIDERED
from bot.core.types import DeliveryKind
from tests.e2e.feeds import Answer, item
from tests.integration.newsroom import BULLETIN, a_newsroom, in_a_digest, promised
from tests.integration.promised import Figure

DAY = timedelta(days=1)
TOPICS = """topics:
  iss:
    title: International Space Station
"""


@pytest.mark.fault("C5")
@pytest.mark.parametrize("count", [11, 400])
async def test_a_burst_is_five_messages_and_one_list_and_told_to_the_editors_once(
    tmp_path: Path, record_property: Figure, count: int
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish(count)
        burst = await room.poll(intake)
        await room.poll(intake)
        store = intake.store
        posts, notices = await promised(store), await promised(store, DeliveryKind.NOTICE)
        stories = await store.latest_stories(limit=1000)
        kept, digest = await store.stats(), await in_a_digest(store, room.now)
    alone = [each for each in posts if not each.in_catch_up]
    record_property(
        "figure",
        f"posts {len(alone)}, in one list {len(posts) - len(alone)} of {count}, notices "
        f"{len(notices)}, in a digest {digest}",
    )
    record_property("limit", f"posts 5, in one list {count - 5}, notices 1")
    assert (len(alone), len(posts), burst.burst, len(notices)) == (5, count, count, 1)
    assert (len(stories), kept["entry"]) == (count + 1, count + 1)
    assert digest == min(count + 1, CONSIDERED)


@pytest.mark.fault("C5")
@pytest.mark.parametrize(
    ("away", "alone"), [(timedelta(hours=9), 5), (timedelta(minutes=5), 4 * 3)]
)
async def test_after_a_night_offline_many_feeds_are_one_burst_to_a_chat(
    tmp_path: Path, record_property: Figure, away: timedelta, alone: int
) -> None:
    async with a_newsroom(tmp_path) as room:
        names = ["bulletin", "second", "third", "fourth"]
        for name in names[1:]:
            room.feeds.add(name, BULLETIN)
        async with room.opened() as intake:
            await room.poll(intake)
            room.forward(hours=10)
            for name in names * 3:
                news = item(name, next(room.titles), at=room.now - away)
                room.feeds.items[name].insert(0, news)
            await room.poll(intake, after=timedelta())
            posts = await promised(intake.store)
    told = sum(not each.in_catch_up for each in posts)
    record_property("figure", f"{len(posts)} stories of 4 feeds: {told} posts, the rest one list")
    record_property("limit", f"posts {alone}")
    assert (told, len(posts)) == (alone, 12)


@pytest.mark.fault("C5")
async def test_old_items_that_appear_are_known_from_then_on_and_not_told(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        for _ in range(12):
            room.publish(10, old=timedelta(days=30))
            await room.poll(intake)
        posts, kept = await promised(intake.store), await intake.store.stats()
    record_property("figure", f"messages {len(posts)}, known {kept['entry'] - 1} of 120")
    record_property("limit", "messages 0, known 120")
    assert (posts, kept["entry"]) == ([], 121)


@pytest.mark.fault("C5")
async def test_an_archive_that_reappears_with_todays_date_tells_only_what_is_new(
    tmp_path: Path, record_property: Figure
) -> None:
    """A site moves: other guids, other addresses, one date for all, and older items below."""
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        for _ in range(20):
            room.publish()
            await room.poll(intake, after=DAY)
        before = len(await promised(intake.store))
        had = [each.title for each in reversed(await intake.store.titles_of("bulletin"))]
        room.forward(days=4)
        archive = [*had, *(next(room.titles) for _ in range(30))]
        moved = [item("moved", title, at=room.now) for title in archive]
        room.feeds.items["bulletin"][:] = [item("moved", next(room.titles), at=room.now), *moved]
        for _ in range(2):
            await room.poll(intake)
        posts = await promised(intake.store)
        kept = (await intake.store.stats())["entry"]
    record_property("figure", f"messages {len(posts) - before}, {kept} known")
    record_property("limit", "messages 1, 52 known")
    assert (len(had), len(posts) - before, kept) == (21, 1, 52)


@pytest.mark.fault("C6")
async def test_the_first_document_of_a_feed_tells_nothing(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        room.feeds.add("second", "role: press\n    topics: [iss]")
        for _ in range(1000):
            title = next(room.titles)
            room.feeds.items["second"].insert(0, item("second", title, at=room.now))
        async with room.opened() as intake:
            first = await room.poll(intake)
            posts = await promised(intake.store)
            told = await promised(intake.store, DeliveryKind.NOTICE)
    record_property("figure", f"messages {len(posts) + len(told)}, {first.new} of 1000 read")
    record_property("limit", "messages 0, 500 read")
    assert (posts, told, first.new) == ([], [], 500)


@pytest.mark.fault("C8")
async def test_a_headline_edited_again_and_again_is_one_message(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        (title,) = room.publish()
        await room.poll(intake)
        items = room.feeds.items["bulletin"]
        for number in range(1, 6):
            items[0] = items[0].replace(title, f"{title} {'!' * number}")
            await room.poll(intake)
        posts = await promised(intake.store)
        edits = await promised(intake.store, DeliveryKind.EDIT)
    record_property("figure", f"messages {len(posts)}, edits {len(edits)}")
    record_property("limit", "messages 1, edits 5")
    assert (len(posts), len(edits) <= 5) == (1, True)


CHURN = {
    "guids": ("bulletin-", "other-"),
    "hosts": ("https://bulletin.example/", "https://new-host.example/"),
    "paths": ("https://bulletin.example/", "https://bulletin.example/2022/"),
    "schemes": ("https://", "http://"),
    "titles": ("</title>", " (updated)</title>"),
}


@pytest.mark.fault("C1")
@pytest.mark.parametrize(
    "changed",
    [("guids",), ("hosts",), ("paths",), ("titles",), ("guids", "hosts"), ("guids", "titles"),
     ("hosts", "titles"), ("schemes", "guids", "titles")],
    ids="+".join,
)  # fmt: skip
async def test_items_whose_identity_is_changed_are_told_once(
    tmp_path: Path, record_property: Figure, changed: tuple[str, ...]
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        for _ in range(5):
            room.publish(3)
            await room.poll(intake)
        before = len(await promised(intake.store))
        items = room.feeds.items["bulletin"]
        for was, becomes in (CHURN[what] for what in changed):
            items[:] = [each.replace(was, becomes) for each in items]
        await room.poll(intake)
        again = len(await promised(intake.store)) - before
    record_property("figure", f"D={again} of {before}")
    record_property("limit", "D=0")
    assert (before, again) == (15, 0)


def says(body: bytes, status: int = 200) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, content_type="application/rss+xml")

    return answer


INTERLUDES = {
    "no items": says(b'<rss version="2.0"><channel><title>x</title></channel></rss>'),
    "nothing": says(b""),
    "a page": says(b"<!DOCTYPE html><html><title>Back soon</title></html>"),
    "half a document": says(b'<rss version="2.0"><channel><item><title>Half'),
    "an error": says(b"oops", 500),
}


@pytest.mark.fault("B8")
@pytest.mark.fault("C9")
@pytest.mark.parametrize("how", INTERLUDES)
async def test_an_interlude_makes_nothing_known_new(
    tmp_path: Path, record_property: Figure, how: str
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish(5)
        await room.poll(intake)
        room.feeds.broken["bulletin"] = INTERLUDES[how]
        for _ in range(3):
            await room.poll(intake, after=timedelta(hours=7))
        del room.feeds.broken["bulletin"]
        await room.poll(intake, after=timedelta(hours=7))
        posts = await promised(intake.store)
    record_property("figure", f"D={len(posts) - 5}")
    record_property("limit", "D=0")
    assert len(posts) == 5


def shrunken(items: list[str], turn: int) -> list[str]:
    return items[: 5 - turn]


def reordered(items: list[str], turn: int) -> list[str]:
    return items[turn:] + items[:turn]


def two_backends(items: list[str], turn: int) -> list[str]:
    return items[2:] if turn % 2 else items


def moving_dates(items: list[str], turn: int) -> list[str]:
    return [each.replace(" Jul 2022 ", f" Jul 20{22 + turn} ") for each in items]


def no_dates(items: list[str], turn: int) -> list[str]:
    return [each.replace("pubDate", "when") for each in items]


@pytest.mark.fault("C9")
@pytest.mark.fault("B8")
@pytest.mark.fault("C7")
@pytest.mark.parametrize(
    "turned", [shrunken, reordered, two_backends, moving_dates, no_dates], ids=lambda f: f.__name__
)
async def test_a_document_in_another_order_tells_nothing_again(
    tmp_path: Path, record_property: Figure, turned: object
) -> None:
    assert callable(turned)
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish(5)
        await room.poll(intake)
        whole = list(room.feeds.items["bulletin"])
        for turn in range(6):
            room.feeds.items["bulletin"][:] = turned(whole, turn)
            await room.poll(intake)
        posts = await promised(intake.store)
    record_property("figure", f"D={len(posts) - 5}")
    record_property("limit", "D=0")
    assert len(posts) == 5


@pytest.mark.fault("C9")
async def test_an_item_that_comes_back_after_sixty_days_is_known(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish(5)
        await room.poll(intake)
        gone = room.feeds.items["bulletin"][:]
        room.feeds.items["bulletin"][:] = []
        for _ in range(6):
            await room.poll(intake, after=10 * DAY)
            await intake.store.prune(room.now)
        room.feeds.items["bulletin"][:] = [each.replace(" Jul 2022", " Sep 2022") for each in gone]
        await room.poll(intake)
        posts = await promised(intake.store)
    record_property("figure", f"D={len(posts) - 5} after 60 days")
    record_property("limit", "D=0")
    assert len(posts) == 5


EDITS: dict[str, Callable[[str], str]] = {
    "its address": lambda text: text.replace("/bulletin.xml", "/elsewhere.xml"),
    "its id": lambda text: text.replace("  bulletin:", "  renamed:"),
    "its id and address": lambda text: text.replace("bulletin", "elsewhere"),
}


@pytest.mark.fault("H6")
@pytest.mark.parametrize("what", EDITS)
async def test_an_edited_feed_is_read_quietly_once(
    tmp_path: Path, record_property: Figure, what: str
) -> None:
    async with a_newsroom(tmp_path) as room:
        elsewhere = room.feeds.items["elsewhere"] = []
        room.edit = lambda text: EDITS[what](text.partition("  elsewhere:")[0] + TOPICS)
        room.publish(8)
        elsewhere += [item("elsewhere", next(room.titles), at=room.now) for _ in range(8)]
        async with room.opened() as intake:
            await room.poll(intake)
            flood = len(await promised(intake.store))
            room.publish()
            elsewhere.insert(0, item("elsewhere", next(room.titles), at=room.now))
            await room.poll(intake)
            news = len(await promised(intake.store)) - flood
    record_property("figure", f"flood {flood}, news {news} of 1")
    record_property("limit", "flood 0")
    assert (flood, news) == (0, 1)


@pytest.mark.fault("H6")
async def test_a_feed_taken_out_and_put_back_tells_only_what_is_new(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        room.feeds.add("other")
        async with room.opened() as intake:
            room.publish(3)
            await room.poll(intake)
        room.edit = lambda text: text[: text.index("  bulletin:")] + text[text.index("  other:") :]
        room.publish(30, old=timedelta(hours=1))
        async with room.opened() as intake:
            for _ in range(3):
                await room.poll(intake, after=DAY)
        room.edit = str
        room.publish(2)
        async with room.opened() as intake:
            await room.poll(intake)
            posts, notices = (
                await promised(intake.store),
                await promised(intake.store, DeliveryKind.NOTICE),
            )
    record_property("figure", f"flood {len(posts) - 3 - 2}, notices {len(notices)}")
    record_property("limit", "flood 0, one notice of the burst")
    assert (len(posts), len(notices)) == (3 + 2, 1)
