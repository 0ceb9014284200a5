"""What one poll's entries become: stories and the deliveries they promise, decided before storage.

Rule 1: a plan is complete and repeatable; planning twice is harmless.
Rule 2: promises are only ever added; what was promised is never changed here.
"""

from dataclasses import dataclass

from bot.core.types import Delivery, Entry, Placement, Story, Verdict


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """A new entry with what the stages said of it; `placement` is None where it is not ours."""

    entry: Entry
    verdict: Verdict
    placement: Placement | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one poll changes, recorded together or not at all."""

    entries: tuple[PlannedEntry, ...] = ()
    stories: tuple[Story, ...] = ()
    """Stories that are new or changed, as they stand afterwards."""
    deliveries: tuple[Delivery, ...] = ()
    retitled: tuple[Entry, ...] = ()
    """Known entries whose headline or summary the feed has changed; `id` is the known entry's."""
    based_on: int = 0
    """Sequence number of the last placed entry the plan has seen; a stale plan is not recorded."""
