"""Which new stories wait for an editor."""

from datetime import datetime, timedelta

import pytest

from bot.core.alerts.promises import StoryChange
from bot.core.editing.confidence import Doubt, doubts, hold_uncertain
from bot.core.editing.editor_actions import held_by, with_event
from bot.core.ledger.editor_events import RULE, Act
from bot.core.planning.planner import AGE_LIMIT, PlannedEntry
from bot.core.types import (
    Localised,
    Placement,
    Relation,
    Report,
    Role,
    Story,
    StoryEvent,
    Topic,
    Verdict,
)
from tests.build import NOON, a_report, a_story, an_entry

RUMOUR = a_report("ISS to be sold", entry="1" * 32, role=Role.PRESS, origin="outlet:paper")
HOLDING = (
    Topic("iss", Localised({"en": "ISS"}), hold=True),
    Topic("roscosmos", Localised({"en": "Roscosmos"})),
)


def planned(
    story: Story, *, weak: tuple[str, ...] = (), published: datetime = NOON
) -> PlannedEntry:
    verdict = Verdict(story.topics, (), weak)
    entry = an_entry(published=published)
    return PlannedEntry(entry, verdict, Placement(story.id, Relation.NEW))


def after(before: Story | None, story: Story, entry: PlannedEntry) -> Story:
    [told] = hold_uncertain([StoryChange(before, story)], [entry], topics=HOLDING, now=NOON)
    return told.after


@pytest.mark.parametrize(
    ("report", "weak", "why"),
    [
        (RUMOUR, False, (Doubt.HEARSAY,)),
        (a_report(role=Role.AGGREGATOR, origin="outlet:x"), True, tuple(Doubt)),
        (a_report(role=Role.PRESS, origin="outlet:x", firsthand=True), False, ()),
        (a_report(role=Role.PRESS, origin="agency:tass", origin_words="TASS says"), False, ()),
        (a_report(role=Role.TRADE, origin="outlet:x"), False, ()),
        (a_report(role=Role.TRADE, origin="outlet:x"), True, (Doubt.WEAK_MATCH,)),
        (a_report(role=Role.OFFICIAL, origin="party:nasa", party="nasa"), True, ()),
    ],
)
def test_a_new_story_is_doubted_for_a_reason(
    report: Report, weak: bool, why: tuple[Doubt, ...]
) -> None:
    assert doubts(a_story(report), weak=weak) == why


def test_a_new_story_of_low_confidence_is_held_where_its_topic_asks_for_it() -> None:
    story = a_story(RUMOUR, topics=("roscosmos", "iss"))
    held = after(None, story, planned(story))
    assert (held.held, held_by(held)) == (True, RULE)
    assert held.events == (StoryEvent(NOON, Act.HELD, RULE, "hearsay"),)
    both = after(None, story, planned(story, weak=("roscosmos", "iss")))
    assert both.events[0].detail == "hearsay, weak match"
    other = a_story(RUMOUR, topics=("roscosmos",))
    assert after(None, other, planned(other)) == other


def test_a_weak_match_counts_for_the_topic_that_asks_only() -> None:
    trade = a_report(role=Role.TRADE, origin="outlet:x")
    story = a_story(trade, topics=("iss", "roscosmos"))
    assert not after(None, story, planned(story, weak=("roscosmos",))).held
    assert after(None, story, planned(story, weak=("iss",))).held


def test_a_story_that_would_not_alert_is_not_held() -> None:
    story = a_story(RUMOUR)
    for age, held in ((AGE_LIMIT, True), (AGE_LIMIT + timedelta.resolution, False)):
        assert after(None, story, planned(story, published=NOON - age)).held is held


@pytest.mark.parametrize(
    "sure",
    [
        a_report(entry="2" * 32, role=Role.OFFICIAL, party="nasa", origin="party:nasa"),
        a_report(entry="2" * 32, role=Role.TRADE, origin="outlet:spacenews", firsthand=True),
    ],
)
def test_a_held_story_is_published_by_itself_once_one_can_be_sure(sure: Report) -> None:
    trade = a_report(entry="1" * 32, role=Role.TRADE, origin="outlet:x", firsthand=True)
    held = with_event(a_story(trade), StoryEvent(NOON, Act.HELD, RULE))
    joined = with_event(a_story(trade, sure), StoryEvent(NOON, Act.HELD, RULE))
    free = after(held, joined, planned(joined))
    assert (free.held, free.events[-1]) == (False, StoryEvent(NOON, Act.PUBLISHED, RULE))


def test_a_story_that_an_editor_has_held_waits_for_an_editor() -> None:
    nasa = a_report(entry="2" * 32, role=Role.OFFICIAL, party="nasa", origin="party:nasa")
    by_hand = StoryEvent(NOON, Act.HELD, "99")
    held, joined = (with_event(a_story(*told), by_hand) for told in ([RUMOUR], [RUMOUR, nasa]))
    assert after(held, joined, planned(joined)).held
