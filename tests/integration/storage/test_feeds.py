"""What the store remembers of feeds: states, keys, placements, and one poll as one transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.editing.editor_actions import ActOutcome
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.reasons.news import Matched, Placed
from bot.core.types import Entry, Placement, Relation, Verdict
from storage.store import Store
from tests.build import NOON, a_delivery, a_story, an_entry

STATE = FeedState("tass", "https://tass.example/rss", NOON)


def a_key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def numbered(number: int, title: str = "Russia to leave the ISS", **changes: object) -> Entry:
    key = a_key(number)
    return an_entry(title, id=key.hex(), keys=(key,), **changes)


def ours(entry: Entry, story: str = "5" * 16) -> PlannedEntry:
    verdict = Verdict(("iss",), (Matched.BY_FEED(),))
    return PlannedEntry(
        entry, verdict, Placement(story, Relation.JOINS, reasons=(Placed.HOURS_APART(n=3),))
    )


def not_ours(entry: Entry) -> PlannedEntry:
    return PlannedEntry(entry, Verdict((), ()))


async def test_a_feed_state_comes_back_as_it_was_stored(store: Store) -> None:
    state = replace(
        STATE,
        etag=b'W/"\xff\x00"',
        item_hashes=bytes(range(64)),
        last_poll=NOON + timedelta(microseconds=1),
        failing_since=NOON,
        baseline=True,
        failures=3,
        told="failing",
        dropped=7,
    )
    await store.record_polls([STATE, replace(STATE, feed="nasa")])
    await store.record_polls([state])
    assert await store.feed_states() == {"tass": state, "nasa": replace(STATE, feed="nasa")}


async def test_any_key_of_an_entry_leads_to_it(store: Store) -> None:
    entry = an_entry(id=a_key(1).hex(), keys=(a_key(1), a_key(2), a_key(3)))
    await store.record_poll(STATE, Plan(entries=(not_ours(entry),)), now=NOON)
    known = await store.known_keys([a_key(3), a_key(2), a_key(9)])
    assert known == {a_key(3): entry.id, a_key(2): entry.id}


async def test_many_thousand_keys_can_be_asked_at_once(store: Store) -> None:
    entries = tuple(not_ours(numbered(number)) for number in range(1, 501))
    await store.record_poll(STATE, Plan(entries=entries), now=NOON)
    known = await store.known_keys(a_key(number) for number in range(40_000))
    assert len(known) == 500


async def test_a_poll_is_recorded_as_a_whole(store: Store) -> None:
    entry = numbered(1, url="https://tass.example/1", links=("https://a.example",))
    plan = Plan(entries=(ours(entry),), stories=(a_story(),), deliveries=(a_delivery(),))
    assert await store.record_poll(STATE, plan, now=NOON)
    assert await store.feed_states() == {"tass": STATE}
    assert list(await store.stories(["5" * 16])) == ["5" * 16]
    assert sum((await store.queue_sizes()).values()) == 1
    last, placed = await store.placed_since(0)
    assert last == 1
    assert placed == ((replace(entry, keys=()), ours(entry).placement),)


async def test_nothing_of_a_stale_plan_is_recorded(store: Store) -> None:
    first = Plan(entries=(ours(numbered(1)),), stories=(a_story(),))
    stale = Plan(
        entries=(ours(numbered(2)), not_ours(numbered(3))),
        stories=(a_story(id="6" * 16),),
        deliveries=(a_delivery(),),
    )
    assert await store.record_poll(STATE, first, now=NOON)
    assert not await store.record_poll(replace(STATE, failures=1), stale, now=NOON)
    assert await store.known_keys([a_key(2), a_key(3)]) == {}
    assert await store.stories(["6" * 16]) == {}
    assert await store.queue_sizes() == {}
    assert await store.feed_states() == {"tass": STATE}
    assert await store.record_poll(STATE, replace(stale, based_on=1), now=NOON)


async def test_an_act_decided_before_a_headline_changed_is_stale(store: Store) -> None:
    await store.record_poll(STATE, Plan(entries=(ours(numbered(1)),)), now=NOON)
    seen = await store.placed()
    assert await store.record_poll(STATE, Plan(stories=(a_story(),), based_on=seen), now=NOON)
    assert not await store.record_acts(ActOutcome((a_story(),)), based_on=seen)


async def test_a_plan_with_an_entry_that_is_known_already_is_stale(store: Store) -> None:
    await store.record_poll(STATE, Plan(entries=(ours(numbered(1)),)), now=NOON)
    again = Plan(entries=(ours(numbered(1)),), deliveries=(a_delivery(),), based_on=1)
    assert not await store.record_poll(STATE, again, now=NOON)
    assert await store.queue_sizes() == {}


async def test_an_entry_that_matches_nothing_may_be_known_already(store: Store) -> None:
    plan = Plan(entries=(not_ours(numbered(1)),))
    assert await store.record_poll(STATE, plan, now=NOON)
    more = Plan(entries=(not_ours(numbered(1)), not_ours(numbered(2))))
    assert await store.record_poll(STATE, more, now=NOON)
    assert len(await store.known_keys([a_key(1), a_key(2)])) == 2


async def test_placed_entries_come_back_in_the_order_they_were_placed(store: Store) -> None:
    for number in range(3):
        entries = (ours(numbered(10 * number + 1)), ours(numbered(10 * number)))
        await store.record_poll(STATE, Plan(entries=entries, based_on=2 * number), now=NOON)
    last, placed = await store.placed_since(2)
    assert last == 6
    assert [int(entry.id, 16) for entry, _ in placed] == [11, 10, 21, 20]


async def test_placed_entries_can_be_asked_from_a_day_on(store: Store) -> None:
    old = numbered(1, seen=NOON - timedelta(days=60))
    await store.record_poll(STATE, Plan(entries=(ours(old), ours(numbered(2)))), now=NOON)
    last, placed = await store.placed_since(0, newest=1)
    assert (last, [entry.id for entry, _ in placed]) == (2, [a_key(2).hex()])


async def test_a_retitled_entry_gains_its_new_keys(store: Store) -> None:
    await store.record_poll(STATE, Plan(entries=(ours(numbered(1)),)), now=NOON)
    retitled = numbered(1, title="Russia stays until 2028")
    retitled = replace(retitled, keys=(a_key(1), a_key(2)))
    await store.record_poll(STATE, Plan(retitled=(retitled,)), now=NOON)
    assert await store.known_keys([a_key(2)]) == {a_key(2): retitled.id}
    _, placed = await store.placed_since(0)
    assert placed[0][0].title == "Russia stays until 2028"


@pytest.mark.fault("F5")
async def test_text_that_a_database_would_refuse_is_cleaned(store: Store) -> None:
    long = "x" * 9_000
    entry = numbered(
        1, title="a\0b\ud83dc", guid="g" * 1_000_000, url=f"https://{long}", links=("\0\ud800",)
    )
    await store.record_poll(
        replace(STATE, error=FeedFailure.STATUS(status="\0\udfff")),
        Plan(entries=(ours(entry),)),
        now=NOON,
    )
    _, ((stored, _),) = await store.placed_since(0)
    assert (stored.title, stored.links) == ("ab\ufffdc", ("\ufffd",))
    assert stored.url == f"https://{long}"
    assert (await store.feed_states())["tass"].error == FeedFailure.STATUS(status="\ufffd")
