"""Stories with their reports and events: a ledger that only grows, and the ways to ask for it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Select, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Delivery, Report, Story, StoryEvent
from storage.db import tables
from storage.db.columns import from_row, json_text, to_json, to_row
from storage.db.statements import IN_ONE_GO, STORY, advance, put, put_new, slices, unhurried
from storage.db.transactions import Database, change, question
from storage.outbox.enqueue import promise
from storage.search import StandingFor, index_stories, matching_numbers, no_other

_story = tables.story.c
_report = tables.report.c
_event = tables.event.c
_entry = tables.entry.c
_is_merged = _story.merged_into.is_not(None)
_is_readable = and_(_story.held.is_(False), ~_is_merged)
_A_FEW_REPORTS = 100
"""Made from rows before others get their turn: some 10 ms."""
_ELSEWHERE = frozenset({"reports", "events"})
"""Fields of a story that have tables of their own."""


class Stories(Database):
    """Questions and changes about stories."""

    @question
    async def stories(self, db: AsyncConnection, ids: Iterable[str]) -> dict[str, Story]:
        """Return the stories with these ids; unknown ids are left out."""
        return await load_stories(db, ids)

    @question
    async def story_ids(self, db: AsyncConnection, entries: Iterable[str]) -> dict[str, str]:
        """Return the story each of these entries is in now; entries in no story are left out."""
        found: dict[str, str] = {}
        for some in slices(sorted(set(entries)), IN_ONE_GO):
            placed = and_(_entry.id.in_(some), _entry.story.is_not(None))
            asked = select(_entry.id, _entry.story).where(placed)
            found.update((entry, story) for entry, story in await db.execute(asked))
        return found

    @question
    async def story_numbered(self, db: AsyncConnection, number: int) -> Story | None:
        """Return the story people call `#number`, or the one it was merged into."""
        if not 0 < number < 2**31:
            return None
        found = await select_stories(db, select(tables.story).where(_story.number == number))
        while found and (home := found[0].merged_into):
            found = await select_stories(db, select(tables.story).where(_story.id == home))
        return found[0] if found else None

    @question
    async def latest_stories(
        self, db: AsyncConnection, *, topic: str | None = None, limit: int = 10, offset: int = 0
    ) -> tuple[Story, ...]:
        """Return stories by their last report, newest first, of one topic or all; without held and
        merged ones.
        """
        asked = (
            select(tables.story)
            .where(_is_readable)
            .order_by(_story.updated.desc(), _story.number.desc())
        )
        if topic is not None:
            asked = asked.where(_has_topic(topic))
        return await select_stories(db, asked.limit(limit).offset(offset))

    @question
    async def public_numbers(
        self, db: AsyncConnection, *, limit: int
    ) -> tuple[tuple[int, datetime], ...]:
        """Return the number and last change of each story anybody may read, newest first."""
        asked = select(_story.number, _story.updated).where(_is_readable)
        rows = await db.execute(asked.order_by(_story.updated.desc()).limit(limit))
        return tuple((number, updated) for number, updated in rows)

    @question
    async def merged_numbers(self, db: AsyncConnection) -> tuple[int, ...]:
        """Return the number of each story that was merged into another, the first first."""
        found = await db.execute(select(_story.number).where(_is_merged).order_by(_story.number))
        return tuple(found.scalars())

    @question
    async def stories_since(
        self, db: AsyncConnection, since: datetime, *, limit: int
    ) -> tuple[Story, ...]:
        """Return the stories that have a report since then, newest first."""
        asked = select(tables.story).where(_story.updated > since, _is_readable)
        return await select_stories(db, asked.order_by(_story.updated.desc()).limit(limit))

    @question
    async def open_stories(self, db: AsyncConnection) -> tuple[Story, ...]:
        """Return the stories that are not closed, oldest change first."""
        is_open = and_(_story.closed.is_(None), ~_is_merged)
        return await select_stories(
            db, select(tables.story).where(is_open).order_by(_story.updated)
        )

    @question
    async def search_stories(
        self,
        db: AsyncConnection,
        words: str,
        *,
        limit: int = 10,
        offset: int = 0,
        standing_for: StandingFor = no_other,
    ) -> tuple[Story, ...]:
        """Return the stories whose texts have every word (or its beginning, or what it stands
        for), newest first.
        """
        numbers = await matching_numbers(
            db, words, limit=limit, offset=offset, standing_for=standing_for
        )
        found = await select_stories(db, select(tables.story).where(_story.number.in_(numbers)))
        return tuple(sorted(found, key=lambda story: numbers.index(story.number or 0)))

    @change
    async def record_story(
        self, db: AsyncConnection, story: Story, deliveries: Sequence[Delivery] = ()
    ) -> None:
        """Store a story as it is now, and the deliveries its change promises."""
        await write_stories(db, [story])
        await promise(db, deliveries)


async def load_stories(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Story]:
    wanted = sorted(set(ids))
    found: list[Story] = []
    for some in slices(wanted, IN_ONE_GO):
        found.extend(await select_stories(db, select(tables.story).where(_story.id.in_(some))))
    return {story.id: story for story in found}


async def write_stories(db: AsyncConnection, stories: Sequence[Story]) -> None:
    """Insert or overwrite stories, writing only the reports that are new or have changed."""
    if not stories:
        return
    numbers = await _numbers(db, [story.id for story in stories])
    rows = [
        to_row(story, tables.story, without=_ELSEWHERE) | {"number": numbers[story.id]}
        for story in stories
    ]
    await put(db, tables.story, rows)
    await _write_reports(db, stories)
    await write_events(db, [each for story in stories for each in _events_of(story)])
    await index_stories(db, {numbers[story.id]: story for story in stories})


async def _numbers(db: AsyncConnection, ids: Sequence[str]) -> dict[str, int]:
    """Return each story's number; new stories get the next numbers in the order given."""
    numbers = await _known_numbers(db, ids)
    if len(numbers) < len(set(ids)):
        # Adding 0 locks the counter. Another process may have numbered one of these stories just
        # before, so look again under the lock before taking new numbers.
        last = await advance(db, STORY, 0)
        numbers = await _known_numbers(db, ids)
        new = [story for story in dict.fromkeys(ids) if story not in numbers]
        await advance(db, STORY, len(new))
        numbers.update(zip(new, count(last + 1), strict=False))
    return numbers


