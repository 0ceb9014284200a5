"""Stored reasons for a story, and readers' objections."""

from dataclasses import replace

from bot.core.editing.objections import Objection, objection
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import verbatim
from bot.core.reasons.news import Matched
from bot.core.types import Placement, Relation, Verdict
from storage.store import Store
from tests.build import NOON, a_chat, a_story, an_entry

STATE = FeedState(feed="tass", url="https://tass.example/rss", next_poll=NOON)


async def test_the_entries_of_a_story_come_with_their_reasons_in_order(store: Store) -> None:
    story = a_story(number=None)
    first, second = (
        PlannedEntry(
            replace(an_entry(), id=f"{number:032x}", keys=(bytes([number]) * 16,)),
            Verdict(("iss",), (verbatim(f"reason {number}"),)),
            Placement(story.id, relation, reasons=(verbatim(f"placed {number}"),)),
        )
        for number, relation in enumerate((Relation.NEW, Relation.JOINS), 1)
    )
    other = replace(first, placement=None, entry=replace(first.entry, id="f" * 32, keys=()))
    plan = Plan(entries=(first, other, second), stories=(story,))
    assert await store.record_poll(STATE, plan, now=NOON)
    kept = await store.story_entries(story.id)
    assert [each.entry.id for each in kept] == [first.entry.id, second.entry.id]
    assert [each.verdict for each in kept] == [first.verdict, second.verdict]
    assert [each.placement for each in kept] == [first.placement, second.placement]
    assert await store.story_entries("no story") == ()
    assert await store.entries_known_by(second.entry.keys) == (kept[1],)


async def test_an_entry_that_is_not_ours_can_be_asked_about(store: Store) -> None:
    other = PlannedEntry(replace(an_entry(), keys=(b"k" * 16,)), Verdict((), (Matched.PASSING(),)))
    assert await store.record_poll(STATE, Plan(entries=(other,)), now=NOON)
    (kept,) = await store.entries_known_by([b"k" * 16, b"x" * 16])
    assert (kept.verdict, kept.placement) == (other.verdict, None)


async def test_an_objection_counts_once_for_each_chat_and_goes_with_it(store: Store) -> None:
    chat, story = a_chat(), a_story()
    await store.record_chat(chat)
    label = objection(chat, story, Objection.LABEL)
    for wish in (label, label, objection(chat, story, Objection.TOPIC)):
        await store.subscribe(wish)
    assert len(await store.objections()) == 2
    await store.forget_chat(chat.id)
    assert await store.objections() == ()
