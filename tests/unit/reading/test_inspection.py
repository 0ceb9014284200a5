"""What one look at a feed shows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.reading.inspection import (
    Inspection,
    inspect_feed,
    inspections_table,
    seen_entries,
)
from bot.core.reading.poll_result import Changed, Failed, PollResult, Unchanged
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import CalendarPage, Entry, Verdict
from tests.build import NOON, a_feed, an_entry
from tests.unit.calendar.events import an_event


def ours(entry: Entry) -> Verdict:
    return Verdict(("iss",) if "ISS" in entry.title else (), ())


def inspected(result: PollResult) -> Inspection:
    return inspect_feed(a_feed(), result, ours, NOON)


def test_a_document_is_shown_by_its_entries_and_the_age_of_the_newest() -> None:
    entries = (
        an_entry("ISS", published=NOON - timedelta(hours=5)),
        an_entry("Bread", published=NOON - timedelta(days=3)),
        an_entry("Undated"),
    )
    found = inspected(Changed(entries, format="rss20", moved_to="https://new.example/rss"))
    assert (found.format, found.entries, found.matches) == ("rss20", 3, 1)
    assert found.age == timedelta(hours=5)
    assert found.moved_to == "https://new.example/rss"


def test_the_events_of_a_calendar_are_shown_as_its_entries() -> None:
    docking = an_event(
        name="ISS: a docking", about="A ship comes.", url="https://events.example/1"
    )
    calendar = CalendarPage(events=(docking, an_event(id="event 2", name="Bread")))
    [first, second] = seen_entries(Changed((), calendar=calendar))
    assert first == Entry(
        id="event 1",
        feed="events",
        title="ISS: a docking",
        seen=NOON,
        summary="A ship comes.",
        url="https://events.example/1",
        published=NOON,
    )
    assert (second.id, second.url) == ("event 2", None)
    assert inspected(Changed((), calendar=calendar)).matches == 1
    assert seen_entries(Changed((), calendar=CalendarPage())) == ()


def test_a_feed_that_says_nothing_has_changed_is_not_read() -> None:
    found = inspected(Unchanged(not_modified=True, moved_to="https://new.example/rss"))
    assert found == Inspection(
        a_feed(), "it says that nothing has changed", moved_to="https://new.example/rss"
    )


def test_feeds_are_a_table() -> None:
    hours = inspected(Changed((an_entry(published=NOON - timedelta(hours=47)),), format="rss20"))
    noted = inspected(Changed((an_entry("Bread"),), format="atom10", note="a note"))
    failed = replace(inspected(Unchanged(not_modified=True)), error="no answer")
    assert list(inspections_table([hours, noted, failed])) == [
        "feed                             reachable format    entries  newest  matches",
        "tass                             no        -               -       -        -  no answer",
        "tass                             yes       rss20           1     47h        1",
        "tass                             yes       atom10          1 undated        0  a note",
        "2 of 3 feeds can be read",
    ]


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(2 * 1440, "2d"), (2 * 1440 - 1, "47h"), (120, "2h"), (119, "119m"), (2, "2m"), (1, "0s")],
)
def test_an_age_is_in_the_largest_unit_of_which_there_are_two(minutes: int, shown: str) -> None:
    found = inspected(Changed((an_entry(published=NOON - timedelta(minutes=minutes)),)))
    assert f" {shown} " in list(inspections_table([found]))[1]


def test_a_feed_that_cannot_be_read_comes_first_with_its_reason() -> None:
    fine = inspect_feed(a_feed("aaa"), Changed((), format="atom10"), ours, NOON)
    failed = inspected(Failed("dns", FeedFailure.UNKNOWN_NAME(host="tass.example")))
    head, first, second, summary = inspections_table([fine, failed])
    assert head.startswith("feed ")
    assert first.split(maxsplit=6)[::6] == ["tass", "the name tass.example is not known"]
    assert second.split() == ["aaa", "yes", "atom10", "0", "undated", "0"]
    assert summary == "1 of 2 feeds can be read"


def test_a_permanent_redirect_is_shown_as_the_line_to_write() -> None:
    moved = inspected(Changed((), moved_to="https://new.example/rss"))
    advice = "feeds.tass.url: write https://new.example/rss; it has moved for good"
    assert advice in list(inspections_table([moved]))
