"""Stories in the store: their ledger, their numbers, and the ways to find them."""

from dataclasses import replace
from datetime import timedelta

from bot.core.types import DeliveryState, Fact, Modality, Story, StoryEvent, Urgency
from storage.store import Store
from tests.build import NOON, a_delivery, a_report, a_story

HOUR = timedelta(hours=1)


def story(number: int, title: str = "Russia to leave the ISS", **changes: object) -> Story:
    told = a_report(title, entry=f"{number:032x}", at=NOON + number * HOUR)
    return replace(a_story(told), **{"id": f"{number:016x}", "number": None} | changes)  # type: ignore[arg-type]


async def test_a_story_comes_back_as_it_was_stored(store: Store) -> None:
    full = a_report(
        "Россия выйдет из МКС",
        summary="Об этом сказал Борисов.",
        quoted=("roscosmos", "kremlin"),
        modality=Modality.DECIDED,
        facts=(Fact("end date", "2024", "после 2024 года"),),
        urgency=Urgency.EXTRAORDINARY,
        headlines=((NOON, "Россия покинет МКС"), (NOON + HOUR, "Россия выйдет")),
        party="roscosmos",
    )
    told = story(1, reports=(a_report(), full), closed=NOON + HOUR, episode=2)
    told = replace(told, events=(StoryEvent(NOON, "closed", by="7", detail="quiet"),))
    await store.record_story(told)
    assert await store.stories([told.id, "unknown"]) == {told.id: replace(told, number=1)}


async def test_numbers_are_given_in_order_and_kept(store: Store) -> None:
    await store.record_story(story(5))
    await store.record_story(story(3))
    await store.record_story(story(5, closed=NOON))
    first, second = await store.story_numbered(1), await store.story_numbered(2)
    assert first is not None
    assert second is not None
    assert (first.id, first.closed, second.id) == (f"{5:016x}", NOON, f"{3:016x}")


async def test_a_number_nobody_has_finds_nothing(store: Store) -> None:
    assert [await store.story_numbered(number) for number in (0, -1, 7, 10**30)] == [None] * 4


async def test_reports_join_and_change_their_headline(store: Store) -> None:
    one = a_report("Russia to leave", entry="1" * 32)
    two = a_report("NASA: nothing official", entry="2" * 32)
    await store.record_story(story(1, reports=(one,)))
    retitled = replace(one, title="Russia to leave after 2024", headlines=((NOON, one.title),))
    await store.record_story(story(1, reports=(retitled, two)))
    found = (await store.stories([f"{1:016x}"]))[f"{1:016x}"]
    assert found.reports == (retitled, two)


async def test_a_split_takes_reports_away(store: Store) -> None:
    one, two = a_report(entry="1" * 32), a_report(entry="2" * 32)
    await store.record_story(story(1, reports=(one, two)))
    await store.record_story(story(1, reports=(two,)))
    assert (await store.stories([f"{1:016x}"]))[f"{1:016x}"].reports == (two,)


async def test_the_latest_stories_come_first_page_by_page(store: Store) -> None:
    for number in (2, 3, 1):
        await store.record_story(story(number, updated=NOON + number * HOUR))
    latest = await store.latest_stories(limit=2)
    rest = await store.latest_stories(limit=2, offset=2)
    assert [each.id[-1] for each in (*latest, *rest)] == ["3", "2", "1"]


async def test_latest_stories_of_one_topic(store: Store) -> None:
    await store.record_story(story(1, topics=("iss", "roscosmos")))
    await store.record_story(story(2, topics=("roscosmos",)))
    await store.record_story(story(3, topics=("mission",)))
    found = [
        [each.id[-1] for each in await store.latest_stories(topic=topic)]
        for topic in ("iss", "roscosmos", "iss%", "nobody")
    ]
    assert found == [["1"], ["2", "1"], [], []]


async def test_closed_stories_are_not_open(store: Store) -> None:
    await store.record_story(story(1, closed=NOON))
    await store.record_story(story(2))
    assert [each.id[-1] for each in await store.open_stories()] == ["2"]


async def test_a_search_finds_every_word_in_any_form(store: Store) -> None:
    await store.record_story(story(1, "Стыковка «Союза МС-22» с МКС", updated=NOON))
    await store.record_story(story(2, "Soyuz MS-22 leaks coolant", updated=NOON + HOUR))
    await store.record_story(story(3, "Запуск «Союза» отложён", updated=NOON + 2 * HOUR))
    asked = ["союз", "союзы стыковки", "Soyuz LEAK", "soyuz docks", "запуск отложен", "", '" OR *']
    found = [[each.id[-1] for each in await store.search_stories(words)] for words in asked]
    assert found == [["3", "1"], ["1"], ["2"], [], ["3"], [], []]


async def test_a_search_goes_page_by_page_and_follows_changes(store: Store) -> None:
    for number in (1, 2, 3):
        await store.record_story(story(number, "Progress docks", updated=NOON + number * HOUR))
    await store.record_story(story(3, "Cygnus docks", updated=NOON + 3 * HOUR))
    page = await store.search_stories("progress", limit=1, offset=1)
    assert [each.id[-1] for each in page] == ["1"]
    assert len(await store.search_stories("progress")) == 2


async def test_a_change_of_a_story_promises_in_the_same_transaction(store: Store) -> None:
    await store.record_story(story(1), [a_delivery(story=f"{1:016x}")])
    assert await store.queue_sizes() == {DeliveryState.PENDING: 1}


async def test_stories_since_then_come_newest_first(store: Store) -> None:
    for number in (1, 2, 3):
        await store.record_story(story(number))
    found = await store.stories_since(NOON + HOUR, limit=5)
    assert [each.id[-1] for each in found] == ["3", "2"]
    assert len(await store.stories_since(NOON, limit=2)) == 2
