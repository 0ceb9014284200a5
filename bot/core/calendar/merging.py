"""What a calendar's new page makes of the events known so far.

Rule 1: an event that is no longer listed is kept, and marked missing if it is still to come.
Rule 2: it is put off when its start moves by more than `SLIP` or its date is taken back; then its
attempt rises, so that reminders are given anew. A smaller slip changes the time alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.types import CalendarPage, MissionEvent, Precision

SLIP = timedelta(minutes=20)
REMEMBERED = timedelta(hours=24)
"""How long moves of a start are remembered, to see whether it is unsteady."""
_MOVES = 6
_FORGOTTEN = timedelta(days=3)
"""After its start an event that its calendar lists no more is left as it was."""

MOST = 1_000
"""Events known of one feed: what names ever new ones is no calendar."""

_EXACT = (Precision.MINUTE, Precision.HOUR)


def after_page(
    known: Mapping[str, MissionEvent],
    page: CalendarPage,
    *,
    feed: str,
    topics_of: Callable[[MissionEvent], tuple[str, ...]],
    now: datetime,
) -> tuple[MissionEvent, ...]:
    """Return the events that a page changes: new, moved, settled, missing. `known`: by id."""
    if page.events is None:
        return ()
    listed = {event.id: event for event in page.events}
    changed = []
    room = MOST - sum(event.feed == feed for event in known.values())
    for event in page.events:
        before = known.get(event.id)
        room -= before is None
        if before is None and room < 0:
            continue
        after = merged(before, event, now) if before else event
        after = replace(after, topics=topics_of(after))
        if after != before and (after.topics or before):
            changed.append(after)
    for before in known.values():
        if (
            before.feed == feed
            and before.id not in listed
            and _should_be_listed(before, page, now)
        ):
            changed.append(replace(before, missing_since=now))
    return tuple(changed)


def merged(before: MissionEvent, told: MissionEvent, now: datetime) -> MissionEvent:
    """Return the event as told now, with what is remembered of it."""
    moves = tuple(at for at in before.moves if now - at < REMEMBERED)
    kept = replace(
        told,
        attempt=before.attempt,
        was=before.was,
        moves=moves if told.start == before.start else (*moves, now)[-_MOVES:],
        story=before.story,
    )
    if not _is_put_off(before, told):
        return kept
    return replace(kept, attempt=before.attempt + 1, was=before.start)


def _is_put_off(before: MissionEvent, told: MissionEvent) -> bool:
    if before.precision not in _EXACT or told.is_over or before.is_over:
        return False
    return told.precision not in _EXACT or abs(told.start - before.start) > SLIP


def _should_be_listed(event: MissionEvent, page: CalendarPage, now: datetime) -> bool:
    if event.missing_since or event.is_over or event.start <= now:
        return False
    return page.until is None or event.start < page.until


def is_forgotten(event: MissionEvent, now: datetime) -> bool:
    """Whether an event is history: it is not listed, reminded of or asked for any more."""
    return now - event.start > _FORGOTTEN