async def _known_numbers(db: AsyncConnection, ids: Sequence[str]) -> dict[str, int]:
    asked = select(_story.id, _story.number).where(_story.id.in_(ids))
    return {row.id: row.number for row in await db.execute(asked)}


async def _write_reports(db: AsyncConnection, stories: Sequence[Story]) -> None:
    asked = select(tables.report).where(_report.story.in_([story.id for story in stories]))
    stored = {(row.story, row.position): json_text(row.told) for row in await db.execute(asked)}
    wanted = {
        (story.id, position): report
        for story in stories
        for position, report in enumerate(story.reports)
    }
    rows = [_report_row(key, report) for key, report in wanted.items()]
    await put(
        db,
        tables.report,
        [row for row in rows if stored.get(_place(row)) != json_text(row["told"])],
    )
    for story, position in stored.keys() - wanted.keys():
        gone = and_(_report.story == story, _report.position == position)
        await db.execute(delete(tables.report).where(gone))


Event = tuple[str, int, StoryEvent]
"""The subject's id, the event's position in its list, and the event."""


def _events_of(story: Story) -> list[Event]:
    return [(story.id, position, event) for position, event in enumerate(story.events)]


async def write_events(db: AsyncConnection, events: Sequence[Event]) -> int:
    """Insert the events that are new; return how many there were."""
    rows = [
        to_row(event, tables.event) | {"story": story, "position": position}
        for story, position, event in events
    ]
    return await put_new(db, tables.event, rows)


def _report_row(key: tuple[str, int], report: Report) -> dict[str, Any]:
    story, position = key
    return {
        "story": story,
        "position": position,
        "entry": report.entry,
        "told": to_json(report),
    }


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["story"], row["position"]


async def select_stories(db: AsyncConnection, asked: Select[Any]) -> tuple[Story, ...]:
    """Return the stories a statement selects, in its order, with their reports and events."""
    rows = (await db.execute(asked)).mappings().all()
    ids = [row["id"] for row in rows]
    reports, events = await _reports(db, ids), await load_events(db, ids)
    found: list[Story] = []
    made = 0
    for row in rows:
        told = reports[row["id"]]
        story = from_row(Story, {**row, "reports": told})
        found.append(replace(story, events=events[row["id"]]))
        made += len(told)
        if made >= _A_FEW_REPORTS:
            await asyncio.sleep(0)
            made = 0
    return tuple(found)


async def load_events(
    db: AsyncConnection, subjects: Sequence[str]
) -> Mapping[str, tuple[StoryEvent, ...]]:
    """Return the events of each of these subjects, in order."""
    found: dict[str, tuple[StoryEvent, ...]] = defaultdict(tuple)
    for some in slices(subjects, IN_ONE_GO):
        asked = select(tables.event).where(_event.story.in_(some))
        events = await db.execute(asked.order_by(_event.story, _event.position))
        async for row in unhurried(events):
            found[row["story"]] += (from_row(StoryEvent, row),)
    return found


async def _reports(db: AsyncConnection, ids: Sequence[str]) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for some in slices(ids, IN_ONE_GO):
        asked = select(_report.story, _report.told).where(_report.story.in_(some))
        reports = await db.execute(asked.order_by(_report.story, _report.position))
        async for row in unhurried(reports):
            found[row["story"]].append(row["told"])
    return found


def _has_topic(topic: str) -> Any:
    """Match stories of a topic: topics are stored as a JSON list of plain words."""
    return _story.topics.cast(tables.story.c.id.type).contains(json_text(topic), autoescape=True)
