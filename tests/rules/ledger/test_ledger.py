"""Reports make a story; nothing that was told is taken back."""

from datetime import timedelta

import pytest

from bot.core.ledger.ledger import add_report, close_if_quiet, report_of, weight, with_headline
from bot.core.ledger.story_status import standing
from bot.core.types import (
    Entry,
    Feed,
    Localised,
    Modality,
    Party,
    Placement,
    Relation,
    Report,
    Role,
    Status,
    Story,
    Urgency,
)
from bot.rules.cue_rules import load_cues
from tests.build import NOON, a_feed, a_report, a_story, an_entry

PARTIES = (
    Party("nasa", Localised({"en": "NASA"})),
    Party("roscosmos", Localised({"en": "Roscosmos"})),
)
JOINS = Placement("5" * 16, Relation.JOINS)


def told(entry: Entry, feed: Feed | None = None, placement: Placement = JOINS) -> Report:
    return report_of(
        entry, feed or a_feed(), placement, cues=load_cues(), parties=PARTIES, after=None
    )


def added(story: Story | None, entry: Entry, placement: Placement = JOINS) -> Story:
    def plain(entry: Entry, placement: Placement, after: Story | None) -> Report:
        return report_of(
            entry, a_feed(), placement, cues=load_cues(), parties=PARTIES, after=after
        )

    return add_report(story, entry, placement, ("iss",), plain)


def test_an_entry_becomes_a_report_with_whose_word_and_how_sure() -> None:
    entry = an_entry(
        "Roscosmos head announces exit after 2024",
        summary="The decision has been taken, Borisov told the president, TASS reported.",
    )
    report = told(entry, a_feed("daily", role=Role.PRESS))
    assert report.origin == "agency:tass"
    assert report.quoted == ("roscosmos",)
    assert report.modality is Modality.DECIDED
    assert report.modality_words == "decision has been taken"
    assert [fact.value for fact in report.facts] == ["after 2024"]
    assert report.summary == entry.summary


def test_a_report_keeps_the_address_of_its_entrys_picture() -> None:
    shown = "https://tass.example/1.jpg"
    assert told(an_entry(picture=shown)).picture == shown


def test_where_the_feeds_summary_says_nothing_the_text_is_summarised() -> None:
    entry = an_entry("Crew lands", summary="Read more…", text="The crew landed near Zhezkazgan.")
    assert told(entry).summary == "The crew landed near Zhezkazgan."


def test_a_partys_own_channel_makes_its_word() -> None:
    report = told(an_entry("NASA says so"), a_feed(role=Role.OFFICIAL, speaks_for="nasa"))
    assert (report.party, report.origin, report.quoted) == ("nasa", "party:nasa", ())


def test_the_first_report_opens_a_story() -> None:
    story = added(None, an_entry())
    assert (story.id, story.topics, story.opened, story.episode) == ("5" * 16, ("iss",), NOON, 1)


def test_a_report_is_told_once() -> None:
    story = added(None, an_entry())
    assert added(story, an_entry()) is story


def test_a_repeated_text_rests_on_the_word_of_the_original() -> None:
    first = added(None, an_entry(id="1" * 32, summary="TASS reported it on Tuesday."))
    again = Placement("5" * 16, Relation.SAME, duplicate_of="1" * 32)
    story = added(first, an_entry(id="2" * 32), again)
    assert story.reports[1].origin == "agency:tass"


def test_a_closed_story_reopens_as_a_new_episode() -> None:
    quiet = close_if_quiet(added(None, an_entry(id="1" * 32)), NOON + timedelta(days=60))
    later = NOON + timedelta(days=61)
    story = added(quiet, an_entry(id="2" * 32, seen=later, published=later))
    assert (story.episode, story.closed, story.reports[-1].episode) == (2, None, 2)
    assert [event.kind for event in story.events] == ["closed", "reopened"]
    assert standing(story, now=later).status is Status.REPORTED


def test_the_grouper_can_reopen_an_open_story() -> None:
    first = added(None, an_entry(id="1" * 32))
    story = added(first, an_entry(id="2" * 32), Placement("5" * 16, Relation.REOPENS))
    assert story.episode == 2


@pytest.mark.parametrize(
    ("urgency", "open_days", "closed_days"),
    [(Urgency.ROUTINE, 0.9, 1), (Urgency.NORMAL, 3.9, 4), (Urgency.EXTRAORDINARY, 13.9, 14)],
)
def test_a_story_is_closed_after_the_quiet_of_its_kind(
    urgency: Urgency, open_days: float, closed_days: float
) -> None:
    story = a_story(a_report(urgency=urgency))
    assert close_if_quiet(story, NOON + timedelta(days=open_days)) is story
    closed = close_if_quiet(story, NOON + timedelta(days=closed_days))
    assert closed.closed == NOON + timedelta(days=closed_days)
    assert close_if_quiet(closed, NOON + timedelta(days=99)) is closed


def test_a_changed_headline_keeps_the_earlier_one() -> None:
    story = added(None, an_entry("Russia quitting the ISS"))
    later = NOON + timedelta(hours=2)
    changed = with_headline(story, an_entry("Russia to leave the ISS after 2024"), later)
    (report,) = changed.reports
    assert report.title == "Russia to leave the ISS after 2024"
    assert report.headlines == ((later, "Russia quitting the ISS"),)
    assert with_headline(changed, an_entry("Russia to leave the ISS after 2024"), later) is changed


def test_weight_orders_by_origins_official_word_and_recency() -> None:
    claim = a_story(a_report(origin="agency:tass"))
    two = a_story(a_report(origin="agency:tass"), a_report(origin="agency:afp", entry="2"))
    official = a_story(a_report(party="nasa", origin="party:nasa"))
    routine = a_story(a_report(urgency=Urgency.ROUTINE))
    assert weight(official, NOON) > weight(two, NOON) > weight(claim, NOON)
    assert weight(claim, NOON) > weight(routine, NOON)
    assert weight(claim, NOON) > weight(claim, NOON + timedelta(days=1)) > 0
