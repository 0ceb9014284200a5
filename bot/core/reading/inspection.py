"""What one look at a feed shows, for an editor who is about to trust it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.core.lang.durations import spell_duration
from bot.core.reading.poll_result import Changed, Failed, PollResult, Unchanged
from bot.core.reasons import english
from bot.core.types import Entry, Feed, Verdict


@dataclass(frozen=True, slots=True)
class Inspection:
    """A feed asked once as if for the first time; the figures are those of the document."""

    feed: Feed
    error: str = ""
    """Why it could not be read; empty if it was."""
    format: str = ""
    entries: int = 0
    age: timedelta | None = None
    """Of the newest dated entry."""
    matches: int = 0
    moved_to: str = ""
    note: str = ""


def inspect_feed(
    feed: Feed, result: PollResult, verdict: Callable[[Entry], Verdict], now: datetime
) -> Inspection:
    """Sum up `result`, the answer of `feed` to a first poll."""
    match result:
        case Failed(error=error):
            return Inspection(feed, english(error))
        case Unchanged(moved_to=moved_to):
            return Inspection(feed, "it says that nothing has changed", moved_to=moved_to)
        case Changed():
            entries = seen_entries(result)
            dated = [entry.published for entry in entries if entry.published]
            return Inspection(
                feed,
                format=result.format,
                entries=len(entries),
                age=now - max(dated) if dated else None,
                matches=sum(bool(verdict(entry).topics) for entry in entries),
                moved_to=result.moved_to,
                note=result.note,
            )
    assert_never(result)


def seen_entries(result: Changed) -> tuple[Entry, ...]:
    """Return what a document holds; a calendar's events as if they were entries."""
    events = (result.calendar.events or ()) if result.calendar else ()
    return result.entries or tuple(
        Entry(
            id=event.id,
            feed=event.feed,
            title=event.name,
            seen=event.start,
            summary=event.about,
            url=event.url or None,
            published=event.start,
        )
        for event in events
    )


_ROW = "{:32.32} {:9} {:9.9} {:>7} {:>7} {:>8}  {}"


def inspections_table(looked_at: Iterable[Inspection]) -> Iterator[str]:
    """List feeds in a table, unreadable ones first; then advice on moved ones, and a total."""
    ranked = sorted(looked_at, key=lambda each: (not each.error, each.feed.id))
    yield _ROW.format("feed", "reachable", "format", "entries", "newest", "matches", "").rstrip()
    yield from map(_row, ranked)
    for each in ranked:
        if each.moved_to:
            yield f"feeds.{each.feed.id}.url: write {each.moved_to}; it has moved for good"
    failed = sum(bool(each.error) for each in ranked)
    yield f"{len(ranked) - failed} of {len(ranked)} feeds can be read"


def _row(each: Inspection) -> str:
    if each.error:
        return _ROW.format(each.feed.id, "no", "-", "-", "-", "-", each.error)
    age = spell_duration(_rounded(each.age)) if each.age is not None else "undated"
    row = (each.feed.id, "yes", each.format, each.entries, age, each.matches, each.note)
    return _ROW.format(*row).rstrip()


def _rounded(age: timedelta) -> timedelta:
    """Round to whole days, hours or minutes, the largest of which there are two."""
    for unit in (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)):
        if age >= 2 * unit:
            return age // unit * unit
    return timedelta(0)
